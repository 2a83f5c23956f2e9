//! What disclosure control needs to know of a balanced variable: its balance, and what single persons have to do with it.

use std::collections::BTreeMap;

use designs::VariableBalance;

use crate::gate_verdict::GateVerdict;

/// A balanced variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    /// Its balance, exact.
    pub balance: VariableBalance,
    /// The fewest persons of a group who have one of its two values; of a variable with more values, who do not have the commonest.
    pub rarest: u64,
    /// The largest share that one person has of a group's squared deviations from its mean.
    pub largest_share: f64,
    /// The most that one person moves the standardised difference.
    pub influence: f64,
}

/// The variables of an intervention, in the order of the design.
pub(crate) fn variables(judged: &GateVerdict<'_>) -> Vec<Variable> {
    let (Some(balance), Some(study)) = (&judged.balance, &judged.prepared.study) else { return Vec::new() };
    let variable = |(balance, column): (&VariableBalance, &Vec<f64>)| {
        let before = &balance.before;
        let variance = if before.participants.variance > 0.0 { before.participants } else { before.controls }.variance;
        let groups = [true, false].map(|group| Deviations::of(judged, group, column));
        let influence = groups.iter().map(|group| group.largest).fold(0.0, f64::max) / variance.sqrt();
        Variable {
            balance: balance.clone(),
            rarest: rarest(judged, column),
            largest_share: groups.iter().map(|group| group.largest_share).fold(0.0, f64::max),
            influence,
        }
    };
    balance.variables.iter().zip(study.columns()).map(variable).collect()
}

/// The fewest persons of a group with one of two values, or off the commonest of more.
fn rarest(judged: &GateVerdict<'_>, column: &[f64]) -> u64 {
    let mut values: Vec<u64> = column.iter().map(|x| x.to_bits()).collect();
    values.sort_unstable();
    values.dedup();
    let of_group = |group: bool| {
        let mut with: BTreeMap<u64, u64> = BTreeMap::new();
        judged.used(group).for_each(|at| *with.entry(column[at].to_bits()).or_insert(0) += 1);
        let (all, commonest) = (with.values().sum::<u64>(), with.values().copied().fold(0, u64::max));
        // Of two values the rarer one; a group in which one of them is missing has none of it.
        if values.len() <= 2 && with.len() == 2 { with.values().copied().fold(all, u64::min) } else { all - commonest }
    };
    of_group(true).min(of_group(false))
}

/// How far the persons of a group lie from its weighted mean.
struct Deviations {
    /// The largest weight × distance, over all weights.
    largest: f64,
    /// The largest weight × squared distance, over the sum of all.
    largest_share: f64,
}

impl Deviations {
    fn of(judged: &GateVerdict<'_>, group: bool, column: &[f64]) -> Deviations {
        let persons = || judged.used(group).map(|at| (judged.weights[at], column[at]));
        let weights: f64 = persons().map(|(weight, _)| weight).sum();
        let mean = persons().map(|(weight, x)| weight * x).sum::<f64>() / weights;
        let squares: f64 = persons().map(|(weight, x)| weight * (x - mean) * (x - mean)).sum();
        let largest = persons().map(|(weight, x)| weight * (x - mean).abs()).fold(0.0, f64::max);
        let largest_square = persons().map(|(weight, x)| weight * (x - mean) * (x - mean)).fold(0.0, f64::max);
        Deviations {
            largest: largest / weights,
            largest_share: if squares > 0.0 { largest_square / squares } else { 1.0 },
        }
    }
}
