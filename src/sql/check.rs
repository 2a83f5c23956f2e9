//! An expression against the columns that it may read: their names, and their types by a trial on no rows.

use polars::prelude::*;

use crate::column_type::ColumnType;
use crate::expression::RowExpression;
use crate::fault::{SqlFault, reason};

/// What an expression must give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResultKind {
    /// True or false.
    Condition,
    /// A number; true counts as 1.
    Number,
}

impl RowExpression {
    /// The columns that are read and do not exist.
    pub fn unknown_columns<'a>(&'a self, known: &'a [(String, ColumnType)]) -> impl Iterator<Item = &'a str> {
        let exists = |column: &&String| known.iter().any(|(name, _)| name == *column);
        self.columns.iter().filter(move |column| !exists(column)).map(String::as_str)
    }

    /// Checks types against columns that all exist.
    ///
    /// # Errors
    /// An expression that does not suit the types of its columns, or does not give what is wanted.
    pub fn check(&self, known: &[(String, ColumnType)], wanted: ResultKind) -> Result<(), SqlFault> {
        let fields = known.iter().map(|(name, kind)| Field::new(name.into(), kind.dtype()));
        let frame = DataFrame::empty_with_schema(&Schema::from_iter(fields));
        let attempt = || frame.lazy().select([self.expr.clone().alias("_")]).collect();
        // The engine may panic on an expression of a user; that is a mistake in the expression.
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(attempt))
            .map_err(|_| SqlFault::new("this SQL does not fit its columns"))?
            .map_err(|error| SqlFault::new(format!("this SQL does not fit its columns: {}", reason(&error))))?;
        let given = result.columns().first().map_or(DataType::Null, |column| column.dtype().clone());
        let (fits, words) = match wanted {
            ResultKind::Condition => (given == DataType::Boolean, "true or false"),
            ResultKind::Number => (given.is_primitive_numeric() || given == DataType::Boolean, "a number"),
        };
        if fits {
            Ok(())
        } else {
            Err(SqlFault::new(format!("this must give {words}, but gives {}", described(&given))))
        }
    }
}

/// A type in a user's words.
fn described(dtype: &DataType) -> String {
    match dtype {
        DataType::String => "text".to_owned(),
        DataType::Boolean => "true or false".to_owned(),
        DataType::Date => "a date".to_owned(),
        DataType::Null => "nothing but NULL".to_owned(),
        kind if kind.is_integer() => "a whole number".to_owned(),
        kind if kind.is_primitive_numeric() => "a number".to_owned(),
        other => other.to_string(),
    }
}
