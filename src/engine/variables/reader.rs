//! One pass over each register: every row group once, every variable that reads it together.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};

use rayon::prelude::*;

use super::accumulator::Accumulator;
use super::collected::{Collected, GroupResult};
use super::combined::combined;
use super::delivery_checks::DeliveryChecks;
use super::duplicates::{Row, RowMarks, none_twice};
use super::filter::{Filters, Verdicts};
use super::from_results;
use super::joins::Join;
use super::pass_cache::{PassCache, PassResult};
use super::person_years::PersonYears;
use super::read_rows;
use super::result_tally::ResultRequest;
use super::rows::{self, Rows, SkippedRows};
use super::source::{SourceResult, Task};
use super::unmatched_persons;
use super::weeks;
use crate::persons::{KeyFilter, Persons};
use crate::registers::bad_rows::BadRowScope;
use crate::registers::spelling::Misspelled;
use crate::registers::{ExtractError, Extracts, Fault, KeyCounts, OpenFile, OpenRegister, Purpose};
use crate::results::{Results, ScriptResultKind};
use definitions::Definitions;
use definitions::day::Years;
use definitions::register::Register;
use definitions::variable::Variable;
use foundation::error::{Error, Result};
use foundation::tables::audit::ReadingRow;
use foundation::words::RegisterKind;

/// The values of every wanted variable, by its id.
pub type Sums = BTreeMap<String, PersonYears>;

/// The values of a variable.
///
/// # Errors
/// An internal error if no pass has read it: without values everyone would seem to have none.
pub fn values_of<'s>(sums: &'s Sums, variable: &Variable) -> Result<&'s PersonYears> {
    let id = &variable.id.value;
    sums.get(id).ok_or_else(|| Error::internal(format!("no pass has read the variable `{id}`")))
}

/// Reads registers, each in one pass.
pub struct Reader<'a> {
    definitions: &'a Definitions,
    pub(super) extracts: &'a Extracts,
    pub(super) persons: &'a Persons,
    pub(super) wanted: Option<&'a [bool]>,
    pub(super) years: Option<Years>,
    cache: Option<&'a PassCache<'a>>,
    results: Option<&'a Results>,
    /// The persons whose rows count; made when the first register is read.
    key_filter: OnceLock<KeyFilter<'a>>,
}

/// What the row groups of a register share.
pub(super) struct Pass<'a> {
    pub(super) register: &'a Register,
    pub(super) tasks: &'a [Task<'a>],
    /// The columns that the tasks read.
    pub(super) names: Vec<String>,
    pub(super) filters: Filters<'a>,
    /// The verdicts of threads that have finished a row group.
    verdicts: Mutex<Vec<Verdicts>>,
    pub(super) seen: RowMarks,
    pub(super) checks: DeliveryChecks<'a>,
    /// Weekly wide: which set of weeks each file holds.
    sets: Vec<u16>,
}

impl<'a> Reader<'a> {
    /// Reads the rows of `wanted` persons, everyone's if `None`; row groups without a row of `years` need not be read;
    /// finished passes are stored in `cache`, if given.
    pub fn new(
        definitions: &'a Definitions,
        extracts: &'a Extracts,
        persons: &'a Persons,
        wanted: Option<&'a [bool]>,
        years: Option<Years>,
        cache: Option<&'a PassCache<'a>>,
    ) -> Reader<'a> {
        Reader { definitions, extracts, persons, wanted, years, cache, results: None, key_filter: OnceLock::new() }
    }

    /// Takes the sums of registers that another engine has read from its results.
    #[must_use]
    pub fn with_results(mut self, results: Option<&'a Results>) -> Reader<'a> {
        self.results = results;
        self
    }

    pub(super) fn key_filter(&self) -> &KeyFilter<'a> {
        self.key_filter.get_or_init(|| self.persons.lookup.filter(self.wanted))
    }

    /// Reads every register that the variables need, each once. `opened` is called with every register, `done` with every row
    /// group's number of rows.
    ///
    /// # Errors
    /// A fault in an extract, located.
    pub fn read(
        &self,
        variables: &[&'a Variable],
        reading: &mut Vec<ReadingRow>,
        mut opened: impl FnMut(&OpenRegister<'a>),
        done: impl Fn(u64) -> Result<()> + Sync,
    ) -> Result<Sums> {
        let mut found: Vec<Vec<PersonYears>> = variables.iter().map(|_| Vec::new()).collect();
        for register in &self.definitions.registers {
            let tasks: Vec<Task<'a>> = variables
                .iter()
                .enumerate()
                .flat_map(|(variable, definition)| {
                    let sources = definition.from.iter().filter(|source| source.register.value == register.id.value);
                    sources.map(move |source| Task { variable, definition, source })
                })
                .collect();
            if tasks.is_empty() {
                continue;
            }
            let given = match self
                .results
                .and_then(|results| Some((results, results.of(&register.id.value, ScriptResultKind::Sums)?)))
            {
                Some((results, scripted)) => {
                    let asked = ResultRequest { persons: self.persons, wanted: self.wanted, years: self.years };
                    from_results::read(self.definitions, register, (results, scripted), &tasks, asked, &done)?
                }
                None => {
                    let open = self.extracts.open_for(Purpose::Values, register)?;
                    opened(&open);
                    let join =
                        Join::of(self.definitions, self.extracts, register, tasks.iter().map(|task| task.source))?;
                    join.iter().flat_map(Join::registers).for_each(&mut opened);
                    self.cached_or_read(&open, join.as_ref(), &tasks, &done)?
                }
            };
            given.note(&register.id.value, self.wanted.is_some(), reading);
            for (id, values) in given.values {
                let of_variable = variables.iter().zip(&mut found).find(|(variable, _)| variable.id.value == id);
                if let Some((_, found)) = of_variable {
                    found.push(values);
                }
            }
        }
        let of_variable = variables.par_iter().zip(found).map(|(variable, found)| {
            let id = variable.id.value.clone();
            match <[PersonYears; 1]>::try_from(found) {
                Ok([values]) => Ok((id, values)),
                Err(several) => Ok((id, combined(variable, several.iter().map(Accumulator::of).collect())?)),
            }
        });
        of_variable.collect::<Vec<Result<_>>>().into_iter().collect()
    }

    /// A register's result: from the cache, or read now and cached.
    fn cached_or_read(
        &self,
        open: &OpenRegister<'a>,
        join: Option<&Join<'a>>,
        tasks: &[Task<'a>],
        done: &(impl Fn(u64) -> Result<()> + Sync),
    ) -> Result<PassResult> {
        let Some(keeping) = self.cache else { return self.read_register(open, join, tasks, done) };
        let sources = tasks.iter().map(|task| (task.definition, task.source));
        let related: Vec<&OpenRegister<'a>> = join.iter().flat_map(|join| join.registers()).collect();
        let key = keeping.key(open, &related, sources)?;
        if let Some(given) = keeping.cache.get(&key) {
            done(open.rows() + related.iter().map(|other| other.rows()).sum::<u64>())?;
            return Ok(given);
        }
        let given = self.read_register(open, join, tasks, done)?;
        // The rows match the hashes only if the files have not changed.
        let files = std::iter::once(open).chain(related).flat_map(|open| &open.files);
        files.into_iter().try_for_each(OpenFile::unchanged)?;
        keeping.cache.put(&key, &given);
        Ok(given)
    }

    fn read_register(
        &self,
        open: &OpenRegister<'a>,
        join: Option<&Join<'a>>,
        tasks: &[Task<'a>],
        done: &(impl Fn(u64) -> Result<()> + Sync),
    ) -> Result<PassResult> {
        let pass = self.pass(open, tasks)?;
        let mut found_in_join = Vec::new();
        let results = match join {
            Some(join) => {
                let joined = self.read_joined(open, join, &pass, done)?;
                found_in_join = joined.noticed;
                joined.results
            }
            None => open.each_row_group(|file, group| {
                let result = self.read_row_group(open, file, group, &pass)?;
                done(file.rows_of(group))?;
                Ok::<_, Error>(result)
            })?,
        };
        let mut all = Collected::of(tasks, results);
        if pass.seen.any_twice() {
            let rows = match join {
                Some(join) => self.joined_rows_of_persons(open, join, &pass)?,
                None => self.rows_of_persons(open, &pass)?,
            };
            none_twice(open, rows)?;
        }
        let left = all.left;
        open.require_sound_values(left.passed_over.unsigned_abs())?;
        let mut noticed = self.checked(open, join, &pass, &mut all)?;
        noticed.extend(found_in_join);
        if tasks.iter().any(|task| task.source.lists_persons) && (left.unmatched > 0 || left.backwards > 0) {
            noticed.extend(match join {
                None => self.listed_rows(open, &pass, left.backwards > 0)?,
                Some(_) => unmatched_persons::rows(open.definition, tasks, left.unmatched),
            });
        }
        all.join(open, tasks)?;
        let looked_at = (open.rows() - open.unmet_rows()).cast_signed() - left.passed_over;
        noticed.splice(0..0, open.noted_rows());
        Ok(PassResult {
            unmet: all.unmet(tasks),
            noticed,
            rows: looked_at,
            counts: [
                left.unmatched,
                left.outside,
                left.ended,
                left.begun_abroad,
                left.over_absence,
                all.unknown,
                left.passed_over,
                left.other_year,
                open.unmet_rows().cast_signed(),
            ],
            values: all.values(tasks)?,
        })
    }

    /// The notes of the checks of a delivery.
    ///
    /// # Errors
    /// A delivery that is wrong as a whole, or has no key of the population.
    fn checked(
        &self,
        open: &OpenRegister<'_>,
        join: Option<&Join<'_>>,
        pass: &Pass<'_>,
        all: &mut Collected,
    ) -> Result<Vec<ReadingRow>> {
        // Rows that are joined are not joined again to be counted.
        let recount = |file: &OpenFile| match join {
            Some(_) => Ok((Misspelled::default(), 0)),
            None => self.count_spelling(file, pass),
        };
        // Row groups that are passed over have rows of other persons too: they count only where all are passed over.
        let passed_over = all.left.passed_over.unsigned_abs();
        let all_passed_over = passed_over > 0 && passed_over + open.unmet_rows() == open.rows();
        let elsewhere = all.left.outside.unsigned_abs() + if all_passed_over { passed_over } else { 0 };
        let counts = (std::mem::take(&mut all.counts), elsewhere);
        let scope = (self.persons, self.years);
        let noticed = pass.checks.finish(open, pass.tasks, scope, counts, &all.evaluated, recount)?;
        let mut keys = all.left.keys;
        let none_meets = open.unmet_rows() > 0 && open.rows() == open.unmet_rows() + passed_over;
        if join.is_some() {
            // Rows without their parent row have a fault of their own, and rows of other years were not read.
            keys = if passed_over > 0 { KeyCounts::default() } else { keys };
        } else if passed_over > 0 && (keys.matched == 0 && keys.unmatched > 0 || none_meets) {
            // Some unmatched keys, and some rows that do not meet the register's condition, are normal. No matching key and no
            // row that meets it are faults, also in pruned row groups.
            keys.add(self.keys_of_pruned_groups(open, pass)?);
        }
        open.require_matching_key(keys)?;
        Ok(noticed)
    }

    fn pass<'p>(&self, open: &OpenRegister<'p>, tasks: &'p [Task<'p>]) -> Result<Pass<'p>> {
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
        let week_sets = sets.iter().max().map_or(0, |last| usize::from(*last) + 1);
        Ok(Pass {
            register,
            tasks,
            names,
            filters: Filters::new(tasks.iter().map(|task| task.source.filter.as_ref())),
            verdicts: Mutex::default(),
            seen: RowMarks::new(register, week_sets, self.persons.len()),
            checks: DeliveryChecks::new(open, tasks),
            sets,
        })
    }

    fn read_row_group(
        &self,
        open: &OpenRegister<'_>,
        file: &OpenFile,
        group: usize,
        pass: &Pass<'_>,
    ) -> Result<GroupResult> {
        let Pass { register, tasks, .. } = pass;
        let layout = rows::layout(file, register, &pass.names, &self.persons.lookup, self.years)?;
        let mut counts = pass.checks.start(open.position(file)?);
        let mut parts: Vec<SourceResult> = tasks.iter().map(|_| SourceResult::default()).collect();
        if self.passes_over(&layout, file, group, pass) {
            let passed_over = file.rows_of(group).cast_signed();
            return Ok(GroupResult { parts, left: SkippedRows { passed_over, ..SkippedRows::default() }, counts });
        }
        let known = pass.verdicts.lock().ok().and_then(|mut known| known.pop());
        let mut verdicts = known.unwrap_or_else(|| pass.filters.verdicts());
        let set = pass.set_of(open, file)?;
        let left = read_rows::read(file, group, register, &layout, self.persons, self.key_filter(), |batch| {
            match register.kind.word() {
                RegisterKind::Status => {
                    batch.years.iter().zip(&batch.persons).for_each(|(year, person)| {
                        pass.seen.mark(*year, *person);
                    });
                }
                RegisterKind::WeeklyWide | RegisterKind::MonthlyWide => batch.rows.iter().for_each(|person| {
                    pass.seen.mark(set, *person);
                }),
                RegisterKind::Event | RegisterKind::Spell | RegisterKind::Period => {}
            }
            pass.checks.count(&batch, &mut counts)?;
            evaluate(&batch, pass, (file, Some(group)), &mut verdicts, &mut parts)
        })?;
        if let Ok(mut known) = pass.verdicts.lock() {
            known.push(verdicts);
        }
        for (task, part) in tasks.iter().zip(&mut parts) {
            enter_wrong(task, part, file, Some(group))?;
            part.entries.shrink();
        }
        counts.keys = KeyCounts { rows: file.rows_of(group).cast_signed(), ..left.keys };
        Ok(GroupResult { parts, left, counts })
    }

    /// Whether a row group need not be read: it holds no wanted year.
    fn passes_over(&self, layout: &rows::Layout, file: &OpenFile, group: usize, pass: &Pass<'_>) -> bool {
        // A stay goes on from contact to contact, whatever year it began in.
        let joins_stays = pass.tasks.iter().any(|task| task.source.stays.is_some());
        // A person who is on the list in any year can be excluded as a control, so all years are read.
        let lists_persons = pass.tasks.iter().any(|task| task.source.lists_persons);
        !joins_stays
            && !lists_persons
            && self.years.is_some_and(|years| layout.has_nothing_of(years, file, group, pass.register))
    }

    /// How many rows of the pruned row groups have keys that are not in the population.
    fn keys_of_pruned_groups(&self, open: &OpenRegister<'_>, pass: &Pass<'_>) -> Result<KeyCounts> {
        let counts = open.each_row_group(|file, group| {
            let layout = rows::layout(file, pass.register, &pass.names, &self.persons.lookup, self.years)?;
            match self.passes_over(&layout, file, group, pass) {
                true => read_rows::matches(file, group, &layout, self.key_filter()),
                false => Ok(KeyCounts::default()),
            }
        })?;
        let mut all = KeyCounts::default();
        counts.into_iter().for_each(|of_group| all.add(of_group));
        Ok(all)
    }

    /// The codes of a file in another spelling, in all rows of persons in the population, and how many rows there are.
    fn count_spelling(&self, file: &OpenFile, pass: &Pass<'_>) -> Result<(Misspelled, u64)> {
        let everyone = self.persons.lookup.filter(None);
        let (mut misspelled, mut all) = (Misspelled::default(), 0);
        for group in 0..file.row_groups() {
            let layout = rows::layout(file, pass.register, &pass.names, &self.persons.lookup, self.years)?;
            read_rows::read(file, group, pass.register, &layout, self.persons, &everyone, |batch| {
                all += pass.checks.count_spelling(&batch, usize::MAX, &mut misspelled)?;
                Ok(())
            })?;
        }
        Ok((misspelled, all))
    }

    /// Every row of a register whose persons have one a year, or one a set of weeks.
    fn rows_of_persons(&self, open: &OpenRegister<'_>, pass: &Pass<'_>) -> Result<Vec<Row>> {
        let register = pass.register;
        let found = open.each_row_group(|file, group| {
            let layout = rows::layout(file, register, &[], &self.persons.lookup, self.years)?;
            let number = open.position(file)? as u16;
            let mut found: Vec<Row> = Vec::new();
            read_rows::read(file, group, register, &layout, self.persons, self.key_filter(), |batch| {
                if register.kind.word() == RegisterKind::Status {
                    let rows = batch.years.iter().zip(&batch.persons);
                    found.extend(rows.map(|(year, person)| (*year as i16, *person, number)));
                } else {
                    let set = pass.set_of(open, file)? as i16;
                    found.extend(batch.rows.iter().map(|person| (set, *person, number)));
                }
                Ok(())
            })?;
            Ok::<_, Error>(found)
        })?;
        Ok(found.into_iter().flatten().collect())
    }
}

/// Enters the faults of a task's values in a row group, or in a file.
pub(super) fn enter_wrong(task: &Task<'_>, part: &SourceResult, file: &OpenFile, group: Option<usize>) -> Result<()> {
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
pub(super) fn evaluate(
    batch: &Rows,
    pass: &Pass<'_>,
    (file, group): (&OpenFile, Option<usize>),
    verdicts: &mut Verdicts,
    parts: &mut [SourceResult],
) -> Result<()> {
    let found = pass.filters.apply(&batch.columns, batch.persons.len(), verdicts);
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

impl Pass<'_> {
    /// The set of weeks that a file holds; registers of other kinds have one.
    fn set_of(&self, open: &OpenRegister<'_>, file: &OpenFile) -> Result<i64> {
        Ok(if self.sets.is_empty() { 0 } else { i64::from(self.sets[open.position(file)?]) })
    }
}
