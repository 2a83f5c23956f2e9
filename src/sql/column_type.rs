//! The types that a column can have in SQL.

use polars::prelude::DataType;

/// What a column looks like to SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// Whole numbers, of any width in the file.
    Integer,
    /// Numbers with decimals.
    Number,
    /// Text.
    Text,
    /// A calendar date; a timestamp counts as its date.
    Date,
    /// True or false.
    Boolean,
    /// A week as year and week number, `YYWW`. SQL reads it as the date of its Thursday, which lies in that year.
    Yyww,
}

impl ColumnType {
    /// The word in definitions and messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Text => "text",
            Self::Date => "date",
            Self::Boolean => "boolean",
            Self::Yyww => "yyww",
        }
    }

    /// The engine's type.
    pub(crate) const fn dtype(self) -> DataType {
        match self {
            Self::Integer => DataType::Int64,
            Self::Number => DataType::Float64,
            Self::Text => DataType::String,
            Self::Date | Self::Yyww => DataType::Date,
            Self::Boolean => DataType::Boolean,
        }
    }

    /// Whether a column stored as this type can be read as another.
    pub fn reads_as(self, kind: ColumnType) -> bool {
        use ColumnType::{Boolean, Date, Integer, Number, Text};
        match (self, kind) {
            (Text, Boolean) | (Boolean | Date, _) => self == kind,
            (Text, _) => true,
            (Integer, Boolean) => false,
            (Integer, _) => true,
            (Number, Integer | Text) => true,
            _ => self == kind,
        }
    }
}
