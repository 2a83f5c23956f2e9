//! What the columns of tables hold.

use super::Column;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// Words, or one of a closed list.
    Text,
    /// Whole numbers.
    Whole,
    /// Numbers.
    Number,
    /// True or false.
    Truth,
}

impl Column {
    /// What it holds.
    pub fn holds(&self) -> ColumnType {
        match self.kind.trim_start_matches("Option<").trim_end_matches('>') {
            "i32" | "i64" => ColumnType::Whole,
            "f64" => ColumnType::Number,
            "bool" => ColumnType::Truth,
            _ => ColumnType::Text,
        }
    }

    /// Whether it can be null.
    pub fn nullable(&self) -> bool {
        self.kind.starts_with("Option<")
    }
}
