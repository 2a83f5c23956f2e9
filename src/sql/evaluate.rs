//! Evaluation of an expression over arrays of one length.

use arrow::array::{ArrayRef, Float64Array, Int64Array};
use polars::prelude::{Column, DataType, IntoLazy};

use crate::evaluation_error::EvaluationError;
use crate::expression::RowExpression;
use crate::frame::frame;

/// Numbers by row; null where SQL gives NULL.
#[derive(Debug, Clone)]
pub enum Numbers {
    /// Whole numbers; true is 1 and false is 0.
    Integers(Int64Array),
    /// Numbers with decimals.
    Decimals(Float64Array),
}

impl Numbers {
    /// Which rows have another number than those of other numbers of the same length.
    pub fn differing(&self, other: &Numbers) -> Vec<bool> {
        match (self, other) {
            (Numbers::Integers(one), Numbers::Integers(other)) => one.iter().zip(other).map(|(a, b)| a != b).collect(),
            _ => {
                let are_nan = |a: Option<f64>, b: Option<f64>| a.is_some_and(f64::is_nan) && b.is_some_and(f64::is_nan);
                let differ = |(a, b)| a != b && !are_nan(a, b);
                self.decimals().iter().zip(&other.decimals()).map(differ).collect()
            }
        }
    }

    fn decimals(&self) -> Float64Array {
        match self {
            Numbers::Integers(whole) => whole.iter().map(|number| number.map(|number| number as f64)).collect(),
            Numbers::Decimals(numbers) => numbers.clone(),
        }
    }
}

impl RowExpression {
    /// True, false or NULL for each of `rows` rows.
    ///
    /// # Errors
    /// A value that does not suit the expression; a result that is not a truth value, which [`RowExpression::check`] rules out.
    pub fn truths(&self, columns: &[(String, ArrayRef)], rows: usize) -> Result<Vec<Option<bool>>, EvaluationError> {
        let column = self.evaluate(columns, rows)?;
        Ok(column.bool().map_err(|e| internal(&e))?.iter().collect())
    }

    /// A number or NULL for each of `rows` rows.
    ///
    /// # Errors
    /// A value that does not suit the expression; a result that is not a number, which [`RowExpression::check`] rules out.
    pub fn numbers(&self, columns: &[(String, ArrayRef)], rows: usize) -> Result<Numbers, EvaluationError> {
        let column = self.evaluate(columns, rows)?;
        let whole = column.dtype().is_integer() || column.dtype().is_bool();
        let cast = |to| column.cast(&to).map_err(|e| internal(&e));
        Ok(if whole {
            Numbers::Integers(cast(DataType::Int64)?.i64().map_err(|e| internal(&e))?.iter().collect())
        } else {
            Numbers::Decimals(cast(DataType::Float64)?.f64().map_err(|e| internal(&e))?.iter().collect())
        })
    }

    /// The engine's column of `rows` rows.
    fn evaluate(&self, columns: &[(String, ArrayRef)], rows: usize) -> Result<Column, EvaluationError> {
        let read = columns.iter().filter(|(name, _)| self.columns.contains(name));
        let read: Vec<(&str, &ArrayRef)> = read.map(|(name, array)| (name.as_str(), array)).collect();
        let lazy = frame(&read, rows)?.lazy().select([self.expr.clone().alias("_")]);
        // The expression works on no rows (it was checked), so a value is the cause.
        let result = lazy.collect().map_err(|_| EvaluationError::OnAValue)?;
        let column = result.columns().first().ok_or_else(|| internal(&"no column"))?;
        // An expression over no column gives one value for all rows.
        Ok(if column.len() == rows { column.clone() } else { column.new_from_index(0, rows) })
    }
}

fn internal(reason: &dyn std::fmt::Display) -> EvaluationError {
    EvaluationError::Internal(reason.to_string())
}
