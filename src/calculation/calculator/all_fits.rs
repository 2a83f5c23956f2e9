//! The same case by the published rule and with every fit that may be published (method rule 19).

use super::calculate::calculate;
use super::result::CaseResult;
use super::result::all_fits::AllFitsResult;
use crate::case::{AllFits, Inputs};

/// Calculates a case, and the same case with all fits.
pub fn calculate_with_all_fits(inputs: &Inputs, all: &AllFits) -> CaseResult {
    let result = calculate(&all.inputs);
    let all_fits = AllFitsResult {
        added: all.added,
        overlapping: all.overlapping.clone(),
        total: result.total,
        by_payer: result.by_payer,
        bounds: result.uncertainty.total,
        bounds_by_payer: result.uncertainty.by_payer,
        break_even_year: result.break_even_year,
        break_even_rate: result.break_even_rate,
        complete_through: result.coverage.complete_through,
    };
    CaseResult { all_fits: Some(all_fits), ..calculate(inputs) }
}
