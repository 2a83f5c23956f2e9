//! Person-year sums of a register from the results of another engine.
//!
//! Owns what is checked of them besides bad rows: every row of the extracts is in one group, every spell that was to be joined was,
//! keys match the population, and no person has two rows where one is allowed. Values then go the way of rows that were read here.

use std::collections::BTreeMap;

use arrow::array::{Array, ArrayRef};
use rayon::prelude::*;

use super::accumulator::Accumulator;
use super::combined::combined;
use super::delivery_checks::empty_years;
use super::duplicates::RowMarks;
use super::pass_cache::PassResult;
use super::person_years::{MISSING, PersonYear};
use super::repeated_rows::Copies;
use super::source::Task;
use super::unmatched_persons;
use crate::persons::{Persons, UNKNOWN, keys_of};
use crate::registers::spelling::are_many;
use crate::registers::{ExtractError, Fault, KeyCounts};
use crate::results::{
    BadCounts, COPIES, ROWS, ResultBatch, ResultFile, Results, ScriptedRegister, ScriptedSource, TimeCounts, Totals,
};
use definitions::Definitions;
use definitions::day::Years;
use definitions::register::Register;
use foundation::error::{Error, Result};
use foundation::keys::PersonIndex;
use foundation::tables::audit::ReadingRow;
use foundation::words::RegisterKind;

/// The persons and years that are asked for.
#[derive(Clone, Copy)]
pub struct ResultRequest<'a> {
    /// The population.
    pub persons: &'a Persons,
    /// By person, whether values count; everyone's if `None`.
    pub wanted: Option<&'a [bool]>,
    /// The years; all if `None`.
    pub years: Option<Years>,
}

impl ResultRequest<'_> {
    /// Whether a person is in the population, and wanted.
    fn wants(&self, person: PersonIndex) -> bool {
        person != UNKNOWN && self.wanted.is_none_or(|wanted| wanted[person.at()])
    }

    fn value(&self, person: PersonIndex, year: i16) -> bool {
        self.wants(person) && self.years.is_none_or(|years| years.contains(i32::from(year)))
    }
}

/// A source whose sums are taken: its columns, and what was gathered.
struct SourceSums<'a> {
    scripted: &'a ScriptedSource,
    /// Its position in the list of scripts.
    at: usize,
    variable: usize,
    entries: Vec<Accumulator>,
    unknown: u64,
    met: u64,
    /// By misspelled column and file, rows in another spelling.
    misspelled: Vec<Vec<u64>>,
    /// Spells of known persons that were to be joined, and that were.
    spells: (u64, u64),
    /// Pieces of joined spells, and how many there must be.
    pieces: (u64, u64),
}

/// Reads a register's sums.
///
/// # Errors
/// A fault in the register, or in its results.
pub fn read(
    definitions: &Definitions,
    register: &Register,
    (results, scripted): (&Results, &ScriptedRegister),
    tasks: &[Task<'_>],
    asked: ResultRequest<'_>,
    done: &(impl Fn(u64) -> Result<()> + Sync),
) -> Result<PassResult> {
    let written = Totals::written(results, scripted)?;
    let sets = scripted.files.iter().map(|file| usize::from(file.weeks) + 1).max().map_or(0, |sets| sets);
    let marks = RowMarks::new(register, sets, asked.persons.len());
    let part = || -> Result<(Vec<SourceSums<'_>>, Tally<'_>)> {
        let sources = tasks.iter().map(|task| source(task, scripted)).collect::<Result<Vec<_>>>()?;
        Ok((sources, Tally::new(definitions, register, scripted, (&marks, asked))))
    };
    let (mut sources, mut tally) = part()?;
    let mut groups: Vec<(ResultFile, usize)> = Vec::new();
    for file in results.files(scripted, ROWS)? {
        groups.extend((0..file.row_groups()?).map(|group| (file.clone(), group)));
    }
    let parts = groups.par_iter().map(|(file, group)| {
        let (mut sources, mut tally) = part()?;
        file.read_group(*group, scripted, |batch| {
            let groups = Groups::read(batch, scripted, asked.persons)?;
            tally.add(batch, &groups)?;
            let values = sources.iter().map(|source| Ok((source.at, batch.integers(&source.scripted.value)?)));
            let values = values.collect::<Result<Vec<_>>>()?;
            let values: Vec<_> = values.iter().map(|(at, values)| (*at, values)).collect();
            tally.totals.add(ROWS, (&groups.rows, Some(&groups.files), Some(&groups.years)), &values);
            sources.iter_mut().try_for_each(|source| source.add(batch, &groups, asked))?;
            done(groups.rows.iter().sum())
        })?;
        sources.iter_mut().flat_map(|source| &mut source.entries).for_each(Accumulator::shrink);
        Ok((sources, tally))
    });
    for of_group in parts.collect::<Vec<Result<_>>>() {
        let (of_sources, of_tally) = of_group?;
        sources.iter_mut().zip(of_sources).for_each(|(source, part)| source.merge(part));
        tally.merge(&of_tally);
    }
    for source in &mut sources {
        let Some(part) = &source.scripted.joined else { continue };
        for file in results.files(scripted, part)? {
            file.read(scripted, |batch| source.add_joined(batch, (part, asked), &mut tally))?;
        }
        source.require_spells(scripted)?;
    }
    let bad = tally.judge((&written, &sources))?;
    require_no_copies(register, (results, scripted))?;
    let of_related = related_registers(definitions, (results, scripted))?;
    let mut noticed = bad;
    noticed.extend(misspelled(&tally, tasks, &sources)?);
    noticed.extend(of_related);
    noticed.extend(unmatched_persons::rows(register, tasks, tally.keys().unmatched));
    let rows = (tally.rows() - tally.unmet, 0);
    noticed.extend(empty_years(register, asked.years, &tally.of_years, rows));
    let evaluated = tally.placed;
    let unmet = tasks
        .iter()
        .zip(&sources)
        .filter(|(task, source)| task.source.filter.is_some() && evaluated > 0 && source.met == 0);
    let unmet = unmet.map(|(task, _)| (task.definition.id.value.clone(), evaluated.cast_signed())).collect();
    let unknown = sources.iter().map(|source| source.unknown).sum::<u64>();
    let mut entries: BTreeMap<usize, Vec<Accumulator>> = BTreeMap::new();
    for source in sources {
        entries.entry(source.variable).or_default().extend(source.entries);
    }
    let mut values = Vec::with_capacity(entries.len());
    for (variable, entries) in entries {
        let task = tasks.iter().find(|task| task.variable == variable);
        let definition = task.map(|task| task.definition).ok_or_else(|| Error::internal("no task".to_owned()))?;
        values.push((definition.id.value.clone(), combined(definition, entries)?));
    }
    let [ended, begun_abroad, over_absence] = tally.ended;
    let counts = [
        tally.keys().unmatched.unsigned_abs(),
        tally.outside,
        ended,
        begun_abroad,
        over_absence,
        unknown,
        0,
        tally.other_year,
        tally.unmet,
    ];
    Ok(PassResult {
        values,
        unmet,
        noticed,
        rows: (tally.rows() - tally.unmet).cast_signed(),
        counts: counts.map(u64::cast_signed),
    })
}

/// Fails if no row with a key finds the row that it belongs to.
fn require_parent(id: &str, register: &Register, (keys, orphans): (u64, u64)) -> Result<()> {
    let Some(parent) = register.parent.as_ref().filter(|_| keys > 0 && keys == orphans) else { return Ok(()) };
    let fault = Fault::NoParent { rows: keys, parent: parent.register.value.clone() };
    Err(ExtractError::of(id, fault).into())
}

/// Holds the registers that were read with one against their files and their limits of bad rows.
fn related_registers(
    definitions: &Definitions,
    (results, scripted): (&Results, &ScriptedRegister),
) -> Result<Vec<ReadingRow>> {
    let mut noticed = Vec::new();
    for related in &scripted.related {
        let unknown = || Error::internal(format!("no register `{}`", related.register));
        let register = definitions.register(&related.register).ok_or_else(unknown)?;
        let (mut bad, mut times) = (BadCounts::new(register, related, &[]), TimeCounts::new(register, related));
        let (mut rows_of_files, mut unmet, mut keys, mut orphans) = (vec![0; related.files.len()], 0, 0, 0);
        for file in results.files(scripted, &related.part)? {
            file.read(scripted, |batch| {
                let numbers = batch.counts("file")?.into_iter().map(|file| usize::try_from(file).ok());
                let files: Option<Vec<usize>> =
                    numbers.map(|file| file.filter(|at| *at < related.files.len())).collect();
                let files = files.ok_or_else(|| batch.wrong("holds rows of a file that the script does not read"))?;
                let rows = batch.counts("rows")?;
                bad.add(batch, &files, &rows, |_| true)?;
                times.add(batch, &files)?;
                files.iter().zip(&rows).for_each(|(file, rows)| rows_of_files[*file] += rows);
                unmet += batch.counts("unmet")?.iter().sum::<u64>();
                keys += batch.counts("keys")?.iter().sum::<u64>();
                if related.orphans {
                    orphans += batch.counts("orphans")?.iter().sum::<u64>();
                }
                Ok(())
            })?;
        }
        for (file, rows) in related.files.iter().zip(&rows_of_files) {
            related.require_rows(*rows, file.rows)?;
        }
        noticed.extend(times.judge()?);
        if related.orphans {
            require_parent(&related.register, register, (keys, orphans))?;
            let parent = register.parent.as_ref().map_or("", |parent| parent.register.value.as_str());
            let note =
                ReadingRow::new(&related.register, format!("rows_that_find_no_row_of_{parent}"), orphans.cast_signed());
            noticed.push(note.among(keys.cast_signed()));
        }
        noticed.extend(bad.judge(rows_of_files.iter().sum::<u64>() - unmet)?);
    }
    Ok(noticed)
}

/// Fails if half of a file's rows have an exact copy, as the script counted them.
fn require_no_copies(register: &Register, (results, scripted): (&Results, &ScriptedRegister)) -> Result<()> {
    if !scripted.copies {
        return Ok(());
    }
    let mut of_files = vec![Copies::default(); scripted.files.len()];
    for file in results.files(scripted, COPIES)? {
        file.read(scripted, |batch| {
            let (numbers, others) = (batch.counts("file")?, batch.integers("other")?);
            let (sampled, copied) = (batch.counts("sampled")?, batch.counts("copied")?);
            for (row, number) in numbers.into_iter().enumerate() {
                let at = usize::try_from(number).ok().filter(|at| *at < of_files.len());
                let at = at.ok_or_else(|| batch.wrong("holds rows of a file that the script does not read"))?;
                let count = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
                let other = others.is_valid(row).then(|| others.value(row));
                of_files[at].add(Copies { sampled: count(sampled[row]), copied: count(copied[row]), other: None });
                of_files[at].other = other.and_then(|other| u32::try_from(other).ok());
            }
            Ok(())
        })?;
    }
    if let Some((file, copies)) = scripted.files.iter().zip(of_files).find(|(_, copies)| copies.are_half()) {
        let other = copies.other.and_then(|other| scripted.files.get(other as usize)).map(|file| file.name.clone());
        let fault = Fault::CopiedRows { count: copies.copied, sampled: copies.sampled, other };
        return Err(ExtractError::of(&register.id.value, fault).in_file(&file.name).into());
    }
    Ok(())
}

/// The notes of codes in another spelling, or the fault where they are many.
fn misspelled(tally: &Tally<'_>, tasks: &[Task<'_>], sources: &[SourceSums<'_>]) -> Result<Vec<ReadingRow>> {
    let mut notes = Vec::new();
    for (task, source) in tasks.iter().zip(sources) {
        for (column, of_files) in source.scripted.misspelled.iter().zip(&source.misspelled) {
            let (mut few, mut few_of) = (0, 0);
            let files = tally.scripted.files.iter().zip(of_files).zip(&tally.placed_of_files);
            let id = &tally.register.id.value;
            for ((file, count), placed) in files {
                (few, few_of) = (few + count, few_of + placed);
                if *count > 0 && are_many(*count, *placed, (source.met, tally.placed)) {
                    let fault = Fault::OtherSpelling { count: *count, rows: *placed };
                    let error = ExtractError::of(id, fault).in_file(&file.name).in_column(&column.name);
                    return Err(task.named(error).into());
                }
            }
            if few > 0 {
                let name = ReadingRow::spelled(&column.id, &task.definition.id.value);
                notes.push(ReadingRow::new(id, name, few.cast_signed()).among(few_of.cast_signed()));
            }
        }
    }
    Ok(notes)
}

/// The columns of a task's source.
fn source<'a>(task: &Task<'_>, scripted: &'a ScriptedRegister) -> Result<SourceSums<'a>> {
    let number = task.definition.from.iter().position(|source| std::ptr::eq(source, task.source));
    let same = |of: &&ScriptedSource| of.variable == task.definition.id.value && Some(of.source) == number;
    let missing = || Error::internal(format!("no sums of `{}` in the list of scripts", task.definition.id));
    let files = scripted.files.len();
    let at = scripted.sources.iter().position(|source| same(&source)).ok_or_else(missing)?;
    let scripted = &scripted.sources[at];
    let entries = vec![Accumulator::default()];
    let misspelled = vec![vec![0; files]; scripted.misspelled.len()];
    Ok(SourceSums {
        scripted,
        at,
        variable: task.variable,
        entries,
        unknown: 0,
        met: 0,
        misspelled,
        spells: (0, 0),
        pieces: (0, 0),
    })
}

/// The groups of a batch: rows of one file, person and year.
struct Groups {
    files: Vec<usize>,
    persons: Vec<PersonIndex>,
    years: Vec<Option<i16>>,
    rows: Vec<u64>,
    keys: ArrayRef,
}

impl Groups {
    fn read(batch: &ResultBatch<'_>, scripted: &ScriptedRegister, persons: &Persons) -> Result<Groups> {
        let all = scripted.files.len();
        let files = batch.counts("file")?.into_iter().map(|file| usize::try_from(file).ok().filter(|file| *file < all));
        let files: Option<Vec<usize>> = files.collect();
        let files = files.ok_or_else(|| batch.wrong("holds rows of a file that the script does not read"))?;
        let of_rows = batch.keys(persons.lookup.kind())?;
        let rows = batch.counts("rows")?;
        let found = persons.lookup.find(&of_rows);
        Ok(Groups { files, persons: found, years: batch.years("year")?, rows, keys: of_rows })
    }
}

impl SourceSums<'_> {
    fn push(&mut self, entry: PersonYear) {
        if let Some(last) = self.entries.last_mut() {
            last.push(entry);
        }
    }

    /// Adds what another part of the result gave.
    fn merge(&mut self, other: SourceSums<'_>) {
        self.entries.extend(other.entries);
        self.unknown += other.unknown;
        self.met += other.met;
        self.spells = (self.spells.0 + other.spells.0, self.spells.1 + other.spells.1);
        for (of_files, more) in self.misspelled.iter_mut().zip(other.misspelled) {
            of_files.iter_mut().zip(more).for_each(|(count, more)| *count += more);
        }
    }

    fn add(&mut self, batch: &ResultBatch<'_>, groups: &Groups, asked: ResultRequest<'_>) -> Result<()> {
        let values = batch.integers(&self.scripted.value)?;
        let missing = self.scripted.missing.as_ref().map(|name| batch.counts(name)).transpose()?;
        let (unknown, met) = (batch.counts(&self.scripted.unknown)?, batch.counts(&self.scripted.met)?);
        for (of_files, misspelled) in self.misspelled.iter_mut().zip(&self.scripted.misspelled) {
            for (row, count) in batch.counts(&misspelled.column)?.into_iter().enumerate() {
                of_files[groups.files[row]] += if groups.persons[row] == UNKNOWN { 0 } else { count };
            }
        }
        for (row, person) in groups.persons.iter().enumerate().filter(|(_, person)| **person != UNKNOWN) {
            self.unknown += unknown[row];
            self.met += met[row];
            if self.scripted.joined.is_some() {
                self.spells.0 += values.is_valid(row).then(|| values.value(row)).map_or(0, i64::unsigned_abs);
                continue;
            }
            let is_missing = missing.as_ref().is_some_and(|missing| missing[row] > 0);
            let value = if is_missing { Some(MISSING) } else { values.is_valid(row).then(|| values.value(row)) };
            let Some(value) = value else { continue };
            let year = groups.years[row].ok_or_else(|| batch.wrong("a value has no year"))?;
            if asked.value(*person, year) {
                self.push(PersonYear { person: *person, year, value });
            }
        }
        Ok(())
    }

    fn add_joined(
        &mut self,
        batch: &ResultBatch<'_>,
        (part, asked): (&str, ResultRequest<'_>),
        tally: &mut Tally<'_>,
    ) -> Result<()> {
        let found = asked.persons.lookup.find(&batch.keys(asked.persons.lookup.kind())?);
        let (years, spells) = (batch.years("year")?, batch.counts("spells")?);
        self.pieces.0 += batch.counts("pieces")?.iter().sum::<u64>();
        self.pieces.1 += batch.counts("expected_pieces")?.iter().sum::<u64>();
        let values = batch.integers("value")?;
        tally.totals.add(part, (&spells, None, Some(&years)), &[(self.at, &values)]);
        tally.bad.add_joined(batch, &self.scripted.variable, |row| found[row] != UNKNOWN)?;
        if let Some(bad) = &mut tally.bad_of_wanted {
            bad.add_joined(batch, &self.scripted.variable, |row| asked.wants(found[row]))?;
        }
        for (row, person) in found.into_iter().enumerate().filter(|(_, person)| *person != UNKNOWN) {
            self.spells.1 += spells[row];
            let Some(value) = values.is_valid(row).then(|| values.value(row)) else { continue };
            let year = years[row].ok_or_else(|| batch.wrong("a value has no year"))?;
            if asked.value(person, year) {
                self.push(PersonYear { person, year, value });
            }
        }
        Ok(())
    }

    fn require_spells(&self, scripted: &ScriptedRegister) -> Result<()> {
        scripted.require_spells(self.spells.1, self.spells.0)?;
        scripted.require_pieces(self.pieces.0, self.pieces.1)
    }
}

/// What is counted over the groups of a register.
struct Tally<'a> {
    register: &'a Register,
    scripted: &'a ScriptedRegister,
    bad: BadCounts<'a>,
    /// The same of the persons wanted, where not everyone is: a share of all rows would be any share of the rows of a small cohort.
    bad_of_wanted: Option<BadCounts<'a>>,
    asked: ResultRequest<'a>,
    times: TimeCounts<'a>,
    marks: &'a RowMarks,
    totals: Totals<'a>,
    /// By calendar year, rows of known persons that touch it.
    of_years: BTreeMap<i32, u64>,
    keys_of_files: Vec<KeyCounts>,
    rows_of_files: Vec<u64>,
    placed_of_files: Vec<u64>,
    /// Pieces of rows, and how many there must be.
    pieces: (u64, u64),
    /// Rows with a key of another register's row, and those that no row has.
    orphans: (u64, u64),
    /// Rows of known persons in a year.
    placed: u64,
    unmet: u64,
    outside: u64,
    /// Spells that end with residence, begin abroad, and go on after an emigration.
    ended: [u64; 3],
    other_year: u64,
    /// By year or set of weeks and by file, rows beyond the first of a person.
    twice: BTreeMap<(i64, usize), u64>,
}

impl<'a> Tally<'a> {
    fn new(
        definitions: &'a Definitions,
        register: &'a Register,
        scripted: &'a ScriptedRegister,
        (marks, asked): (&'a RowMarks, ResultRequest<'a>),
    ) -> Tally<'a> {
        let bad = || BadCounts::new(register, scripted, &definitions.variables);
        Tally {
            register,
            scripted,
            bad: bad(),
            bad_of_wanted: asked.wanted.map(|_| bad()),
            asked,
            times: TimeCounts::new(register, scripted),
            marks,
            totals: Totals::none(scripted),
            of_years: BTreeMap::new(),
            keys_of_files: vec![KeyCounts::default(); scripted.files.len()],
            rows_of_files: vec![0; scripted.files.len()],
            placed_of_files: vec![0; scripted.files.len()],
            pieces: (0, 0),
            orphans: (0, 0),
            placed: 0,
            unmet: 0,
            outside: 0,
            ended: [0; 3],
            other_year: 0,
            twice: BTreeMap::new(),
        }
    }

    fn rows(&self) -> u64 {
        self.rows_of_files.iter().sum()
    }

    /// Adds what another part of the result counted.
    fn merge(&mut self, other: &Tally<'_>) {
        self.bad.merge(&other.bad);
        self.bad_of_wanted.iter_mut().zip(&other.bad_of_wanted).for_each(|(bad, more)| bad.merge(more));
        self.times.merge(&other.times);
        self.totals.merge(&other.totals);
        other.of_years.iter().for_each(|(year, rows)| *self.of_years.entry(*year).or_default() += rows);
        self.keys_of_files.iter_mut().zip(&other.keys_of_files).for_each(|(keys, more)| keys.add(*more));
        let rows = self.rows_of_files.iter_mut().zip(&other.rows_of_files);
        rows.chain(self.placed_of_files.iter_mut().zip(&other.placed_of_files))
            .for_each(|(count, more)| *count += more);
        self.placed += other.placed;
        self.pieces = (self.pieces.0 + other.pieces.0, self.pieces.1 + other.pieces.1);
        self.orphans = (self.orphans.0 + other.orphans.0, self.orphans.1 + other.orphans.1);
        self.unmet += other.unmet;
        self.outside += other.outside;
        self.ended.iter_mut().zip(other.ended).for_each(|(count, more)| *count += more);
        self.other_year += other.other_year;
        other.twice.iter().for_each(|(place, count)| *self.twice.entry(*place).or_default() += count);
    }

    fn keys(&self) -> KeyCounts {
        let mut keys = KeyCounts::default();
        self.keys_of_files.iter().for_each(|of_file| keys.add(*of_file));
        keys
    }

    fn add(&mut self, batch: &ResultBatch<'_>, groups: &Groups) -> Result<()> {
        let known = |row: usize| groups.persons[row] != UNKNOWN;
        self.bad.add(batch, &groups.files, &groups.rows, known)?;
        let asked = self.asked;
        if let Some(bad) = &mut self.bad_of_wanted {
            bad.add(batch, &groups.files, &groups.rows, |row| asked.wants(groups.persons[row]))?;
        }
        self.times.add(batch, &groups.files)?;
        let rows = (groups.rows.as_slice(), groups.files.as_slice());
        keys_of(asked.persons, &groups.keys, &groups.persons, rows, &mut self.keys_of_files);
        self.unmet += batch.counts("unmet")?.iter().sum::<u64>();
        if self.scripted.orphans {
            self.orphans.0 += batch.counts("keys")?.iter().sum::<u64>();
            self.orphans.1 += batch.counts("orphans")?.iter().sum::<u64>();
        }
        let pieces = self.scripted.cut.then(|| batch.counts("pieces")).transpose()?;
        if let Some(pieces) = &pieces {
            self.pieces.0 += pieces.iter().sum::<u64>();
            self.pieces.1 += batch.counts("expected_pieces")?.iter().sum::<u64>();
        }
        let outside = batch.counts("outside")?;
        let ended = [batch.counts("ended")?, batch.counts("begun_abroad")?, batch.counts("over_absence")?];
        // A row counts for every person whose row it is.
        let owned = self.scripted.shared.then(|| batch.counts("owned")).transpose()?;
        let owned = owned.as_ref().unwrap_or(&groups.rows);
        for (row, file) in groups.files.iter().enumerate() {
            self.rows_of_files[*file] += groups.rows[row];
            if !known(row) {
                continue;
            }
            self.outside += outside[row];
            self.ended.iter_mut().zip(&ended).for_each(|(count, more)| *count += more[row]);
            self.mark(groups, row, owned[row]);
            let Some(year) = groups.years[row] else { continue };
            let touching = pieces.as_ref().map_or(owned[row], |pieces| pieces[row]);
            *self.of_years.entry(year.into()).or_default() += touching;
            self.placed += owned[row];
            self.placed_of_files[*file] += owned[row];
            if self.is_of_any_year()
                && self.scripted.files[*file].year.is_some_and(|of_file| of_file != i32::from(year))
            {
                self.other_year += owned[row];
            }
        }
        Ok(())
    }

    /// Whether a file may hold rows of other years than its own.
    fn is_of_any_year(&self) -> bool {
        let of_period =
            |period: &definitions::register::Period| !period.is_dated_by_path() && period.division().is_none();
        self.register.kind.word() == RegisterKind::Event || self.register.kind.period().is_some_and(of_period)
    }

    /// Marks the rows of a person that may have one alone.
    fn mark(&mut self, groups: &Groups, row: usize, rows: u64) {
        let file = groups.files[row];
        let place = match (self.register.kind.word(), groups.years[row]) {
            (RegisterKind::Status, Some(year)) => i64::from(year),
            // A row of weeks or of the months of several years is counted in one of its years.
            (RegisterKind::WeeklyWide, _) if rows > 0 => i64::from(self.scripted.files[file].weeks),
            (RegisterKind::MonthlyWide, _) if rows > 0 && !self.register.kind.has_several_rows() => 0,
            (
                RegisterKind::Status
                | RegisterKind::WeeklyWide
                | RegisterKind::MonthlyWide
                | RegisterKind::Event
                | RegisterKind::Spell
                | RegisterKind::Period,
                _,
            ) => return,
        };
        let before = u64::from(self.marks.mark(place, groups.persons[row]));
        let beyond = rows.saturating_sub(1) + before;
        if beyond > 0 {
            *self.twice.entry((place, file)).or_default() += beyond;
        }
    }

    fn judge(&self, (written, sources): (&Totals<'_>, &[SourceSums<'_>])) -> Result<Vec<ReadingRow>> {
        let id = &self.register.id.value;
        for (file, found) in self.scripted.files.iter().zip(&self.rows_of_files) {
            self.scripted.require_rows(*found, file.rows)?;
        }
        self.scripted.require_pieces(self.pieces.0, self.pieces.1)?;
        let joined = sources.iter().filter_map(|source| source.scripted.joined.as_deref());
        let parts: Vec<&str> = std::iter::once(ROWS).chain(joined).collect();
        let of_sources: Vec<usize> = sources.iter().map(|source| source.at).collect();
        self.totals.require(written, &parts, &of_sources)?;
        let odd = self.times.judge()?;
        if let Some(((place, file), count)) = self.twice.iter().next() {
            let count = usize::try_from(*count).unwrap_or(usize::MAX);
            let fault = match self.register.kind.word() {
                RegisterKind::WeeklyWide | RegisterKind::MonthlyWide => Fault::DuplicatePerson { count },
                _ => Fault::DuplicatePersonYear { count, years: [*place as i32].into() },
            };
            return Err(ExtractError::of(id, fault).in_file(&self.scripted.files[*file].name).into());
        }
        require_parent(id, self.register, self.orphans)?;
        let rows = self.rows();
        let bad = self.bad.judge(rows - self.unmet)?;
        self.bad_of_wanted.iter().try_for_each(|bad| bad.judge(rows - self.unmet).map(drop))?;
        for (file, keys) in self.scripted.files.iter().zip(&self.keys_of_files) {
            if let Some(fault) = (KeyCounts { rows: file.rows.cast_signed(), ..*keys }).fault() {
                let column = &self.register.person.names_in(file.year, &file.name)[0];
                return Err(ExtractError::of(id, fault).in_file(&file.name).in_column(column).into());
            }
        }
        if self.unmet > 0 && self.unmet == rows {
            return Err(ExtractError::of(id, Fault::NoRowMeets { rows }).into());
        }
        let keys = self.keys();
        if keys.unmatched > 0 && keys.matched == 0 {
            return Err(ExtractError::of(id, Fault::NoMatchingKey { count: keys.unmatched }).into());
        }
        Ok(bad.into_iter().chain(odd).collect())
    }
}
