//! Participants through the intervention: who starts, completes and succeeds in each calendar year.

use std::collections::BTreeMap;

use super::result::People;
use crate::case::Inputs;
use foundation::words::Denominator;

/// Persons by calendar year, ascending. Those who start in a year complete, and succeed, `years_to_completion` later.
pub fn people(inputs: &Inputs) -> Vec<People> {
    at(inputs, inputs.effect.net_rate, inputs.intervention.completion_rate)
}

/// The same at another net success rate and completion rate.
pub fn at(inputs: &Inputs, net_rate: f64, completion_rate: f64) -> Vec<People> {
    let intervention = &inputs.intervention;
    let mut by_year: BTreeMap<i32, People> = BTreeMap::new();
    for (start, started) in intervention.starts() {
        let completed = started * completion_rate;
        // A rate among those who started already holds those who dropped out: the completion rate must not lower it again.
        let counted = match inputs.effect.denominator {
            Denominator::Started => started,
            Denominator::Completed => completed,
        };
        by_year.entry(start).or_default().started += started;
        let completion = by_year.entry(start + intervention.years_to_completion).or_default();
        completion.completed += completed;
        completion.successes += counted * net_rate;
    }
    by_year.into_iter().map(|(year, people)| People { year, ..people }).collect()
}
