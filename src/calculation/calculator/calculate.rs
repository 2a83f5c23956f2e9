//! The order of a calculation: persons, reach, lines, sums.

use super::result::CaseResult;
use super::{lines, people, reach, totals};
use crate::case::Inputs;

/// Calculates a case.
pub fn calculate(inputs: &Inputs) -> CaseResult {
    let people = people::people(inputs);
    let consequences: Vec<_> = inputs.consequences.iter().map(reach::reach).collect();
    let lines = lines::lines(inputs, &people, &consequences);
    totals::totals(inputs, people, consequences, lines)
}
