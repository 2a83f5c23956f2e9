//! What the row groups of a register give together, by task: values, spells and stays that are still to be joined, and counts.
//!
//! Owns the joining of spells and stays of all row groups, and the sums of several sources of a variable. Reads no rows.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::accumulator::UncombinedValues;
use super::combined::combined;
use super::delivery_checks::RowCounts;
use super::pass::Pass;
use super::person_years::PersonYears;
use super::rows::SkippedRows;
use super::source::{SourceResult, Task};
use super::spells::Spell;
use super::stays::Stay;
use crate::registers::{ExtractError, OpenRegister};
use crate::threads;
use foundation::error::{Error, Result};

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
    /// By variable: the values of its sources.
    entries: BTreeMap<usize, UncombinedValues>,
}

impl Collected {
    /// The results of row groups together, and the values that the pass took from them.
    pub(super) fn of(pass: &Pass<'_>, results: Vec<GroupResult>) -> Collected {
        let tasks = pass.tasks;
        let mut all = Collected {
            left: SkippedRows::default(),
            counts: Vec::with_capacity(results.len()),
            evaluated: vec![(0, 0); tasks.len()],
            unknown: 0,
            spells: tasks.iter().map(|_| Vec::new()).collect(),
            stays: tasks.iter().map(|_| Vec::new()).collect(),
            entries: BTreeMap::new(),
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
        for (task, gathered) in tasks.iter().zip(&pass.gathered) {
            let (values, of_variable) = (gathered.take(), all.entries.entry(task.variable).or_default());
            of_variable.rows.extend(values.rows);
            of_variable.sums.extend(values.sums);
        }
        all
    }

    /// Joins spells and stays across row groups, and takes their values.
    ///
    /// # Errors
    /// A value that is wrong, unless faults are noted.
    pub(super) fn join(&mut self, open: &OpenRegister<'_>, tasks: &[Task<'_>]) -> Result<()> {
        let (register, spells, stays) =
            (open.definition, std::mem::take(&mut self.spells), std::mem::take(&mut self.stays));
        let of_tasks: Vec<_> = tasks.iter().zip(spells.into_iter().zip(stays)).collect();
        let joined: Vec<Result<SourceResult>> = threads::in_order(of_tasks, |(task, (spells, stays))| {
            let part = match task.source.stays {
                Some(_) => task.joined_stays(register, stays)?,
                None => task.joined(register, spells)?,
            };
            for fault in part.wrong.faults(task.definition.resolution) {
                open.faults.meet(task.named(ExtractError::of(&register.id.value, fault)))?;
            }
            Ok(part)
        });
        for (task, part) in tasks.iter().zip(joined) {
            let part = part?;
            self.unknown += part.unknown;
            if !open.faults.are_noted() {
                self.entries.entry(task.variable).or_default().rows.push(part.entries);
            }
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

    /// The values of each variable, by its id.
    ///
    /// # Errors
    /// A value that is too large.
    pub(super) fn values(self, tasks: &[Task<'_>]) -> Result<Vec<(String, PersonYears)>> {
        let values = self.entries.into_par_iter().map(|(variable, entries)| {
            let task = tasks.iter().find(|task| task.variable == variable);
            let definition = task.map(|task| task.definition).ok_or_else(|| Error::internal("no task".to_owned()))?;
            Ok((definition.id.value.clone(), combined(definition, entries)?))
        });
        values.collect::<Vec<Result<_>>>().into_iter().collect()
    }
}
