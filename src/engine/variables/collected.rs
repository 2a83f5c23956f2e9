//! What the row groups of a register give together, by task: values, spells and stays that are still to be joined, and counts.
//!
//! Owns the joining of spells and stays of all row groups, and the sums of several sources of a variable. Reads no rows.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::combined::{combined, too_large};
use super::delivery_checks::RowCounts;
use super::gathered::GatheredValues;
use super::pass::Pass;
use super::person_years::{Overflow, PersonYears};
use super::rows::SkippedRows;
use super::source::{SourceResult, Task};
use super::spells::Spell;
use super::stays::Stay;
use super::values::ValueFaults;
use crate::registers::{ExtractError, OpenRegister};
use crate::threads;
use foundation::error::{Error, Result};
use foundation::keys::PersonIndex;

/// Spells or stays that a thread joins at a time, about.
const JOINED_TOGETHER: usize = 1 << 17;

/// The result of a row group: a part for each task, and the rows that do not count.
pub(super) struct GroupResult {
    pub(super) parts: Vec<SourceResult>,
    pub(super) left: SkippedRows,
    pub(super) counts: RowCounts,
}

/// The results of all row groups of a register.
pub(super) struct Collected {
    /// The rows that do not count.
    pub(super) left: SkippedRows,
    /// The counts of each row group, for the checks of a delivery.
    pub(super) counts: Vec<RowCounts>,
    /// By task: the rows that its condition was evaluated on, and those that meet it.
    pub(super) evaluated: Vec<(u64, u64)>,
    /// Rows whose condition is NULL.
    pub(super) unknown: i64,
    spells: Vec<Vec<Spell>>,
    stays: Vec<Vec<Stay>>,
}

impl Collected {
    /// The results of row groups together.
    pub(super) fn of(pass: &Pass<'_>, results: Vec<GroupResult>) -> Collected {
        let tasks = pass.tasks;
        let mut all = Collected {
            left: SkippedRows::default(),
            counts: Vec::with_capacity(results.len()),
            evaluated: vec![(0, 0); tasks.len()],
            unknown: 0,
            spells: tasks.iter().map(|_| Vec::new()).collect(),
            stays: tasks.iter().map(|_| Vec::new()).collect(),
        };
        for result in results {
            all.left.add(result.left);
            all.counts.push(result.counts);
            for (at, part) in result.parts.into_iter().enumerate() {
                all.unknown += part.unknown;
                all.evaluated[at].0 += part.evaluated;
                all.evaluated[at].1 += part.met;
                all.spells[at].extend(part.spells);
                all.stays[at].extend(part.stays);
            }
        }
        all
    }

    /// Joins spells and stays across row groups, and gives their values to the pass: those of one person together, those of different
    /// persons on all threads.
    ///
    /// # Errors
    /// A value that is wrong, unless faults are noted.
    pub(super) fn join(&mut self, open: &OpenRegister<'_>, pass: &Pass<'_>) -> Result<()> {
        let register = open.definition;
        let (spells, stays) = (std::mem::take(&mut self.spells), std::mem::take(&mut self.stays));
        let mut sorted: Vec<(Vec<Spell>, Vec<Stay>)> = spells.into_iter().zip(stays).collect();
        for (spells, stays) in &mut sorted {
            spells.par_sort_unstable();
            stays.par_sort_unstable();
        }
        let mut parts = Vec::new();
        for (at, (spells, stays)) in sorted.iter().enumerate() {
            parts.extend(
                by_person(spells, JOINED_TOGETHER, |spell| spell.person).map(|some| (at, Unjoined::Spells(some))),
            );
            parts.extend(by_person(stays, JOINED_TOGETHER, |stay| stay.person).map(|some| (at, Unjoined::Stays(some))));
        }
        let joined = threads::in_order(parts, |(at, part)| match part {
            Unjoined::Spells(spells) => (at, pass.tasks[at].joined(register, spells.to_vec())),
            Unjoined::Stays(stays) => (at, pass.tasks[at].joined_stays(register, stays.to_vec())),
        });
        let mut joined = joined.into_iter().peekable();
        let mut entries = Vec::new();
        for (at, task) in pass.tasks.iter().enumerate() {
            let mut wrong = ValueFaults::default();
            while let Some((_, part)) = joined.next_if(|(of, _)| *of == at) {
                let part = part?;
                wrong.merge(part.wrong);
                self.unknown += part.unknown;
                entries.push((at, part.entries));
            }
            for fault in wrong.faults(task.definition.resolution) {
                open.faults.meet(task.named(ExtractError::of(&register.id.value, fault)))?;
            }
        }
        if !open.faults.are_noted() {
            entries.into_par_iter().for_each(|(at, entries)| pass.gathered[at].add(entries));
        }
        Ok(())
    }

    /// Variables with a condition that no row meets, and how many rows it was evaluated on.
    pub(super) fn unmet(&self, tasks: &[Task<'_>]) -> Vec<(String, i64)> {
        let unmet = tasks
            .iter()
            .zip(&self.evaluated)
            .filter(|(task, (rows, met))| task.source.filter.is_some() && *rows > 0 && *met == 0);
        unmet.map(|(task, (rows, _))| (task.definition.id.value.clone(), rows.cast_signed())).collect()
    }
}

/// Rows of some persons that are to be joined.
enum Unjoined<'r> {
    Spells(&'r [Spell]),
    Stays(&'r [Stay]),
}

/// Rows that are sorted by person, about so many at a time: those of a person are together.
fn by_person<T>(sorted: &[T], rows: usize, person: impl Fn(&T) -> PersonIndex) -> impl Iterator<Item = &[T]> {
    let mut left = sorted;
    std::iter::from_fn(move || {
        let last = person(left.get(rows.max(1).min(left.len()).checked_sub(1)?)?);
        let (some, others) = left.split_at(left.partition_point(|row| person(row) <= last));
        left = others;
        Some(some)
    })
}

/// The values of each variable, by its id.
///
/// # Errors
/// A value that is too large.
pub(super) fn values(pass: &Pass<'_>) -> Result<Vec<(String, PersonYears)>> {
    let mut of_variables: BTreeMap<usize, Vec<(&Task<'_>, &GatheredValues)>> = BTreeMap::new();
    for of in pass.tasks.iter().zip(&pass.gathered) {
        of_variables.entry(of.0.variable).or_default().push(of);
    }
    let values = of_variables.into_par_iter().map(|(_, of_sources)| {
        let definition = of_sources.first().map(|(task, _)| task.definition);
        let definition = definition.ok_or_else(|| Error::internal("no task".to_owned()))?;
        let take = |(_, gathered): &(&Task<'_>, &GatheredValues)| gathered.take();
        let sums = of_sources.iter().map(take).collect::<Result<Vec<_>, Overflow>>();
        Ok((definition.id.value.clone(), combined(definition, sums.map_err(|_| too_large(definition))?)?))
    });
    values.collect::<Vec<Result<_>>>().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_parted_between_persons_alone() {
        let persons = [1, 1, 1, 2, 3, 3, 4, 5, 5, 5].map(PersonIndex);
        for rows in 0..12 {
            let parts: Vec<&[PersonIndex]> = by_person(&persons, rows, |person| *person).collect();
            assert_eq!(parts.concat(), persons);
            let (last, others) = parts.split_last().unwrap();
            assert!(!last.is_empty() && others.iter().all(|part| part.len() >= rows), "{rows}: {parts:?}");
            assert!(parts.windows(2).all(|pair| pair[0].last() < pair[1].first()), "{rows}: {parts:?}");
            assert_eq!(parts.len() > 1, rows < 8, "{rows}: {parts:?}");
        }
        assert_eq!(by_person(&[] as &[PersonIndex], 3, |person| *person).count(), 0);
    }
}
