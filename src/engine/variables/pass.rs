//! What the row groups of a register share in a pass, and the values of a batch.

use std::sync::{Mutex, PoisonError};

use super::accumulator::Accumulator;
use super::combined::aggregate_of;
use super::delivery_checks::DeliveryChecks;
use super::duplicates::RowMarks;
use super::filter::{Filters, Verdicts};
use super::gathered::GatheredValues;
use super::rows::{self, Rows};
use super::source::{SourceResult, Task};
use super::weeks;
use crate::registers::bad_rows::BadRowScope;
use crate::registers::{ExtractError, Fault, OpenFile, OpenRegister};
use definitions::day::Years;
use definitions::register::Register;
use foundation::error::Result;

/// What the row groups of a register share.
pub struct Pass<'a> {
    /// The register.
    pub register: &'a Register,
    /// The sources that read it.
    pub tasks: &'a [Task<'a>],
    /// The columns that the tasks read.
    pub names: Vec<String>,
    /// The conditions of the tasks.
    pub filters: Filters<'a>,
    /// The verdicts of threads that have finished a batch.
    verdicts: Mutex<Vec<Verdicts>>,
    /// The values of each task so far.
    pub gathered: Vec<GatheredValues>,
    /// Which persons have a row so far.
    pub seen: RowMarks,
    /// What is counted of the delivery.
    pub checks: DeliveryChecks<'a>,
    /// Weekly wide: which set of weeks each file holds.
    sets: Vec<u16>,
}

impl<'p> Pass<'p> {
    /// A pass over a register whose rows are of so many persons at most.
    ///
    /// # Errors
    /// Week columns that can't be told apart.
    pub fn new(open: &OpenRegister<'p>, tasks: &'p [Task<'p>], persons: usize) -> Result<Pass<'p>> {
        let register = open.definition;
        let sets = match register.kind.week_pattern() {
            Some(pattern) => weeks::sets(open, pattern)?,
            None => Vec::new(),
        };
        let reads_runs = |task: &Task<'_>| task.columns().any(|name| name == "run_week");
        if sets.iter().any(|set| *set > 0) && tasks.iter().any(reads_runs) {
            open.faults.meet(ExtractError::of(&register.id.value, Fault::RunOverFiles))?;
        }
        let mut names: Vec<String> = tasks.iter().flat_map(Task::columns).cloned().collect();
        names.sort();
        names.dedup();
        let gathered = |task: &Task<'_>| Ok(GatheredValues::new(aggregate_of(task.definition)?, persons));
        let week_sets = sets.iter().max().map_or(0, |last| usize::from(*last) + 1);
        Ok(Pass {
            register,
            tasks,
            names,
            filters: Filters::new(tasks.iter().map(|task| task.source.filter.as_ref())),
            verdicts: Mutex::default(),
            gathered: tasks.iter().map(gathered).collect::<Result<_>>()?,
            seen: RowMarks::new(register, week_sets, persons),
            checks: DeliveryChecks::new(open, tasks),
            sets,
        })
    }

    /// The set of weeks that a file holds; registers of other kinds have one.
    pub fn set_of(&self, open: &OpenRegister<'_>, file: &OpenFile) -> Result<i64> {
        Ok(if self.sets.is_empty() { 0 } else { i64::from(self.sets[open.position(file)?]) })
    }

    /// Takes the values of a part of the rows.
    pub fn gather(&self, parts: &mut [SourceResult]) {
        self.gathered.iter().zip(parts).for_each(|(gathered, part)| gathered.add(std::mem::take(&mut part.entries)));
    }

    /// The years outside which rows need not be read; none where every year is read.
    pub fn years_read(&self, years: Option<Years>) -> Option<Years> {
        // A stay goes on from contact to contact, whatever year it began in.
        let joins_stays = self.tasks.iter().any(|task| task.source.stays.is_some());
        // A person who is on the list in any year can be excluded as a control, so all years are read.
        let lists_persons = self.tasks.iter().any(|task| task.source.lists_persons);
        years.filter(|_| !joins_stays && !lists_persons)
    }

    /// Whether a row group need not be read: it holds no wanted year.
    pub fn passes_over(&self, years: Option<Years>, layout: &rows::Layout, file: &OpenFile, group: usize) -> bool {
        let years = self.years_read(years);
        years.is_some_and(|years| layout.has_nothing_of(years, file, group, self.register))
    }
}

/// Enters the faults of a task's values in a row group, or in a file.
pub fn enter_wrong(task: &Task<'_>, part: &SourceResult, file: &OpenFile, group: Option<usize>) -> Result<()> {
    for mut fault in part.wrong.faults(task.definition.resolution) {
        if file.drops_bad_rows() {
            let count = fault.count_mut().map_or(0, |count| *count);
            let (id, sql) = (task.definition.id.value.clone(), task.source.value.text.value.clone());
            // Joined rows are counted once for their file, all in the first row group: of two readings of one, the larger holds.
            file.count_bad(group.unwrap_or(0), BadRowScope::Variable(id, sql), fault, count);
        } else {
            let fault = file.fault(fault);
            let fault = group.map_or_else(|| fault.clone(), |group| fault.clone().in_row_group(group));
            file.faults.meet(task.named(fault))?;
        }
    }
    Ok(())
}

/// Adds the values of a batch's rows to the parts of the tasks.
pub fn evaluate(
    batch: &Rows,
    pass: &Pass<'_>,
    (file, group): (&OpenFile, Option<usize>),
    parts: &mut [SourceResult],
) -> Result<()> {
    let known = pass.verdicts.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let mut verdicts = known.unwrap_or_else(|| pass.filters.verdicts());
    let found = pass.filters.apply(&batch.columns, batch.persons.len(), &mut verdicts);
    pass.verdicts.lock().unwrap_or_else(PoisonError::into_inner).push(verdicts);
    for ((task, part), found) in pass.tasks.iter().zip(parts).zip(found) {
        let evaluated = found.and_then(|found| task.evaluate(pass.register, batch, found, part));
        let located = |fault| match group {
            Some(group) => file.fault(fault).in_row_group(group),
            None => file.fault(fault),
        };
        let evaluated = evaluated.map_err(|error| match error.downcast::<ExtractError>() {
            Ok(e) if e.file.is_none() => task.named(located(*e.fault)).into(),
            Ok(e) => e.into(),
            Err(other) => other,
        });
        file.faults.pass(evaluated)?;
        if file.faults.are_noted() {
            // A check needs no sums, and the values of all persons would take much memory.
            part.entries = Accumulator::default();
        }
    }
    Ok(())
}
