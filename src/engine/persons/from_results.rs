//! Persons from the results of another engine: the population with presence by year, deaths and migration.
//!
//! Owns what is checked of them: every row of the extracts is in one group, no person twice, and bad rows within the limits.

use arrow::array::{Array, ArrayRef};

use super::read::{CoveredYears, Occurrence, enter};
use super::{Lookup, Persons, UNKNOWN};
use crate::registers::{ExtractError, Fault, KeyCounts};
use crate::results::{
    BadCounts, DayCounts, RESIDENCE, ResultBatch, Results, ScriptResultKind, ScriptedRegister, SideCounts, TimeCounts,
    Totals,
};
use definitions::Definitions;
use definitions::day::Day;
use definitions::register::{AsOf, Register, Role};
use foundation::error::{Error, Kind, Result};
use foundation::keys::PersonIndex;
use foundation::tables::audit::ReadingRow;

/// The most years that a script's number of presence can hold.
const MOST_YEARS: i32 = 60;

/// Reads the population, deaths and migration from results. Counts go to `reading`.
///
/// # Errors
/// A fault in a register, or in a result.
pub fn from_results(definitions: &Definitions, results: &Results, reading: &mut Vec<ReadingRow>) -> Result<Persons> {
    let population = definitions.population().ok_or_else(|| Error::internal("no population register".to_owned()))?;
    let mut persons = population_of(population, results, reading)?;
    for role in [Role::Deaths, Role::Migration] {
        let mut events = Vec::new();
        let mut known = CoveredYears::default();
        for register in definitions.with_role(role) {
            events.extend(events_of(&persons, register, results, reading)?);
            known.add(register);
        }
        enter(&mut persons, role, events, known);
    }
    reading.extend(persons.inconsistencies(population));
    Ok(persons)
}

fn scripted<'r>(register: &Register, results: &'r Results) -> Result<&'r ScriptedRegister> {
    let missing = || {
        let hint = "the population, deaths and migration are read by scripts together";
        Error::usage(format!("{}: no script of register `{}`", results.folder().display(), register.id), hint)
    };
    results.of(&register.id.value, ScriptResultKind::Residence).ok_or_else(missing)
}

/// What is counted over the rows of a result, and compared with what the script should have read.
struct RowTally<'a> {
    scripted: &'a ScriptedRegister,
    bad: BadCounts<'a>,
    times: TimeCounts<'a>,
    days: DayCounts<'a>,
    beside: SideCounts<'a>,
    /// What the script wrote last, and what was read.
    totals: (Totals<'a>, Totals<'a>),
    rows: u64,
    unmet: u64,
    outside: u64,
}

impl<'a> RowTally<'a> {
    fn new(register: &'a Register, results: &Results, scripted: &'a ScriptedRegister) -> Result<RowTally<'a>> {
        let bad = BadCounts::new(register, scripted, &[]);
        let totals = (Totals::written(results, scripted)?, Totals::none(scripted));
        let times = TimeCounts::new(register, scripted);
        let days = DayCounts::new(register, scripted);
        let beside = SideCounts::read((results, scripted), &totals.0, |keys| vec![true; keys.len()])?;
        Ok(RowTally { scripted, bad, times, days, beside, totals, rows: 0, unmet: 0, outside: 0 })
    }

    fn add(&mut self, batch: &ResultBatch<'_>) -> Result<Vec<u64>> {
        let rows = batch.counts("rows")?;
        // Rows of persons are of all files together, and none of them is bad.
        let of_rows = batch.integers("file")?;
        let all = self.scripted.files.len();
        let file = |row: usize| match of_rows.is_valid(row) {
            true => usize::try_from(of_rows.value(row)).ok().filter(|file| *file < all),
            false => Some(0),
        };
        let files: Option<Vec<usize>> = (0..rows.len()).map(file).collect();
        let files = files.ok_or_else(|| batch.wrong("holds rows of a file that the script does not read"))?;
        self.bad.add(batch, &files, &rows, |_| true)?;
        self.times.add(batch, &vec![0; rows.len()])?;
        self.days.add(batch, |_| true)?;
        self.totals.1.add(RESIDENCE, (&rows, None, None), &[]);
        self.rows += rows.iter().sum::<u64>();
        self.unmet += batch.counts("unmet")?.iter().sum::<u64>();
        self.outside += batch.counts("outside")?.iter().sum::<u64>();
        Ok(rows)
    }

    fn judge(&self, register: &Register, reading: &mut Vec<ReadingRow>) -> Result<()> {
        let wanted: u64 = self.scripted.files.iter().map(|file| file.rows).sum();
        self.scripted.require_rows(self.rows, wanted)?;
        self.totals.1.require(&self.totals.0, &[RESIDENCE], &[])?;
        let mut odd = self.times.judge()?;
        odd.extend(self.beside.judge(register, &self.scripted.files, &self.days)?);
        let rows = self.bad.judge(wanted.saturating_sub(self.unmet))?;
        if register.filter.is_some() {
            let name = "rows_that_do_not_meet_the_condition_of_the_register";
            reading.push(ReadingRow::new(&register.id.value, name, self.unmet.cast_signed()));
        }
        reading.extend(rows.into_iter().chain(odd));
        Ok(())
    }
}

fn population_of(register: &Register, results: &Results, reading: &mut Vec<ReadingRow>) -> Result<Persons> {
    let scripted = scripted(register, results)?;
    let id = &register.id.value;
    let shift = i32::from(register.as_of.value == AsOf::End);
    let covered: Vec<i32> = register.covers.years().into_iter().map(|year| year + shift).collect();
    let (Some(first_year), Some(last_year)) = (covered.first().copied(), covered.last().copied()) else {
        return Err(Error::internal("a population register that covers no year".to_owned()));
    };
    if last_year - first_year >= MOST_YEARS {
        return Err(Error::internal("a script of too many years".to_owned()));
    }
    let mut sexes: Vec<String> =
        register.column("sex").map_or_else(Vec::new, |sex| sex.codes.keys().cloned().collect());
    sexes.sort();
    let mut persons = Persons::empty(Lookup::new(results.list().key), sexes, first_year, covered);
    let mut tally = RowTally::new(register, results, scripted)?;
    let (mut twice, mut conflicts) = (0, 0);
    for file in results.files(scripted, RESIDENCE)? {
        persons.lookup.settle();
        file.read(scripted, |batch| {
            tally.add(batch)?;
            conflicts += batch.counts("conflicts")?.iter().sum::<u64>();
            twice += enter_persons(&mut persons, batch)?;
            Ok(())
        })?;
    }
    persons.lookup.settle_all();
    if twice > 0 {
        let reason = format!("register `{id}`: {twice} row(s) too many: the population has one row a person and year");
        return Err(Error::new(
            Kind::Extract,
            reason,
            "deliver each person once a year; a build from the extracts names the file",
        ));
    }
    let mut counted = Vec::new();
    tally.judge(register, &mut counted)?;
    if persons.is_empty() {
        return Err(ExtractError::of(id, Fault::EmptyPopulation).into());
    }
    if let Some(fault) = persons.lookup.keys_alike() {
        return Err(ExtractError::of(id, fault).in_column(&register.person.names[0]).into());
    }
    let any_present = persons.present.iter().fold(0, |all, present| all | present);
    let empty = persons.covered.iter().filter(|year| any_present >> (**year - first_year) & 1 == 0);
    let empty: Vec<String> = empty.map(|year| (year - shift).to_string()).collect();
    if !empty.is_empty() {
        return Err(ExtractError::of(id, Fault::EmptyYears { years: empty.join(", ") }).into());
    }
    persons.left = vec![0; persons.len()];
    persons.died = vec![i32::MAX; persons.len()];
    let count = |name: &str, count: u64| ReadingRow::new(id, name, count.cast_signed());
    reading.push(count("persons", persons.len() as u64));
    reading.push(count("rows_with_another_sex_or_birth_than_first", conflicts));
    reading.push(count("rows_outside_covers", tally.outside));
    reading.extend(counted);
    Ok(persons)
}

/// Enters the persons of a batch; returns how many rows they have beyond one a year. A sum of powers of two has as many bits as it has
/// terms only if they differ.
fn enter_persons(persons: &mut Persons, batch: &ResultBatch<'_>) -> Result<u64> {
    let keys: ArrayRef = batch.keys(persons.lookup.kind())?;
    let (sexes, births) = (batch.texts("sex")?, batch.years("birth_year")?);
    let (present, inside) = (batch.integers("present")?, batch.counts("inside")?);
    let mut twice = 0;
    let found = persons.lookup.enter(&keys);
    for (row, index) in found.into_iter().enumerate() {
        if index == UNKNOWN {
            continue;
        }
        if index.at() != persons.sex.len() {
            return Err(batch.wrong("a person stands in the result twice"));
        }
        let sex = sexes.is_valid(row).then(|| sexes.value(row));
        let sex = sex.and_then(|sex| persons.sexes.iter().position(|known| known == sex));
        let sex = sex.and_then(|at| u8::try_from(at).ok());
        let (Some(sex), Some(born)) = (sex, births[row]) else {
            return Err(batch.wrong("a person has no sex that the register names, or no year of birth"));
        };
        let years = present.is_valid(row).then(|| present.value(row)).and_then(|years| u64::try_from(years).ok());
        let years = years.ok_or_else(|| batch.wrong("a person has no years of presence"))?;
        persons.sex.push(sex);
        persons.birth_year.push(born);
        persons.present.push(years);
        twice += inside[row].abs_diff(u64::from(years.count_ones()));
    }
    Ok(twice)
}

/// Deaths, or moves in and out.
fn events_of(
    persons: &Persons,
    register: &Register,
    results: &Results,
    reading: &mut Vec<ReadingRow>,
) -> Result<Vec<Occurrence>> {
    let scripted = scripted(register, results)?;
    let id = &register.id.value;
    let mut tally = RowTally::new(register, results, scripted)?;
    let mut keys = KeyCounts::default();
    let mut all: Vec<Occurrence> = Vec::new();
    for file in results.files(scripted, RESIDENCE)? {
        file.read(scripted, |batch| {
            let rows = tally.add(batch)?;
            let of_rows = batch.keys(persons.lookup.kind())?;
            let found: Vec<PersonIndex> = persons.lookup.find(&of_rows);
            let (days, out) = (batch.days("day")?, batch.truths("out")?);
            keys_of(persons, &of_rows, &found, (&rows, &vec![0; rows.len()]), std::slice::from_mut(&mut keys));
            for (row, person) in found.into_iter().enumerate() {
                if person != UNKNOWN && days.is_valid(row) && out.is_valid(row) {
                    all.push((person, days.value(row), out.value(row)));
                }
            }
            Ok(())
        })?;
    }
    if let Some(fault) = keys.fault() {
        return Err(ExtractError::of(id, fault).in_column(&register.person.names[0]).into());
    }
    let mut counted = Vec::new();
    tally.judge(register, &mut counted)?;
    if keys.unmatched > 0 && keys.matched == 0 {
        return Err(ExtractError::of(id, Fault::NoMatchingKey { count: keys.unmatched }).into());
    }
    if all.iter().any(|(_, day, _)| !Day::from_number(*day).is_some_and(|day| register.covers.holds(day, day))) {
        return Err(Error::internal(format!("a result of `{id}` has days that the register does not cover")));
    }
    let rows = tally.rows.cast_signed();
    let outside = tally.outside.cast_signed();
    for (name, count) in [(ReadingRow::UNMATCHED, keys.unmatched), ("rows_outside_covers", outside)] {
        reading.push(ReadingRow::new(id, name, count).among(rows));
    }
    reading.extend(counted);
    Ok(all)
}

/// Adds rows by what their keys say to the counts of their files; groups of rows without a key do not count.
pub(crate) fn keys_of(
    persons: &Persons,
    keys: &ArrayRef,
    found: &[PersonIndex],
    (rows, files): (&[u64], &[usize]),
    counts: &mut [KeyCounts],
) {
    for (row, person) in found.iter().enumerate() {
        let of_file = &mut counts[files[row]];
        let number = rows[row].cast_signed();
        of_file.rows += number;
        if *person != UNKNOWN {
            of_file.matched += number;
        } else if keys.is_valid(row) {
            of_file.unmatched += number;
            of_file.looked_at += number;
            of_file.alike += number * persons.lookup.alike(keys, &[row as u32]) as i64;
        }
    }
}
