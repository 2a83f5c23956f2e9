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

/// Spells or stays that are joined on one thread, about.
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

    /// Joins spells and stays across row groups, and gives their values to the pass. Those of one person are joined together, those of
    /// different persons on all threads.
    ///
    /// # Errors
    /// A value that is wrong, unless faults are noted.
    pub(super) fn join(&mut self, open: &OpenRegister<'_>, pass: &Pass<'_>) -> Result<()> {
        let (register, spells, stays) =
            (open.definition, std::mem::take(&mut self.spells), std::mem::take(&mut self.stays));
        let mut of_tasks: Vec<(usize, Rows)> = Vec::new();
        for (at, (spells, stays)) in spells.into_iter().zip(stays).enumerate() {
            of_tasks.extend(by_person(spells, |spell| spell.person).into_iter().map(|some| (at, Rows::Spells(some))));
            of_tasks.extend(by_person(stays, |stay| stay.person).into_iter().map(|some| (at, Rows::Stays(some))));
        }
        let joined: Vec<Result<(usize, SourceResult)>> = threads::in_order(of_tasks, |(at, rows)| {
            let part = match rows {
                Rows::Spells(spells) => pass.tasks[at].joined(register, spells)?,
                Rows::Stays(stays) => pass.tasks[at].joined_stays(register, stays)?,
            };
            Ok((at, part))
        });
        let joined = joined.into_iter().collect::<Result<Vec<_>>>()?;
        for of_task in joined.chunk_by(|(one, _), (other, _)| one == other) {
            let mut wrong = ValueFaults::default();
            of_task.iter().for_each(|(_, part)| wrong.merge(part.wrong));
            let task = &pass.tasks[of_task[0].0];
            for fault in wrong.faults(task.definition.resolution) {
                open.faults.meet(task.named(ExtractError::of(&register.id.value, fault)))?;
            }
        }
        self.unknown += joined.iter().map(|(_, part)| part.unknown).sum::<i64>();
        if !open.faults.are_noted() {
            joined.into_par_iter().for_each(|(at, part)| pass.gathered[at].add(part.entries));
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

/// Rows of some persons that are joined.
enum Rows {
    Spells(Vec<Spell>),
    Stays(Vec<Stay>),
}

/// Rows in parts, so that those of a person are in one.
fn by_person<T>(rows: Vec<T>, person: impl Fn(&T) -> PersonIndex) -> Vec<Vec<T>> {
    let parts = rows.len() / JOINED_TOGETHER + 1;
    if parts == 1 {
        return if rows.is_empty() { Vec::new() } else { vec![rows] };
    }
    let persons = rows.iter().map(|row| person(row).at()).max().map_or(1, |last| last + 1);
    let mut of_parts: Vec<Vec<T>> = (0..parts).map(|_| Vec::new()).collect();
    for row in rows {
        of_parts[person(&row).at() * parts / persons].push(row);
    }
    of_parts
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
