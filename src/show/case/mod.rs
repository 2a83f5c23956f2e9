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
pub mod scenarios;
pub mod uncertainty;

use serde::Serialize;

use calculation::calculator::CaseResult;
use calculation::calculator::compare::CaseSummary;
use calculation::calculator::uncertainty::Difference;
use calculation::case::Inputs;

/// A case as one document: all inputs, and the result with its lines, unrounded.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    /// The inputs.
    pub inputs: &'a Inputs,
    /// The result.
    pub result: &'a CaseResult,
}

/// Several cases as one document: the cases in order and, of two cases, their difference.
#[derive(Debug, Serialize)]
pub struct Ranking<'a> {
    /// The cases, the greatest present value first.
    pub cases: &'a [CaseSummary],
    /// The difference between two cases; `None` of more.
    pub difference: Option<CaseDifference>,
}

/// The difference between two cases on common draws, in the order of the command line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseDifference {
    /// The intervention of the first case.
    pub first: String,
    /// The intervention of the second case.
    pub second: String,
    /// The present value of the first less that of the second; the chance of a gain is the chance that the first is better.
    #[serde(flatten)]
    pub difference: Difference,
}
