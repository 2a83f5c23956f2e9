//! A definition's SQL over the rows of a batch, by polars.

use std::sync::Arc;

use arrow::array::ArrayRef;
use polars::prelude::{DataFrame, IntoLazy};

use super::frame::frame;
use crate::registers::{ExtractError, Fault};
use definitions::sql::Expression;
use foundation::error::{Error, Result};

/// A frame of the columns that an expression reads.
fn frame_for(expression: &Expression, columns: &[(String, ArrayRef)], rows: usize) -> Result<DataFrame> {
    let read: Vec<(&str, ArrayRef)> = columns
        .iter()
        .filter(|(name, _)| expression.columns.contains(name))
        .map(|(name, array)| (name.as_str(), Arc::clone(array)))
        .collect();
    frame(&read, rows)
}

/// Evaluates an expression over the rows of named columns.
///
/// # Errors
/// SQL that fails on a value.
pub fn run(expression: &Expression, columns: &[(String, ArrayRef)], rows: usize) -> Result<polars::prelude::Column> {
    let lazy = frame_for(expression, columns, rows)?.lazy().select([expression.expr.clone().alias("_")]);
    // It worked on no rows when the definitions were checked, so a value is to blame; polars would show it.
    let failed = |_| ExtractError::of("", Fault::SqlFails { place: expression.text.place.to_string() });
    let result = lazy.collect().map_err(failed)?;
    let nothing = || Error::internal(format!("{}: no column", expression.text.place));
    let column = result.columns().first().cloned().ok_or_else(nothing)?;
    // An expression over no column gives one value for all rows.
    if column.len() == rows { Ok(column) } else { Ok(column.new_from_index(0, rows)) }
}
