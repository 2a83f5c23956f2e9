//! Inputs to result: what an intervention costs and brings, whom, and when.
//!
//! Pure: no files and no settings, and the same inputs give the same result to the last bit, draws too. Everything is a sum over one list of [`result::Line`]s, so that years,
//! payers, areas and consequences add up to the same total. Owns the rules of time (when a participant completes, in which
//! calendar year an estimate falls, how a krone is discounted) and of what is not known. Owns no choice of figures: inputs
//! come resolved from `case`.

mod break_even;
pub mod compare;
pub mod cost_model;
mod discount;
mod lines;
mod notes;
mod people;
pub mod quality;
mod reach;
pub mod result;
mod split;
mod terms;
mod totals;
pub mod uncertainty;

pub use discount::discount_factor;
pub use notes::Note;
pub use result::CaseResult;
pub use terms::{Term, terms};

use crate::case::Inputs;

/// Calculates a case.
pub fn calculate(inputs: &Inputs) -> CaseResult {
    let people = people::people(inputs);
    let consequences: Vec<_> = inputs.consequences.iter().map(reach::reach).collect();
    let lines = lines::lines(inputs, &people, &consequences);
    totals::totals(inputs, people, consequences, lines)
}
