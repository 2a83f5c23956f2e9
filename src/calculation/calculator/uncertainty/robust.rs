//! What an unobserved confounder would have to be to take an estimate away (method rule 18).

use serde::Serialize;

use super::parts::Parts;
use crate::calculator::result::ConsequenceReach;
use crate::case::Inputs;
use crate::case::inputs::Value;

/// How robust the estimates of a consequence are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Robustness {
    /// The consequence.
    pub consequence: String,
    /// What it brings, as present value.
    pub present_value: f64,
    /// Of its years that count, the weakest: the share of what is left of success and of the outcome that a confounder
    /// would have to explain to bring that year's estimate to nought. `None` where the release has no value.
    pub weakest: Option<f64>,
    /// The follow-up year of the weakest.
    pub year: Option<i32>,
    /// The same, to bring that year's estimate to insignificance.
    pub to_insignificance: Option<f64>,
}

/// Each consequence with a significant estimate that counts.
pub fn robustness(inputs: &Inputs, reaches: &[ConsequenceReach], parts: &Parts) -> Vec<Robustness> {
    let given = parts.given();
    let success = given.net_rate * given.completion_rate;
    let all = inputs.consequences.iter().zip(reaches).zip(&parts.successes);
    all.filter(|((_, reach), _)| reach.significant > 0)
        .map(|((consequence, reach), part)| {
            let years = (1..=reach.through).zip(&consequence.years).filter_map(|(year, value)| match value {
                Value::Estimate { robustness: Some(of), robustness_to_insignificance, .. } => {
                    Some((year, *of, *robustness_to_insignificance))
                }
                _ => None,
            });
            let weakest = years.min_by(|a, b| a.1.total_cmp(&b.1));
            Robustness {
                consequence: consequence.id.clone(),
                present_value: part.mean.sum() * success,
                weakest: weakest.map(|(_, of, _)| of),
                year: weakest.map(|(year, _, _)| year),
                to_insignificance: weakest.and_then(|(_, _, of)| of),
            }
        })
        .collect()
}
