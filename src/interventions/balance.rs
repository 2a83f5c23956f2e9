//! What disclosure control needs to know of a balanced variable: its balance, and what single persons have to do with it.

use designs::{Column, VariableBalance};
use rayon::prelude::*;

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
    let variable = |(balance, column): (&VariableBalance, &Column)| {
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
    balance.variables.par_iter().zip(study.columns()).map(variable).collect()
}

/// The fewest persons of a group with one of two values, or off the commonest of more.
fn rarest(judged: &GateVerdict<'_>, column: &Column) -> u64 {
    let first = column.iter().next().map(f64::to_bits);
    let other = column.iter().map(f64::to_bits).find(|x| Some(*x) != first);
    let is_binary = column.iter().map(|x| Some(x.to_bits())).all(|x| x == first || x == other);
    let of_group = |group: bool| {
        if is_binary {
            let (mut all, mut with_first) = (0u64, 0u64);
            for at in judged.used(group) {
                all += 1;
                with_first += u64::from(Some(column.at(at).to_bits()) == first);
            }
            // A group in which one of the two values is missing has none of it.
            return with_first.min(all - with_first);
        }
        let mut values: Vec<u64> = judged.used(group).map(|at| column.at(at).to_bits()).collect();
        values.sort_unstable();
        let commonest = values.chunk_by(|one, other| one == other).map(<[u64]>::len).fold(0, usize::max);
        (values.len() - commonest) as u64
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
    fn of(judged: &GateVerdict<'_>, group: bool, column: &Column) -> Deviations {
        let persons = || judged.used(group).map(|at| (judged.weights[at], column.at(at)));
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
