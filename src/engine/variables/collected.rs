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

    /// Joins spells and stays across row groups, and gives their values to the pass.
    ///
    /// # Errors
    /// A value that is wrong, unless faults are noted.
    pub(super) fn join(&mut self, open: &OpenRegister<'_>, pass: &Pass<'_>) -> Result<()> {
        let (register, spells, stays) =
            (open.definition, std::mem::take(&mut self.spells), std::mem::take(&mut self.stays));
        let of_tasks: Vec<_> = pass.tasks.iter().zip(spells.into_iter().zip(stays)).collect();
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
        let parts = joined.into_iter().collect::<Result<Vec<_>>>()?;
        self.unknown += parts.iter().map(|part| part.unknown).sum::<i64>();
        if !open.faults.are_noted() {
            pass.gathered.par_iter().zip(parts).for_each(|(gathered, part)| gathered.add(part.entries));
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
