//! A case as JSON: all inputs, and the result with its lines, unrounded.

use serde::Serialize;

use crate::calculator::CaseResult;
use crate::case::Inputs;
use crate::error::{Error, Result};

#[derive(Serialize)]
struct Case<'a> {
    inputs: &'a Inputs,
    result: &'a CaseResult,
}

/// JSON text that ends in a line break.
pub fn json(inputs: &Inputs, result: &CaseResult) -> Result<String> {
    let mut text = serde_json::to_string_pretty(&Case { inputs, result })
        .map_err(|error| Error::Internal(format!("the case as JSON: {error}")))?;
    text.push('\n');
    Ok(text)
}
