//! How files store a column whose type is another one: numbers as text, days as numbers.

use serde::Deserialize;
use sql::ColumnType;

/// A form that files may store a column in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stored {
    /// Text: numbers with a decimal point, and days as `2012-05-17` or `20120517`.
    Text,
    /// Whole numbers, of any numeric type in the file: days as `20120517`.
    Integer,
    /// Days since 1 January 1960, of any numeric type in the file.
    SasDays,
    /// Seconds since 1 January 1960, of any numeric type in the file: the day that they lie in.
    SasSeconds,
    /// Times without a zone that are of UTC: the day that they lie in in the register's zone.
    Utc,
    /// Times without a zone that are of the register's zone, whatever the hour.
    Local,
}

impl Stored {
    /// The word in definitions and messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::SasDays => "sas_days",
            Self::SasSeconds => "sas_seconds",
            Self::Utc => "utc",
            Self::Local => "local",
        }
    }

    /// The type to read before the declared one is made of it; none of a count of days or seconds.
    pub const fn read_as(self) -> Option<ColumnType> {
        match self {
            Self::Text => Some(ColumnType::Text),
            Self::Integer => Some(ColumnType::Integer),
            Self::SasDays | Self::SasSeconds | Self::Utc | Self::Local => None,
        }
    }

    /// Whether a column of a type can be stored so.
    pub fn reads_as(self, kind: ColumnType) -> bool {
        match self.read_as() {
            Some(stored) => stored.reads_as(kind) && stored != kind,
            None => kind == ColumnType::Date,
        }
    }

    /// Whether files hold times without a zone.
    pub const fn is_of_times(self) -> bool {
        matches!(self, Self::Utc | Self::Local)
    }

    /// Whether files hold numbers.
    pub const fn is_of_numbers(self) -> bool {
        matches!(self, Self::Integer | Self::SasDays | Self::SasSeconds)
    }
}

/// One form, or several that files of a register differ in.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "write \"text\", \"integer\", \"sas_days\", \"sas_seconds\", \"utc\" or \"local\", or a list of them"
)]
pub(super) enum OneOrMany {
    One(Stored),
    Many(Vec<Stored>),
}

impl OneOrMany {
    pub(super) fn listed(self) -> Vec<Stored> {
        match self {
            OneOrMany::One(stored) => vec![stored],
            OneOrMany::Many(stored) => stored,
        }
    }
}
