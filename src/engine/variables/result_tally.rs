//! What is counted over the groups of a register's results: the sums of its sources, and what is held against the extracts.
//!
//! Owns the counts. Does not own the order of the checks (`from_results`).

use super::accumulator::Accumulator;
use super::duplicates::{RowMarks, duplicate};
use super::narrow::MISSING;
use super::person_years::PersonYear;
use crate::persons::{Persons, UNKNOWN, keys_of};
use crate::registers::{ExtractError, Fault, KeyCounts};
use crate::results::{
    BadCounts, DayCounts, ROWS, ResultBatch, RowsOf, ScriptedRegister, ScriptedSource, SideCounts, TimeCounts, Totals,
};
use arrow::array::{Array, ArrayRef};
use definitions::Definitions;
use definitions::day::Years;
use definitions::register::{Register, RowsPerPerson};
use foundation::error::Result;
use foundation::keys::PersonIndex;
use foundation::tables::audit::ReadingRow;
use std::collections::BTreeMap;

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
    pub(super) fn wants(&self, person: PersonIndex) -> bool {
        person != UNKNOWN && self.wanted.is_none_or(|wanted| wanted[person.at()])
    }

    pub(super) fn value(&self, person: PersonIndex, year: i16) -> bool {
        self.wants(person) && self.years.is_none_or(|years| years.contains(i32::from(year)))
    }
}

/// A source whose sums are taken: its columns, and what was gathered.
pub(super) struct SourceSums<'a> {
    pub(super) scripted: &'a ScriptedSource,
    /// Its position in the list of scripts.
    pub(super) at: usize,
    pub(super) variable: usize,
    pub(super) entries: Vec<Accumulator>,
    pub(super) unknown: u64,
    pub(super) met: RowsOf,
    /// By misspelled column and file, rows in another spelling.
    pub(super) misspelled: Vec<Vec<RowsOf>>,
    /// Spells of known persons that were to be joined, and that were.
    pub(super) spells: (u64, u64),
    /// Pieces of joined spells, and how many there must be.
    pub(super) pieces: (u64, u64),
}

/// The groups of a batch: rows of one file, person and year.
pub(super) struct Groups {
    pub(super) files: Vec<usize>,
    pub(super) persons: Vec<PersonIndex>,
    pub(super) years: Vec<Option<i16>>,
    pub(super) rows: Vec<u64>,
    pub(super) keys: ArrayRef,
}

impl Groups {
    pub(super) fn read(batch: &ResultBatch<'_>, scripted: &ScriptedRegister, persons: &Persons) -> Result<Groups> {
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
    pub(super) fn push(&mut self, entry: PersonYear) {
        if let Some(last) = self.entries.last_mut() {
            last.push(entry);
        }
    }

    /// Adds what another part of the result gave.
    pub(super) fn merge(&mut self, other: SourceSums<'_>) {
        self.entries.extend(other.entries);
        self.unknown += other.unknown;
        self.met.add(other.met);
        self.spells = (self.spells.0 + other.spells.0, self.spells.1 + other.spells.1);
        for (of_files, more) in self.misspelled.iter_mut().zip(other.misspelled) {
            of_files.iter_mut().zip(more).for_each(|(count, more)| count.add(more));
        }
    }

    pub(super) fn add(&mut self, batch: &ResultBatch<'_>, groups: &Groups, asked: ResultRequest<'_>) -> Result<()> {
        let values = batch.integers(&self.scripted.value)?;
        let missing = self.scripted.missing.as_ref().map(|name| batch.counts(name)).transpose()?;
        let (unknown, met) = (batch.counts(&self.scripted.unknown)?, batch.counts(&self.scripted.met)?);
        for (of_files, misspelled) in self.misspelled.iter_mut().zip(&self.scripted.misspelled) {
            for (row, count) in batch.counts(&misspelled.column)?.into_iter().enumerate() {
                let person = groups.persons[row];
                if person != UNKNOWN {
                    of_files[groups.files[row]].enter(count, asked.wants(person));
                }
            }
        }
        for (row, person) in groups.persons.iter().enumerate().filter(|(_, person)| **person != UNKNOWN) {
            self.unknown += unknown[row];
            self.met.enter(met[row], asked.wants(*person));
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

    pub(super) fn add_joined(
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

    pub(super) fn require_spells(&self, scripted: &ScriptedRegister) -> Result<()> {
        scripted.require_spells(self.spells.1, self.spells.0)?;
        scripted.require_pieces(self.pieces.0, self.pieces.1)
    }
}

/// What is counted over the groups of a register.
pub(super) struct Tally<'a> {
    pub(super) register: &'a Register,
    pub(super) scripted: &'a ScriptedRegister,
    pub(super) bad: BadCounts<'a>,
    /// The same of the persons wanted, where not everyone is: a share of all rows would be any share of the rows of a small cohort.
    pub(super) bad_of_wanted: Option<BadCounts<'a>>,
    pub(super) asked: ResultRequest<'a>,
    pub(super) times: TimeCounts<'a>,
    pub(super) days: DayCounts<'a>,
    pub(super) marks: &'a RowMarks,
    pub(super) totals: Totals<'a>,
    /// By calendar year, rows of known persons that touch it.
    pub(super) of_years: BTreeMap<i32, u64>,
    pub(super) keys_of_files: Vec<KeyCounts>,
    pub(super) rows_of_files: Vec<u64>,
    /// Rows of known persons in a year.
    pub(super) placed_of_files: Vec<RowsOf>,
    /// Rows of known persons, or the pieces that these became.
    pub(super) pieces_of_files: Vec<u64>,
    /// Pieces of rows, and how many there must be.
    pub(super) pieces: (u64, u64),
    /// Rows with a key of another register's row, and those that no row has.
    pub(super) orphans: (u64, u64),
    /// Rows of known persons in a year.
    pub(super) placed: u64,
    pub(super) unmet: u64,
    pub(super) outside: u64,
    /// Spells that end with residence, begin abroad, and go on after an emigration.
    pub(super) ended: [u64; 3],
    pub(super) other_year: u64,
    /// By year or set of weeks and by file, rows beyond the first of a person.
    pub(super) twice: BTreeMap<(i64, usize), u64>,
}

impl<'a> Tally<'a> {
    pub(super) fn new(
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
            days: DayCounts::new(register, scripted),
            marks,
            totals: Totals::none(scripted),
            of_years: BTreeMap::new(),
            keys_of_files: vec![KeyCounts::default(); scripted.files.len()],
            rows_of_files: vec![0; scripted.files.len()],
            placed_of_files: vec![RowsOf::default(); scripted.files.len()],
            pieces_of_files: vec![0; scripted.files.len()],
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

    pub(super) fn rows(&self) -> u64 {
        self.rows_of_files.iter().sum()
    }

    /// Adds what another part of the result counted.
    pub(super) fn merge(&mut self, other: &Tally<'_>) {
        self.bad.merge(&other.bad);
        self.bad_of_wanted.iter_mut().zip(&other.bad_of_wanted).for_each(|(bad, more)| bad.merge(more));
        self.times.merge(&other.times);
        self.days.merge(&other.days);
        self.totals.merge(&other.totals);
        other.of_years.iter().for_each(|(year, rows)| *self.of_years.entry(*year).or_default() += rows);
        self.keys_of_files.iter_mut().zip(&other.keys_of_files).for_each(|(keys, more)| keys.add(*more));
        let rows = self.rows_of_files.iter_mut().zip(&other.rows_of_files);
        rows.chain(self.pieces_of_files.iter_mut().zip(&other.pieces_of_files))
            .for_each(|(count, more)| *count += more);
        self.placed_of_files.iter_mut().zip(&other.placed_of_files).for_each(|(count, more)| count.add(*more));
        self.placed += other.placed;
        self.pieces = (self.pieces.0 + other.pieces.0, self.pieces.1 + other.pieces.1);
        self.orphans = (self.orphans.0 + other.orphans.0, self.orphans.1 + other.orphans.1);
        self.unmet += other.unmet;
        self.outside += other.outside;
        self.ended.iter_mut().zip(other.ended).for_each(|(count, more)| *count += more);
        self.other_year += other.other_year;
        other.twice.iter().for_each(|(place, count)| *self.twice.entry(*place).or_default() += count);
    }

    pub(super) fn keys(&self) -> KeyCounts {
        let mut keys = KeyCounts::default();
        self.keys_of_files.iter().for_each(|of_file| keys.add(*of_file));
        keys
    }

    pub(super) fn add(&mut self, batch: &ResultBatch<'_>, groups: &Groups) -> Result<()> {
        let known = |row: usize| groups.persons[row] != UNKNOWN;
        self.bad.add(batch, &groups.files, &groups.rows, known)?;
        let asked = self.asked;
        if let Some(bad) = &mut self.bad_of_wanted {
            bad.add(batch, &groups.files, &groups.rows, |row| asked.wants(groups.persons[row]))?;
        }
        self.times.add(batch, &groups.files)?;
        self.days.add(batch, |row| asked.wants(groups.persons[row]))?;
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
            let touching = pieces.as_ref().map_or(owned[row], |pieces| pieces[row]);
            self.pieces_of_files[*file] += touching;
            let Some(year) = groups.years[row] else { continue };
            *self.of_years.entry(year.into()).or_default() += touching;
            self.placed += owned[row];
            self.placed_of_files[*file].enter(owned[row], asked.wants(groups.persons[row]));
            if self.register.kind.has_rows_of_other_years()
                && self.scripted.files[*file].year.is_some_and(|of_file| of_file != i32::from(year))
            {
                self.other_year += owned[row];
            }
        }
        Ok(())
    }

    /// Marks the rows of a person that may have one alone.
    pub(super) fn mark(&mut self, groups: &Groups, row: usize, rows: u64) {
        let file = groups.files[row];
        let place = match (self.register.kind.rows_per_person(), groups.years[row]) {
            (RowsPerPerson::OneAYear, Some(year)) => i64::from(year),
            // A row of weeks or of the months of several years is counted in one of its years.
            (RowsPerPerson::One, _) if rows > 0 => i64::from(self.scripted.files[file].weeks),
            (RowsPerPerson::OneAYear | RowsPerPerson::One | RowsPerPerson::Many, _) => return,
        };
        let before = u64::from(self.marks.mark(place, groups.persons[row]));
        let beyond = rows.saturating_sub(1) + before;
        if beyond > 0 {
            *self.twice.entry((place, file)).or_default() += beyond;
        }
    }

    pub(super) fn judge(
        &self,
        (written, sources): (&Totals<'_>, &[SourceSums<'_>]),
        beside: &SideCounts<'_>,
    ) -> Result<Vec<ReadingRow>> {
        let id = &self.register.id.value;
        for (file, found) in self.scripted.files.iter().zip(&self.rows_of_files) {
            self.scripted.require_rows(*found, file.rows)?;
        }
        self.scripted.require_pieces(self.pieces.0, self.pieces.1)?;
        let joined = sources.iter().filter_map(|source| source.scripted.joined.as_deref());
        let parts: Vec<&str> = std::iter::once(ROWS).chain(joined).collect();
        let of_sources: Vec<usize> = sources.iter().map(|source| source.at).collect();
        self.totals.require(written, &parts, &of_sources)?;
        let mut odd = self.times.judge()?;
        odd.extend(beside.judge(self.register, &self.scripted.files, &self.days)?);
        if let Some(((place, file), count)) = self.twice.iter().next() {
            let count = usize::try_from(*count).unwrap_or(usize::MAX);
            let fault = duplicate(self.register, count, *place as i32);
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

/// Fails if no row with a key finds the row that it belongs to.
pub(super) fn require_parent(id: &str, register: &Register, (keys, orphans): (u64, u64)) -> Result<()> {
    let Some(parent) = register.parent.as_ref().filter(|_| keys > 0 && keys == orphans) else { return Ok(()) };
    let fault = Fault::NoParent { rows: keys, parent: parent.register.value.clone() };
    Err(ExtractError::of(id, fault).into())
}
