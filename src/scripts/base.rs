//! What a file stores in a column, as far as its conversion depends on it, and the one form in which scripts read it.

use arrow::datatypes::{DataType, TimeUnit};
use definitions::stored::Stored;
use engine::registers::ReadAs;
use engine::registers::stored_type::{is_text, plain};
use sql::{ColumnType, Dialect};

use crate::dialect::DialectSyntax;

/// What a file stores, as far as a conversion depends on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Base {
    /// Whole numbers of at most 64 bits.
    Whole,
    /// Numbers; beyond the limit a decimal is not the nearest double in every engine.
    Double { sure_below: Option<f64> },
    /// Text.
    Text,
    /// Days.
    Day,
    /// Times without a zone.
    Time,
    /// Seconds since 1970 on the clocks of the register's zone: of times with a zone, or declared to be of UTC.
    Clock,
    /// True or false.
    Truth,
    /// Nothing but nulls.
    Null,
}

impl Base {
    /// What a type of a file is; `None` of a type that scripts don't read.
    pub fn of(found: &DataType) -> Option<Base> {
        Some(match plain(found) {
            DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => Base::Whole,
            DataType::UInt8 | DataType::UInt16 | DataType::UInt32 => Base::Whole,
            DataType::Float32 | DataType::Float64 => Base::Double { sure_below: None },
            DataType::Decimal32(digits, scale)
            | DataType::Decimal64(digits, scale)
            | DataType::Decimal128(digits, scale) => match (*digits, *scale) {
                (..=18, 0) => Base::Whole,
                (..=15, 1..) => Base::Double { sure_below: None },
                (_, 1..) => Base::Double { sure_below: Some(9e15 / 10f64.powi(i32::from(*scale))) },
                _ => return None,
            },
            found if is_text(found) => Base::Text,
            DataType::Date32 => Base::Day,
            DataType::Timestamp(TimeUnit::Millisecond | TimeUnit::Microsecond | TimeUnit::Nanosecond, None) => {
                Base::Time
            }
            // DuckDB gives no number for nanoseconds with a zone.
            DataType::Timestamp(TimeUnit::Millisecond | TimeUnit::Microsecond, Some(_)) => Base::Clock,
            DataType::Boolean => Base::Truth,
            DataType::Null => Base::Null,
            _ => return None,
        })
    }

    /// What a file stores, where its times without a zone may be declared to be of UTC.
    pub fn declared(self, read_as: ReadAs) -> Base {
        match (self, read_as) {
            (Base::Time, ReadAs::Times(Stored::Utc) | ReadAs::TimeOfDay(Some(Stored::Utc))) => Base::Clock,
            // Numbers that are declared as numbers with decimals in some years are read as such.
            (Base::Whole, ReadAs::Retyped(ColumnType::Number, _)) => Base::Double { sure_below: None },
            (base, _) => base,
        }
    }

    /// The column of a file, in the one form of its base.
    pub fn raw(self, dialect: Dialect, column: &str) -> String {
        match self {
            Base::Whole => format!("CAST({column} AS BIGINT)"),
            Base::Double { .. } => format!("CAST({column} AS DOUBLE)"),
            Base::Text => dialect.trimmed(column),
            Base::Day | Base::Truth => column.to_owned(),
            Base::Time => format!("CAST({column} AS DATE)"),
            Base::Null | Base::Clock => column.to_owned(),
        }
    }
}
