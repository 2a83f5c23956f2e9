//! How a column of a file is read: its name and position there, its type, its valid values, and whether a row needs it.

use std::sync::Arc;

use definitions::code_table::ColumnCodes;
use definitions::register::{PeriodPart, Range, TimeColumn, TimeUnit};
use definitions::stored::Stored;
use sql::ColumnType;

use super::stored_type::KeyType;

/// The type to read a column as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadAs {
    /// A person's key.
    Key(KeyType),
    /// A declared column.
    Column(ColumnType),
    /// A declared column that was stored as another type: that type, and the declared one.
    Retyped(ColumnType, ColumnType),
    /// A declared date that is stored as a count of days or seconds.
    SasTime(Stored),
    /// A declared date of times without a zone that are of UTC, or local.
    Times(Stored),
    /// Seconds since 1970 on the clocks of the register's zone, of times in a form or as they are.
    TimeOfDay(Option<Stored>),
    /// The year of a status.
    Year,
    /// The year of a status, of a date in it.
    YearOfDate,
    /// A code in its normal form, or its group.
    Code,
    /// What a row says of its period.
    Period(PeriodPart),
    /// A week column of codes.
    Codes,
    /// As stored.
    Stored,
}

/// Whether a row needs the value of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NullRule {
    /// A null is a value, and a bad value is one of its column alone.
    #[default]
    None,
    /// A null is a value, and a bad value makes the row bad.
    Sound,
    /// A null or a bad value makes the row bad.
    Value,
}

impl ReadAs {
    /// The type of a column that dates a row.
    pub fn time_column(column: &TimeColumn<'_>) -> ReadAs {
        match column.unit {
            TimeUnit::Day => ReadAs::Column(column.column.day_kind()),
            TimeUnit::Year if column.column.kind == Some(ColumnType::Date) => ReadAs::YearOfDate,
            TimeUnit::Year => ReadAs::Year,
            TimeUnit::Period(part) => ReadAs::Period(part),
        }
    }
}

/// A column of a file, and the type to read it as.
#[derive(Debug, Clone)]
pub struct Projection {
    /// The name in the batches.
    pub id: String,
    /// The name in the file.
    pub name: String,
    /// Its position among the file's columns.
    pub position: usize,
    /// The type to read it as.
    pub read_as: ReadAs,
    /// The range of valid values.
    pub range: Option<Range>,
    /// Whether a row needs it.
    pub need: NullRule,
    /// The form of its codes.
    pub code: Option<Arc<ColumnCodes>>,
    /// Whether its texts stay numbers of their distinct values where the file stores them so.
    pub by_value: bool,
}

impl Projection {
    /// A column that no row needs, with values of any range.
    pub fn new(id: impl Into<String>, name: impl Into<String>, position: usize, read_as: ReadAs) -> Projection {
        let (id, name) = (id.into(), name.into());
        Projection { id, name, position, read_as, range: None, need: NullRule::None, code: None, by_value: false }
    }

    /// The column, with texts as numbers of their distinct values where the file stores them so.
    #[must_use]
    pub fn by_value(self) -> Projection {
        let holds_texts = match self.read_as {
            ReadAs::Code | ReadAs::Codes | ReadAs::Period(_) => true,
            ReadAs::Column(kind) => matches!(kind, ColumnType::Text | ColumnType::Yyww),
            ReadAs::Retyped(stored, kind) => {
                stored == ColumnType::Text && matches!(kind, ColumnType::Integer | ColumnType::Number)
            }
            _ => false,
        };
        Projection { by_value: holds_texts, ..self }
    }
}

/// A name as names are compared: in lower case, without blanks around it and without the byte order mark that a text file
/// leaves before its first name.
pub fn plain_name(name: &str) -> String {
    visible_name(name).to_lowercase()
}

/// A name without blanks around it and without marks that take no room.
pub fn visible_name(name: &str) -> &str {
    name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}'))
}
