//! A definition's SQL over the rows of a batch. Owns the faults of evaluation; the crate `sql` evaluates.

use arrow::array::ArrayRef;
use sql::{EvaluationError, Numbers};

use crate::registers::{ExtractError, Fault};
use definitions::expression::Expression;
use foundation::error::{Error, Result};

/// True, false or NULL for each row.
///
/// # Errors
/// SQL that fails on a value.
pub fn truths(expression: &Expression, columns: &[(String, ArrayRef)], rows: usize) -> Result<Vec<Option<bool>>> {
    expression.truths(columns, rows).map_err(|failed| fault(expression, failed))
}

/// A number or NULL for each row.
///
/// # Errors
/// SQL that fails on a value.
pub fn numbers(expression: &Expression, columns: &[(String, ArrayRef)], rows: usize) -> Result<Numbers> {
    expression.numbers(columns, rows).map_err(|failed| fault(expression, failed))
}

fn fault(expression: &Expression, failed: EvaluationError) -> Error {
    let place = expression.text.place.to_string();
    match failed {
        EvaluationError::OnAValue => ExtractError::of("", Fault::SqlFails { place }).into(),
        EvaluationError::Internal(reason) => Error::internal(format!("{place}: {reason}")),
    }
}
