//! A case as JSON: all inputs, and the result with its lines, unrounded.

use serde::Serialize;

use calculation::calculator::CaseResult;
use calculation::case::Inputs;
use foundation::error::{Error, Result};

#[derive(Serialize)]
struct Case<'a> {
    inputs: &'a Inputs,
    result: &'a CaseResult,
}

/// JSON text that ends in a line break.
pub fn json(inputs: &Inputs, result: &CaseResult) -> Result<String> {
    let mut text = serde_json::to_string_pretty(&Case { inputs, result })
        .map_err(|error| Error::internal(format!("the case as JSON: {error}")))?;
    text.push('\n');
    Ok(text)
}
