//! A case's inputs and result as listings, sentences and rows, which terminal, report and workbook share.

pub mod all_fits;
pub mod break_even;
pub mod changes;
pub mod costs;
pub mod economy;
pub mod inputs;
pub mod labels;
pub mod notes;
pub mod payers;
pub mod quality;
pub mod result;
pub mod rows;
pub mod uncertainty;

use serde::Serialize;

use calculation::calculator::CaseResult;
use calculation::case::Inputs;

/// A case as one document: all inputs, and the result with its lines, unrounded.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    /// The inputs.
    pub inputs: &'a Inputs,
    /// The result.
    pub result: &'a CaseResult,
}
