//! What an unobserved confounder would have to be to take an estimate away (method rule 18).

use super::parts::Parts;
use crate::calculator::result::ConsequenceReach;
use crate::calculator::result::uncertainty::Robustness;
use crate::case::Inputs;
use crate::case::inputs::Value;

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
