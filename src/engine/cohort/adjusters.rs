//! Further categorical adjusters and clusters: what a variable says of an entrant in t = 0 or before.

use super::by_year::ByYear;
use super::condition;
use super::entry::Entry;
use crate::variables::{Sums, available};
use definitions::Definitions;
use definitions::entrant::{Adjuster, Cluster, Use};
use definitions::target_group::TargetGroup;
use foundation::error::{Error, Result};

/// The level of entrants whose value is not known: a category of its own, so that no person leaves a regression for it.
const NOT_KNOWN: u32 = 0;

/// The levels of every adjuster of a group, by entry.
///
/// # Errors
/// Internal errors only.
pub fn levels(
    definitions: &Definitions,
    group: &TargetGroup,
    entries: &[Entry],
    sums: &Sums,
) -> Result<Vec<(String, Vec<u32>)>> {
    let of = |adjuster: &Adjuster| Ok((adjuster.id.value.clone(), of_adjuster(definitions, adjuster, entries, sums)?));
    group.adjusters.iter().map(of).collect()
}

/// The clusters of every grouping of a group, by entry. A person's entries are all in the cluster of the first. Entrants
/// with an unknown cluster form one cluster.
///
/// # Errors
/// Internal errors only.
pub fn clusters(
    definitions: &Definitions,
    group: &TargetGroup,
    entries: &[Entry],
    sums: &Sums,
) -> Result<Vec<(String, Vec<u32>)>> {
    let firsts: Vec<Entry> = entries.chunk_by(same_person).filter_map(|of_person| of_person.first().copied()).collect();
    let of = |cluster: &Cluster| {
        let of_persons = numbered(&values(definitions, &cluster.used, &firsts, sums)?);
        let by_entry = entries.chunk_by(same_person).zip(of_persons);
        let by_entry = by_entry.flat_map(|(of_person, level)| of_person.iter().map(move |_| level));
        Ok((cluster.id.value.clone(), by_entry.collect()))
    };
    group.clusters.iter().map(of).collect()
}

fn same_person(one: &Entry, other: &Entry) -> bool {
    one.person == other.person
}

/// The value of each entrant, where the registers have one.
///
/// # Errors
/// Internal errors only: a variable that is not defined, or was not read.
pub fn values(definitions: &Definitions, used: &Use, entries: &[Entry], sums: &Sums) -> Result<Vec<Option<i64>>> {
    let variable = definitions.variable(&used.variable);
    let variable = variable.ok_or_else(|| Error::internal(format!("no variable `{}`", used.variable.value)))?;
    let years = used.years;
    let known = |t0: i32| years.iter().all(|offset| available(definitions, variable, t0 + offset));
    let known = ByYear::around(entries, (0, 0), known);
    let values = condition::values(definitions, variable, entries, (years.first, years.last), sums)?;
    Ok(entries.iter().zip(values).map(|(entry, value)| value.filter(|_| known.of(entry.t0.into()))).collect())
}

/// Every value as a level of its own.
fn numbered(values: &[Option<i64>]) -> Vec<u32> {
    let mut cuts: Vec<i64> = values.iter().copied().flatten().collect();
    cuts.sort_unstable();
    cuts.dedup();
    values.iter().map(|value| level(*value, &cuts)).collect()
}

/// How many cuts a value has reached, so that equal values are never parted.
fn level(value: Option<i64>, cuts: &[i64]) -> u32 {
    value.map_or(NOT_KNOWN, |value| cuts.partition_point(|cut| *cut <= value) as u32 + 1)
}

fn of_adjuster(definitions: &Definitions, adjuster: &Adjuster, entries: &[Entry], sums: &Sums) -> Result<Vec<u32>> {
    let values = values(definitions, &adjuster.used, entries, sums)?;
    let Some(groups) = adjuster.quantiles.as_ref().map(|groups| groups.value as usize) else {
        return Ok(numbered(&values));
    };
    let mut sorted: Vec<i64> = values.iter().copied().flatten().collect();
    sorted.sort_unstable();
    let cuts: Vec<i64> = (1..groups).filter_map(|group| sorted.get(sorted.len() * group / groups).copied()).collect();
    Ok(values.into_iter().map(|value| level(value, &cuts)).collect())
}
