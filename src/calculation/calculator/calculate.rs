//! The order of a calculation: persons, reach, lines, sums.

use super::result::outline::Outline;
use super::result::{CaseResult, ScenarioResult};
use super::{lines, people, reach, totals};
use crate::case::{Inputs, Scenario};

/// Calculates a case.
pub fn calculate(inputs: &Inputs) -> CaseResult {
    let people = people::people(inputs);
    let consequences: Vec<_> = inputs.consequences.iter().map(reach::reach).collect();
    let lines = lines::lines(inputs, &people, &consequences);
    totals::totals(inputs, people, consequences, lines)
}

/// Calculates the outline of a case: the same figures, in a fraction of the time.
pub fn outline(inputs: &Inputs) -> Outline {
    let people = people::people(inputs);
    let consequences: Vec<_> = inputs.consequences.iter().map(reach::reach).collect();
    let lines = lines::lines(inputs, &people, &consequences);
    totals::outline(inputs, &people, &consequences, &lines)
}

/// Calculates a named variation of a case.
pub fn calculate_scenario(scenario: Scenario) -> ScenarioResult {
    let Scenario { name, reason, inputs } = scenario;
    let result = calculate(&inputs);
    ScenarioResult { name, reason, inputs, result }
}
