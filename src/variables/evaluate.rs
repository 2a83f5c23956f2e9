//! One pass over each register: every row group once, every variable that reads it together.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, UInt32Array};
use polars::prelude::{DataFrame, IntoLazy};

use super::frame::frame;
use super::person_years::{PersonYear, PersonYears};
use super::rows::{self, Left, Rows};
use super::spells::{self, Piece, Spell};
use super::values::{Counted, Keep, Values, Wrong, collect};
use super::weeks;
use crate::definitions::Definitions;
use crate::definitions::day::Day;
use crate::definitions::register::{Absent, Register};
use crate::definitions::sql::{Aggregate, Expression};
use crate::definitions::variable::{Overlapping, Source, SpellDate, Variable};
use crate::error::{Error, Result};
use crate::persons::Persons;
use crate::registers::{ExtractError, Extracts, Fault, OpenFile, OpenRegister};
use crate::tables::audit::ReadingRow;
use crate::words::RegisterKind;

/// Values of every variable asked for, by its id.
pub type Sums = BTreeMap<String, PersonYears>;

/// What one pass over the registers needs to know.
pub struct Reader<'a> {
    /// The definitions.
    pub definitions: &'a Definitions,
    /// The extracts.
    pub extracts: &'a Extracts,
    /// The population.
    pub persons: &'a Persons,
    /// Whose rows count; everyone's if `None`.
    pub wanted: Option<&'a [bool]>,
}

/// A source of a wanted variable.
struct Task<'a> {
    variable: usize,
    definition: &'a Variable,
    source: &'a Source,
}

/// What a row group gives for one source: finished entries, or spells still to be joined.
#[derive(Default)]
struct Part {
    entries: Vec<PersonYear>,
    spells: Vec<Spell>,
    /// Rows of which it can't be known whether they meet the source's condition.
    unknown: i64,
}

struct GroupResult {
    parts: Vec<Part>,
    left: Left,
    statuses: Vec<(i16, u32)>,
    file: String,
}

impl<'a> Reader<'a> {
    /// Reads every register that the variables need, each once. `opened` is told of every register; `done` of every row
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
        let mut entries: Vec<Vec<PersonYear>> = variables.iter().map(|_| Vec::new()).collect();
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
            let open = self.extracts.open(register)?;
            opened(&open);
            self.read_register(&open, &tasks, &mut entries, reading, &done)?;
        }
        let mut sums = Sums::new();
        for (variable, entries) in variables.iter().zip(entries) {
            let aggregate = variable.from.first().map_or(Aggregate::Sum, |source| source.value.aggregate);
            let combined = PersonYears::combine(entries, aggregate).map_err(|_| {
                let register = variable.from.first().map_or("", |source| source.register.value.as_str());
                let sql = variable.from.first().map_or("", |source| source.value.text.value.as_str());
                ExtractError::of(register, Fault::TooLarge { count: 1 }).in_value(&variable.id.value, sql)
            })?;
            sums.insert(variable.id.value.clone(), combined);
        }
        Ok(sums)
    }

    fn read_register(
        &self,
        open: &OpenRegister<'a>,
        tasks: &[Task<'a>],
        entries: &mut [Vec<PersonYear>],
        reading: &mut Vec<ReadingRow>,
        done: &(impl Fn(u64) -> Result<()> + Sync),
    ) -> Result<()> {
        let register = open.definition;
        let sets = match &register.weeks {
            Some(pattern) => weeks::sets(open, pattern)?,
            None => Vec::new(),
        };
        let reads_runs = |task: &Task<'_>| columns_of(task.source).iter().any(|name| name == "run_week");
        if sets.iter().any(|set| *set > 0) && tasks.iter().any(reads_runs) {
            open.faults.meet(ExtractError::of(&register.id.value, Fault::RunOverFiles))?;
        }
        let mut names: Vec<String> = tasks.iter().flat_map(|task| columns_of(task.source)).collect();
        names.sort();
        names.dedup();
        let results = open.each_row_group(|file, group| {
            let result = self.read_row_group(file, group, register, tasks, &names)?;
            done(file.rows_of(group))?;
            Ok::<_, Error>(result)
        })?;
        let mut left = Left::default();
        let mut unknown = 0;
        let mut joined: Vec<Vec<Spell>> = tasks.iter().map(|_| Vec::new()).collect();
        let mut statuses = Vec::new();
        for result in results {
            left.add(result.left);
            let file = open.files.iter().position(|file| file.file.name == result.file).unwrap_or_default();
            // Weeks have no year of their own here: rows of one set of weeks are told apart from those of another.
            let set = sets.get(file).map(|set| *set as i16);
            statuses
                .extend(result.statuses.into_iter().map(|(year, person)| (set.unwrap_or(year), person, file as u16)));
            for ((task, part), spells) in tasks.iter().zip(result.parts).zip(&mut joined) {
                unknown += part.unknown;
                spells.extend(part.spells);
                if let Some(entries) = entries.get_mut(task.variable) {
                    entries.extend(part.entries);
                }
            }
        }
        no_duplicates(open, statuses)?;
        open.somebody_known(left.strangers)?;
        for (task, spells) in tasks.iter().zip(joined) {
            let found = self.values_of_joined(open, task, spells)?;
            if let Some(entries) = entries.get_mut(task.variable).filter(|_| !open.faults.are_noted()) {
                entries.extend(found);
            }
        }
        let id = &register.id.value;
        for (name, count) in [
            ("rows_of_persons_not_in_the_population", left.strangers),
            ("rows_outside_covers", left.outside),
            ("spells_that_end_before_they_begin", left.backwards),
            ("spells_ended_at_death_or_emigration", left.ended),
            ("rows_whose_condition_is_null", unknown),
        ] {
            // The cohort pass and the pass for consequences read the same register: one line for both.
            match reading.iter_mut().find(|row| &row.register == id && row.name == name) {
                Some(row) => row.count = row.count.max(count),
                None => reading.push(ReadingRow { register: id.clone(), name: name.to_owned(), count }),
            }
        }
        Ok(())
    }

    fn read_row_group(
        &self,
        file: &OpenFile,
        group: usize,
        register: &Register,
        tasks: &[Task<'_>],
        names: &[String],
    ) -> Result<GroupResult> {
        let lookup = &self.persons.lookup;
        let layout = rows::layout(file, register, names, lookup)?;
        let mut parts: Vec<Part> = tasks.iter().map(|_| Part::default()).collect();
        let mut wrong: Vec<Wrong> = tasks.iter().map(|_| Wrong::default()).collect();
        let mut statuses = Vec::new();
        let left = rows::read(file, group, register, &layout, self.persons, self.wanted, |batch| {
            match register.kind.value {
                RegisterKind::Status => {
                    statuses.extend(batch.years.iter().map(|year| *year as i16).zip(batch.persons.iter().copied()));
                }
                RegisterKind::WeeklyWide => statuses.extend(batch.rows.iter().map(|person| (0, *person))),
                RegisterKind::Event | RegisterKind::Spell => {}
            }
            for ((task, part), wrong) in tasks.iter().zip(&mut parts).zip(&mut wrong) {
                let evaluated = evaluate(register, task, &batch, part, wrong).map_err(|error| match error {
                    Error::Extract(e) if e.file.is_none() => {
                        task.named(file.fault(*e.fault).in_row_group(group)).into()
                    }
                    other => other,
                });
                file.faults.pass(evaluated)?;
                if file.faults.are_noted() {
                    // A check wants no sums, and the values of everybody would take a lot of room.
                    part.entries.clear();
                }
            }
            Ok(())
        })?;
        for (task, wrong) in tasks.iter().zip(wrong) {
            for fault in wrong.faults(task.definition.resolution) {
                file.faults.meet(task.named(file.fault(fault).in_row_group(group)))?;
            }
        }
        Ok(GroupResult { parts, left, statuses, file: file.file.name.clone() })
    }

    fn values_of_joined(
        &self,
        open: &OpenRegister<'_>,
        task: &Task<'_>,
        spells: Vec<Spell>,
    ) -> Result<Vec<PersonYear>> {
        let register = open.definition;
        if spells.is_empty() {
            return Ok(Vec::new());
        }
        let (first, last) = window(register, task.source);
        let pieces: Vec<Piece> =
            spells::join(spells).into_iter().flat_map(|spell| spells::cut(spell, first, last)).collect();
        let persons: Vec<u32> = pieces.iter().map(|piece| piece.person).collect();
        let years: Vec<i64> = pieces.iter().map(|piece| i64::from(piece.year)).collect();
        let columns = piece_columns(&pieces, &years);
        let mut entries = Vec::new();
        let mut wrong = Wrong::default();
        let values = value_column(task.source, &columns, pieces.len())?;
        let counted = Counted { persons: &persons, years: &years, keep: None, null_is_missing: false };
        collect(&values, counted, task.definition.resolution, &mut wrong, &mut entries);
        for fault in wrong.faults(task.definition.resolution) {
            open.faults.meet(task.named(ExtractError::of(&register.id.value, fault)))?;
        }
        Ok(entries)
    }
}

impl Task<'_> {
    /// A fault, with the name of what this source computes.
    fn named(&self, error: ExtractError) -> ExtractError {
        error.in_value(&self.definition.id.value, &self.source.value.text.value)
    }
}

fn columns_of(source: &Source) -> Vec<String> {
    let of = source.value.of.iter().flat_map(|e| e.columns.clone());
    source.filter.iter().flat_map(|e| e.columns.clone()).chain(of).collect()
}

/// The days that a source of a register serves.
fn window(register: &Register, source: &Source) -> (i32, i32) {
    let first = register.covers.first_day().number();
    let last = register.covers.last_day().number();
    (
        source.since.as_ref().map_or(first, |since| since.value.number().max(first)),
        source.until.as_ref().map_or(last, |until| until.value.number().min(last)),
    )
}

fn piece_columns(pieces: &[Piece], years: &[i64]) -> Vec<(String, ArrayRef)> {
    let integers = |values: Vec<i64>| Arc::new(Int64Array::from(values)) as ArrayRef;
    vec![
        ("year".to_owned(), integers(years.to_vec())),
        ("nights".to_owned(), integers(pieces.iter().map(|piece| piece.nights).collect())),
        ("days".to_owned(), integers(pieces.iter().map(|piece| piece.days).collect())),
    ]
}

/// A frame of the columns that an expression reads.
fn frame_for(expression: &Expression, columns: &[(String, ArrayRef)], rows: usize) -> Result<DataFrame> {
    let read: Vec<(&str, ArrayRef)> = columns
        .iter()
        .filter(|(name, _)| expression.columns.contains(name))
        .map(|(name, array)| (name.as_str(), Arc::clone(array)))
        .collect();
    frame(&read, rows)
}

fn run(expression: &Expression, columns: &[(String, ArrayRef)], rows: usize) -> Result<polars::prelude::Column> {
    let lazy = frame_for(expression, columns, rows)?.lazy().select([expression.expr.clone().alias("_")]);
    // It worked on no rows when the definitions were checked, so a value is to blame; polars would show it.
    let failed = |_| ExtractError::of("", Fault::SqlFails { place: expression.text.place.to_string() });
    let result = lazy.collect().map_err(failed)?;
    let nothing = || Error::Internal(format!("{}: no column", expression.text.place));
    let column = result.columns().first().cloned().ok_or_else(nothing)?;
    // An expression over no column gives one value for all rows.
    if column.len() == rows { Ok(column) } else { Ok(column.new_from_index(0, rows)) }
}

fn value_column(source: &Source, columns: &[(String, ArrayRef)], rows: usize) -> Result<Values> {
    match &source.value.of {
        None => Ok(Values::Ones),
        Some(of) => Values::of(&run(of, columns, rows)?).map_err(|e| Error::Internal(e.to_string())),
    }
}

/// What each row is to a source, by its condition and its days.
fn keep(register: &Register, source: &Source, batch: &Rows, spread: bool, unknown: &mut i64) -> Result<Vec<Keep>> {
    let rows = batch.persons.len();
    let holds: Vec<Option<bool>> = match &source.filter {
        Some(filter) => {
            let column = run(filter, &batch.columns, rows)?;
            column.bool().map_err(|e| Error::Internal(e.to_string()))?.iter().collect()
        }
        None => vec![Some(true); rows],
    };
    let timed = if spread { vec![true; rows] } else { timed(register, source, batch)? };
    let is_status = register.kind.value == RegisterKind::Status;
    // Where no row means not known, a row that meets the condition not says that the value is zero.
    let says_zero = is_status && register.absent.value == Absent::Missing;
    Ok(holds
        .into_iter()
        .zip(timed)
        .map(|(holds, timed)| match holds {
            _ if !timed => Keep::No,
            Some(true) => Keep::Value,
            Some(false) if says_zero => Keep::Zero,
            Some(false) => Keep::No,
            None => {
                *unknown += 1;
                if is_status { Keep::NotKnown } else { Keep::No }
            }
        })
        .collect())
}

/// Which rows lie in the days that a source serves.
fn timed(register: &Register, source: &Source, batch: &Rows) -> Result<Vec<bool>> {
    let (first, last) = window(register, source);
    let inside = |day: i32| (first..=last).contains(&day);
    Ok(match register.kind.value {
        RegisterKind::Event => {
            let dates = batch.columns.iter().find(|(name, _)| name == "date").map(|(_, array)| array);
            let dates = dates.ok_or_else(|| Error::Internal("an event without a date".to_owned()))?;
            let dates = arrow::array::AsArray::as_primitive::<arrow::datatypes::Date32Type>(dates.as_ref());
            dates.values().iter().map(|day| inside(*day)).collect()
        }
        RegisterKind::Spell => {
            let still = register.covers.last_day().number() + 1;
            let day = |(start, end): &(i32, i32)| if source.date.value == SpellDate::End { *end } else { *start };
            // A spell that still lasts has no end to be counted in.
            let open = |spell: &(i32, i32)| source.date.value == SpellDate::End && spell.1 >= still;
            batch.spells.iter().map(|spell| inside(day(spell)) && !open(spell)).collect()
        }
        RegisterKind::Status | RegisterKind::WeeklyWide => {
            let (first, last) =
                (Day::from_number(first).map_or(0, Day::year), Day::from_number(last).map_or(0, Day::year));
            batch.years.iter().map(|year| (i64::from(first)..=i64::from(last)).contains(year)).collect()
        }
    })
}

fn evaluate(register: &Register, task: &Task<'_>, batch: &Rows, part: &mut Part, wrong: &mut Wrong) -> Result<()> {
    let source = task.source;
    let resolution = task.definition.resolution;
    let is_spell = register.kind.value == RegisterKind::Spell;
    let spread = is_spell && source.date.value == SpellDate::Spread;
    let keep = keep(register, source, batch, spread, &mut part.unknown)?;
    let kept = || keep.iter().enumerate().filter(|(_, keep)| **keep == Keep::Value).map(|(row, _)| row);
    let spell_at = |row: usize| {
        let (start, end) = batch.spells.get(row).copied().unwrap_or_default();
        Spell { person: batch.persons.get(row).copied().unwrap_or_default(), start, end }
    };
    if spread && source.overlapping.value == Overlapping::Once {
        part.spells.extend(kept().map(spell_at));
        return Ok(());
    }
    if !is_spell {
        let values = value_column(source, &batch.columns, batch.persons.len())?;
        let null_is_missing = register.kind.value == RegisterKind::Status;
        let counted = Counted { persons: &batch.persons, years: &batch.years, keep: Some(&keep), null_is_missing };
        collect(&values, counted, resolution, wrong, &mut part.entries);
        return Ok(());
    }
    // Spells one by one: whole in the year of their start or end, or cut and each piece with its spell's columns.
    let (first, last) = window(register, source);
    let mut from: Vec<u32> = Vec::new();
    let mut pieces: Vec<Piece> = Vec::new();
    for row in kept() {
        let spell = spell_at(row);
        let found: Vec<Piece> = if spread {
            spells::cut(spell, first, last).collect()
        } else {
            let day = if source.date.value == SpellDate::End { spell.end } else { spell.start };
            let year = Day::from_number(day).map_or(0, Day::year);
            let nights = i64::from(spell.end - spell.start);
            // A spell that still lasts ends on the day after the last one covered, which is no day of it.
            let still_lasts = batch.lasts(row) && spell.end > register.covers.last_day().number();
            let days = nights + i64::from(!still_lasts);
            vec![Piece { person: spell.person, year, nights, days }]
        };
        from.extend(found.iter().map(|_| row as u32));
        pieces.extend(found);
    }
    let persons: Vec<u32> = pieces.iter().map(|piece| piece.person).collect();
    let years: Vec<i64> = pieces.iter().map(|piece| i64::from(piece.year)).collect();
    let mut columns = piece_columns(&pieces, &years);
    let from = UInt32Array::from(from);
    for (name, array) in &batch.columns {
        let taken = arrow::compute::take(array.as_ref(), &from, None).map_err(|e| Error::Internal(e.to_string()))?;
        columns.push((name.clone(), taken));
    }
    let values = value_column(source, &columns, pieces.len())?;
    let counted = Counted { persons: &persons, years: &years, keep: None, null_is_missing: false };
    collect(&values, counted, resolution, wrong, &mut part.entries);
    Ok(())
}

/// That no person has two rows in a year of a status register, or over the same weeks of a weekly wide one.
fn no_duplicates(open: &OpenRegister<'_>, mut statuses: Vec<(i16, u32, u16)>) -> Result<()> {
    statuses.sort_unstable();
    let pairs = statuses.iter().zip(statuses.iter().skip(1));
    let again = pairs.filter(|(one, next)| (one.0, one.1) == (next.0, next.1)).map(|(_, next)| (next.0, next.2));
    let mut places: BTreeMap<(i16, u16), usize> = BTreeMap::new();
    again.for_each(|place| *places.entry(place).or_default() += 1);
    for ((year, number), count) in places {
        let fault = match open.definition.kind.value {
            RegisterKind::WeeklyWide => Fault::DuplicatePerson { count },
            _ => Fault::DuplicatePersonYear { count, year: i32::from(year) },
        };
        open.faults.meet(match open.files.get(usize::from(number)) {
            Some(file) => file.fault(fault),
            None => ExtractError::of(&open.definition.id.value, fault),
        })?;
    }
    Ok(())
}
