//! Registers of the definitions that the generator's own files do not fit: another path, column or type.
//!
//! Owns the files of these registers in their declared shape: residents, deaths and migration of the drawn persons, random rows in
//! other registers. Does not own the comparison with the generator's files (`fit`), nor these files (`folder`).

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::AsArray;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use definitions::Definitions;
use definitions::day::Day;
use definitions::register::{AgeOn, AsOf, Direction, Register, Role, RowsPerPerson};
use engine::registers::Extracts;
use engine::registers::shape::{self, RegisterRow};
use foundation::error::{Error, Result};
use foundation::words::RegisterKind;
use release::knowledge::parquet;

use super::chunk::Chunk;
use super::column_values::Candidates;
use super::life_course::{LifeCourse, stream};
use super::members::{aligned, filled};
use super::rewrite;

/// Separates the random rows of declared registers from the other draws.
const ROWS_SEED: u64 = 0x6465_636C_6172_6564;

/// Rows that are converted to Arrow together.
pub const BATCH_ROWS: usize = 65_536;

/// A person of whom declared registers have rows.
#[derive(Debug, Clone)]
pub struct Resident {
    /// The number, which seeds the person's rows.
    pub number: u32,
    /// The person key.
    pub key: String,
    /// The life course.
    pub life: LifeCourse,
}

/// The persons of a chunk.
pub fn residents(chunk: &Chunk) -> impl Iterator<Item = Resident> {
    let persons = (chunk.first_person()..).zip(chunk.lives.iter().zip(&chunk.keys));
    persons.map(|(number, (life, key))| Resident { number, key: key.clone(), life: life.clone() })
}

/// Writes a register's files: those of its role, or random rows, and planted rows of members. Returns the number of rows.
///
/// # Errors
/// A file that cannot be written.
pub fn write(
    folder: &Path,
    definitions: &Definitions,
    register: &Register,
    residents: &[Resident],
    planted: &[RegisterRow],
    seed: u64,
) -> Result<u64> {
    let values = Candidates::of(definitions, register);
    if let Some(path) = delivered(folder, register) {
        return add_months(&path, register, residents, planted, (&values, seed));
    }
    let one_a_year = register.kind.rows_per_person() == RowsPerPerson::OneAYear;
    let members: HashSet<&str> = planted.iter().map(|row| row.key.as_str()).collect();
    let mut total = 0;
    for year in shape::years(register) {
        let Some(path) = shape::path(register, year).map(|path| folder.join(path)) else { continue };
        create_parent(&path)?;
        let years = year.map_or_else(|| register.covers.years(), |year| vec![year]);
        // Members have no random rows besides the planted ones, except in a status register, where the row is changed.
        let drawn = residents.iter().filter(|resident| one_a_year || !members.contains(resident.key.as_str()));
        // A list of participants has a person once.
        let most = if is_list(definitions, register) { 1 } else { usize::MAX };
        let mut rows: Vec<RegisterRow> = drawn
            .flat_map(|resident| of_person(register, resident, &years, &values, seed).into_iter().take(most))
            .collect();
        let planted = planted.iter().filter(|row| year.is_none() || row.year.is_none() || row.year == year);
        insert(&mut rows, register, planted);
        number(&mut rows, register);
        total += rows.len() as u64;
        let batches =
            rows.chunks(BATCH_ROWS).map(|rows| shape::batch(register, year, &rows.iter().collect::<Vec<_>>()));
        let batches = batches.collect::<Result<Vec<_>>>()?;
        parquet::write_unsynced(&path, &shape::batch(register, year, &[])?, &batches)?;
    }
    Ok(total)
}

/// Whether an intervention takes its participants from a register.
fn is_list(definitions: &Definitions, register: &Register) -> bool {
    definitions.interventions.iter().any(|of| of.participants.register.value == register.id.value)
}

/// Gives the rows of a file the keys by which rows of other registers find them.
fn number(rows: &mut [RegisterRow], register: &Register) {
    for (at, row) in rows.iter_mut().enumerate() {
        let key = toml::Value::String(format!("{:09}", at + 1));
        // Rows of members have keys already.
        for column in &register.row_keys {
            row.values.entry(shape::row_key(column)).or_insert_with(|| key.clone());
        }
    }
}

/// The file of another register that a register's months are columns of, as DREAM has weeks and months.
fn delivered(folder: &Path, register: &Register) -> Option<PathBuf> {
    register.kind.monthly().filter(|monthly| monthly.has_years())?;
    let extracts = Extracts::list(folder).ok()?.allowing_empty();
    let open = extracts.open(register).ok()?;
    open.files.first().map(|file| file.file.path.clone())
}

/// Adds the columns of months to a file: planted values of members, random ones of other persons in it. Members who are not in the file get
/// a row. Returns the number of persons who have some.
fn add_months(
    path: &Path,
    register: &Register,
    residents: &[Resident],
    planted: &[RegisterRow],
    (values, seed): (&Candidates, u64),
) -> Result<u64> {
    let years = register.covers.years();
    let planted: HashMap<&str, &RegisterRow> = planted.iter().map(|row| (row.key.as_str(), row)).collect();
    let others: HashMap<&str, &Resident> = residents.iter().map(|resident| (resident.key.as_str(), resident)).collect();
    let person = register.person.names.first().map_or("", String::as_str);
    let (failed, written) = (RefCell::new(None), Cell::new(0));
    let seen = RefCell::new(HashSet::new());
    let row_of = |key: &str| match planted.get(key) {
        Some(row) => {
            seen.borrow_mut().insert(key.to_owned());
            Some((*row).clone())
        }
        None => others.get(key).and_then(|one| of_person(register, one, &years, values, seed).into_iter().next()),
    };
    rewrite::table(path, &|table| {
        let keys = table.get(person);
        let Some(keys) = keys.as_string_opt::<i32>() else { return };
        let of_key = |key: Option<&str>| {
            let none = || RegisterRow { key: key.map_or_else(String::new, str::to_owned), ..RegisterRow::default() };
            key.and_then(row_of).unwrap_or_else(none)
        };
        let of_file: Vec<RegisterRow> = keys.iter().map(of_key).collect();
        written.set(written.get() + of_file.iter().filter(|row| !row.months.is_empty()).count() as u64);
        match shape::batch(register, None, &of_file.iter().collect::<Vec<_>>()) {
            Ok(batch) => {
                for (field, array) in batch.schema().fields().iter().zip(batch.columns()) {
                    table.add(field.name(), Arc::clone(array));
                }
            }
            Err(error) => *failed.borrow_mut() = Some(error),
        }
    })?;
    if let Some(error) = failed.into_inner() {
        return Err(error);
    }
    let seen = seen.into_inner();
    let mut missing: Vec<&RegisterRow> = planted.into_values().filter(|row| !seen.contains(&row.key)).collect();
    missing.sort_by(|a, b| a.key.cmp(&b.key));
    if !missing.is_empty() {
        let batch = shape::batch(register, None, &missing)?;
        rewrite::rows(path, &mut |rows, schema| match rows {
            Some(rows) => Ok(Some(rows)),
            None => aligned(&batch, schema).map(Some),
        })?;
    }
    Ok(written.get() + missing.len() as u64)
}

/// Inserts members' rows. In a status register the existing row of the person and year is changed.
fn insert<'a>(rows: &mut Vec<RegisterRow>, register: &Register, planted: impl Iterator<Item = &'a RegisterRow>) {
    let one_a_year = register.kind.rows_per_person() == RowsPerPerson::OneAYear;
    let positions: HashMap<(String, Option<i32>), usize> = match one_a_year {
        true => rows.iter().enumerate().map(|(at, row)| ((row.key.clone(), row.year), at)).collect(),
        false => HashMap::new(),
    };
    for row in planted {
        match positions.get(&(row.key.clone(), row.year)).and_then(|at| rows.get_mut(*at)) {
            Some(known) => known.values.extend(row.values.clone()),
            None => rows.push(filled(register, row)),
        }
    }
}

pub fn create_parent(path: &Path) -> Result<()> {
    match path.parent() {
        Some(parent) => std::fs::create_dir_all(parent).map_err(|e| Error::output(parent, e)),
        None => Ok(()),
    }
}

/// A person's rows in a register, in some years that it covers.
fn of_person(
    register: &Register,
    person: &Resident,
    years: &[i32],
    values: &Candidates,
    seed: u64,
) -> Vec<RegisterRow> {
    let on = |day: i32, more: &[(&str, toml::Value)]| {
        let date = Day::from_number(day)?;
        let mut row = BTreeMap::from([("date".to_owned(), shape::date(date))]);
        row.extend(more.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        let covered = register.covers.first_day() <= date && date <= register.covers.last_day();
        let written =
            RegisterRow { key: person.key.clone(), year: Some(date.year()), values: row, ..RegisterRow::default() };
        (covered && years.contains(&date.year())).then_some(written)
    };
    let exits = person.life.stays.iter().filter_map(|stay| stay.exit);
    match register.role.as_ref().map(|role| role.value) {
        Some(Role::Population) => years.iter().filter_map(|year| listed(register, person, *year, values)).collect(),
        Some(Role::Deaths) => exits.filter(|exit| exit.died).filter_map(|exit| on(exit.day, &[])).collect(),
        Some(Role::Migration) => {
            let direction = |word: &str| [("direction", toml::Value::String(word.to_owned()))];
            let only = register.direction.as_ref().map(|direction| direction.value);
            let departures = exits.filter(|exit| !exit.died && only != Some(Direction::In));
            let arrivals = person.life.stays.iter().filter(|stay| stay.immigrated && only != Some(Direction::Out));
            let out = departures.filter_map(|exit| on(exit.day, &direction("out")));
            arrivals.filter_map(|stay| on(stay.from, &direction("in"))).chain(out).collect()
        }
        None => {
            let Some(first) = years.first() else { return Vec::new() };
            let mut rng = stream(seed ^ ROWS_SEED ^ u64::from(first.unsigned_abs()), person.number);
            let resident = |year: &&i32| person.life.resident(Day::first_of(**year).number());
            let rows =
                years.iter().filter(resident).filter_map(|year| random(register, person, *year, values, &mut rng));
            match register.kind.rows_per_person() {
                RowsPerPerson::One => rows.reduce(one_row).into_iter().collect(),
                RowsPerPerson::OneAYear | RowsPerPerson::Many => rows.collect(),
            }
        }
    }
}

/// One row with the weeks of two.
fn one_row(mut row: RegisterRow, more: RegisterRow) -> RegisterRow {
    row.weeks.extend(more.weeks);
    row.months.extend(more.months);
    row
}

/// A row of the population register, for residents on its day of status.
fn listed(register: &Register, person: &Resident, year: i32, values: &Candidates) -> Option<RegisterRow> {
    let end = register.as_of.value == AsOf::End;
    let status_day = if end { Day::last_of(year) } else { Day::first_of(year) };
    if !person.life.resident(status_day.number()) {
        return None;
    }
    let born = Day::from_number(person.life.born)?;
    let before_birthday = !end && register.age_on.value == AgeOn::StatusDay && born > Day::first_of(born.year());
    let age = year - born.year() - i32::from(before_birthday);
    let word = if person.life.woman { "woman" } else { "man" };
    // Codes under other names are taken in order.
    let codes = &register.column("sex")?.codes;
    let sex = codes.keys().find(|name| *name == word).or_else(|| codes.keys().nth(usize::from(person.life.woman)))?;
    let mut row = values.constant.clone();
    row.extend([
        ("sex".to_owned(), toml::Value::String(sex.clone())),
        ("born".to_owned(), shape::date(born)),
        ("age".to_owned(), toml::Value::Integer(age.into())),
        ("year".to_owned(), toml::Value::Integer(year.into())),
    ]);
    Some(RegisterRow { key: person.key.clone(), year: Some(year), values: row, ..RegisterRow::default() })
}

/// A random row of a year, or none.
fn random(
    register: &Register,
    person: &Resident,
    year: i32,
    values: &Candidates,
    rng: &mut ChaCha8Rng,
) -> Option<RegisterRow> {
    let share = match register.kind.word() {
        RegisterKind::Status => 1.0,
        RegisterKind::Event => 0.2,
        RegisterKind::Spell => 0.05,
        RegisterKind::WeeklyWide => 0.15,
        RegisterKind::Period => 0.4,
        RegisterKind::MonthlyWide => 0.4,
    };
    // Rows of weeks, and of months with their years, are of no year.
    let has_year = register.kind.rows_per_person() != RowsPerPerson::One;
    let (drawn, position, length) = (rng.random::<f64>(), rng.random_range(0..300), rng.random_range(1..=40));
    if drawn >= share {
        return None;
    }
    let mut row = RegisterRow {
        key: person.key.clone(),
        year: has_year.then_some(year),
        values: values.draw(rng),
        ..RegisterRow::default()
    };
    let first = Day::first_of(year).number() + position;
    let covered = |day: i32| {
        Day::from_number(day).filter(|d| register.covers.first_day() <= *d && *d <= register.covers.last_day())
    };
    let day = |day: i32| covered(day).filter(|_| person.life.resident(day)).map(shape::date);
    match register.kind.word() {
        RegisterKind::Status => {
            row.values.insert("year".to_owned(), toml::Value::Integer(year.into()));
            row.values.extend(values.days.iter().map(|name| (name.clone(), shape::date(Day::first_of(year)))));
        }
        RegisterKind::MonthlyWide => {
            row.values.insert("year".to_owned(), toml::Value::Integer(year.into()));
            let (first, last) = (i64::from(position) % 12 + 1, i64::from(position % 12 + length));
            for month in first..=last.min(12) {
                row.months.insert((year, month), values.draw_months(rng));
            }
        }
        RegisterKind::Event => values.place(&mut row, &[("date", day(first)?)]),
        RegisterKind::Period => {
            let month = i64::from(position) % 12 + 1;
            let numbers = [("year", year.into()), ("month", month), ("quarter", (month + 2) / 3)];
            row.values.extend(numbers.map(|(name, number)| (name.to_owned(), toml::Value::Integer(number))));
            row.values.extend(values.days.iter().map(|name| (name.clone(), shape::date(Day::first_of(year)))));
            let begins = register.kind.period().map_or(year, |period| period.school_year_of_file(year));
            row.values.insert("school_year".to_owned(), toml::Value::Integer(begins.into()));
        }
        RegisterKind::Spell => {
            values.place(&mut row, &[("start", day(first)?), ("end", day(first + length)?)]);
        }
        RegisterKind::WeeklyWide => {
            let weeks = (i64::from(position) % 40 + 1..).take(usize::try_from(length).unwrap_or(1).min(12));
            row.weeks = weeks.map(|week| ((year, week), values.code(position))).collect();
        }
    }
    Some(row)
}
