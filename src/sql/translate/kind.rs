//! The types of translated expressions, as the engine of this process computes them.
//!
//! Whole numbers have the width of the column or literal that they come from, and wrap around beyond it. Another engine has
//! other widths, so arithmetic is translated only where no width matters.

use crate::column_type::ColumnType;

/// The type of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Whole numbers of 64 bits: columns, and what is computed with them.
    Whole,
    /// Whole numbers of 32 bits that lie between minus this and this: literals, and what is computed of them.
    Small(i64),
    /// Whole numbers of another width: lengths of texts, months, days of the month.
    Narrow,
    /// Numbers of double precision.
    Number,
    /// Text.
    Text,
    /// Dates.
    Date,
    /// True or false.
    Truth,
}

/// The largest number of 32 bits.
const LARGEST_SMALL: i64 = i32::MAX as i64;

impl Kind {
    /// The type of a column.
    pub const fn of(column: ColumnType) -> Kind {
        match column {
            ColumnType::Integer => Kind::Whole,
            ColumnType::Number => Kind::Number,
            ColumnType::Text => Kind::Text,
            ColumnType::Date | ColumnType::Yyww => Kind::Date,
            ColumnType::Boolean => Kind::Truth,
        }
    }

    /// Whether it is of whole numbers.
    pub const fn is_whole(self) -> bool {
        matches!(self, Kind::Whole | Kind::Small(_) | Kind::Narrow)
    }

    /// Whether it is of numbers.
    pub const fn is_numeric(self) -> bool {
        self.is_whole() || matches!(self, Kind::Number)
    }

    /// The type that values of two types have in common; `None` if they are not to be compared.
    pub fn common(self, other: Kind) -> Option<Kind> {
        match (self, other) {
            (Kind::Small(one), Kind::Small(other)) => Some(Kind::Small(one.max(other))),
            (one, other) if one == other => Some(one),
            (one, other) if one.is_whole() && other.is_whole() => {
                Some(if one == Kind::Whole || other == Kind::Whole { Kind::Whole } else { Kind::Narrow })
            }
            (one, other) if one.is_numeric() && other.is_numeric() => Some(Kind::Number),
            _ => None,
        }
    }

    /// The type of a sum, difference or product; `None` if the width of a number could matter.
    pub fn computed(self, other: Kind, bound: impl Fn(i64, i64) -> Option<i64>) -> Option<Kind> {
        match (self, other) {
            (Kind::Number, other) | (other, Kind::Number) if other.is_numeric() => Some(Kind::Number),
            (Kind::Whole, other) | (other, Kind::Whole) if other.is_whole() => Some(Kind::Whole),
            (Kind::Small(one), Kind::Small(other)) => {
                bound(one, other).filter(|most| *most <= LARGEST_SMALL).map(Kind::Small)
            }
            _ => None,
        }
    }
}
