//! Further categorical adjusters: what a variable says of an entrant in t = 0 or before.

use super::Entry;
use super::condition;
use crate::definitions::Definitions;
use crate::definitions::target_group::{Adjuster, TargetGroup};
use crate::variables::{Sums, available};

/// The level of entrants whose value is not known: a category of its own, so that nobody leaves a regression for it.
const NOT_KNOWN: u32 = 0;

/// The levels of every adjuster of a group, by entry.
pub fn levels(
    definitions: &Definitions,
    group: &TargetGroup,
    entries: &[Entry],
    sums: &Sums,
) -> Vec<(String, Vec<u32>)> {
    let of = |adjuster: &Adjuster| (adjuster.id.value.clone(), of_adjuster(definitions, adjuster, entries, sums));
    group.adjusters.iter().map(of).collect()
}

fn of_adjuster(definitions: &Definitions, adjuster: &Adjuster, entries: &[Entry], sums: &Sums) -> Vec<u32> {
    let Some(variable) = definitions.variable(&adjuster.used.variable) else { return vec![NOT_KNOWN; entries.len()] };
    let years = adjuster.used.years;
    let known =
        |entry: &Entry| years.iter().all(|offset| available(definitions, variable, i32::from(entry.t0) + offset));
    let values = condition::values(definitions, variable, entries, (years.first, years.last), sums);
    let values: Vec<Option<i64>> =
        entries.iter().zip(values).map(|(entry, value)| value.filter(|_| known(entry))).collect();
    let mut sorted: Vec<i64> = values.iter().copied().flatten().collect();
    sorted.sort_unstable();
    let cuts: Vec<i64> = match &adjuster.quantiles {
        Some(groups) => (1..groups.value as usize)
            .filter_map(|group| sorted.get(sorted.len() * group / groups.value as usize).copied())
            .collect(),
        None => {
            sorted.dedup();
            sorted
        }
    };
    // A value's level is how many cuts it has reached, so that equal values are never parted.
    let level = |value: i64| cuts.partition_point(|cut| *cut <= value) as u32 + 1;
    values.into_iter().map(|value| value.map_or(NOT_KNOWN, level)).collect()
}
