//! Extracts of test persons, written in the shapes that the registers' definitions declare.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use arrow::datatypes::{FieldRef, Schema};
use rayon::prelude::*;

use definitions::Definitions;
use definitions::day::Day;
use definitions::person::{TestPerson, TestRow};
use definitions::register::{AgeOn, AsOf, Direction, Register, Role, RowsPerPerson, Timing};
use engine::persons::{Persons, UNKNOWN};
use engine::registers::shape::{self, RegisterRow, date, every_week};
use foundation::error::{Error, Result};
use foundation::keys::PersonIndex;
use release::knowledge::parquet;

/// The key of the test person at a position.
fn key_of(number: usize) -> String {
    format!("test person {number}")
}

/// The index that a test person got.
pub fn index_of(population: &Persons, number: usize) -> Option<PersonIndex> {
    let keys: ArrayRef = Arc::new(StringArray::from(vec![key_of(number)]));
    population.lookup.find(&keys).first().copied().filter(|index| *index != UNKNOWN)
}

/// Writes every register below a folder, with the rows of all test persons.
///
/// # Errors
/// A folder that can't be written.
pub fn write(folder: &Path, definitions: &Definitions, people: &[&TestPerson]) -> Result<()> {
    let of_register = |register: &'_ &Register| {
        let mut rows = Vec::new();
        for (number, person) in people.iter().enumerate() {
            rows.extend(of_person(register, number, person));
        }
        if register.role.as_ref().is_some_and(|role| role.value == Role::Population) {
            // A year without persons is a fault of extracts. A resident of every year avoids it, and has no other rows.
            rows.extend(residence(register, "resident", Day::first_of(1900), None, None, register_sex(register)));
        }
        rows
    };
    let registers: Vec<&Register> = definitions.registers.iter().collect();
    let rows: Vec<Vec<RegisterRow>> = registers.par_iter().map(of_register).collect();
    let all: Vec<(&Register, Vec<RegisterRow>)> = registers.into_iter().zip(rows).collect();
    let write = |(register, rows): &(&Register, Vec<RegisterRow>)| match with_the_same_file(register, &all).as_slice() {
        [_] => write_register(folder, register, rows),
        // The first of them writes the file of all.
        several @ [(first, _), ..] if first.id.value == register.id.value => write_wide(folder, several),
        _ => Ok(()),
    };
    all.par_iter().map(write).collect::<Result<Vec<()>>>().map(drop)
}

fn register_sex(register: &Register) -> String {
    // Without codes, any text can be a sex.
    register.column("sex").and_then(|c| c.codes.keys().next().cloned()).unwrap_or_else(|| "".into())
}

fn of_person(register: &Register, number: usize, person: &TestPerson) -> Vec<RegisterRow> {
    let key = &key_of(number);
    let mut rows = match register.role.as_ref().map(|role| role.value) {
        Some(Role::Population) => {
            let until = [person.resident.to, person.died].into_iter().flatten().min();
            let from = person.resident.from.max(person.born);
            residence(register, key, from, until, Some(person.born), person.sex.value.clone())
        }
        Some(Role::Deaths) => person.died.iter().map(|day| event(key, *day, None)).collect(),
        Some(Role::Migration) => {
            // A register of immigrations has no emigration.
            let only_in = register.direction.as_ref().is_some_and(|direction| direction.value == Direction::In);
            person.resident.to.iter().filter(|_| !only_in).map(|day| event(key, *day, Some("out"))).collect()
        }
        None => Vec::new(),
    };
    for row in &mut rows {
        give_row_keys(register, row, &row_key(number, 0));
    }
    let own = own_rows(register, number, person).into_iter().flat_map(|row| by_year(register, row));
    match register.kind.rows_per_person() {
        RowsPerPerson::One => rows.extend(own.reduce(one_row)),
        RowsPerPerson::OneAYear | RowsPerPerson::Many => rows.extend(own),
    }
    rows
}

/// The rows of a register that are written for a person, and that belong to rows written for it.
fn own_rows(register: &Register, number: usize, person: &TestPerson) -> Vec<RegisterRow> {
    let mut own = Vec::new();
    for (at, row) in person.rows.iter().enumerate() {
        let key = row_key(number, at + 1);
        if row.register.value == register.id.value {
            // Rows that belong to rows of residence, which are not written, have the key of these.
            let of_residence = register.parent.is_some().then(|| row_key(number, 0));
            let mut written = written(register, &of_residence.unwrap_or_else(|| key_of(number)), row, None);
            give_row_keys(register, &mut written, &key);
            own.push(written);
        }
        let year = row.values.iter().find(|(name, _)| ["year", "date", "start"].contains(&name.value.as_str()));
        let year = year.and_then(|(_, value)| year_of(&value.value));
        let belonging = row.rows.iter().filter(|row| row.register.value == register.id.value);
        own.extend(belonging.map(|row| written(register, &key, row, year)));
    }
    own
}

/// The key of a row that rows of other registers may belong to: the position among the person's rows, 0 for those of residence.
fn row_key(number: usize, at: usize) -> String {
    format!("{}{at:05}", number + 1)
}

fn give_row_keys(register: &Register, row: &mut RegisterRow, key: &str) {
    let keys = register.row_keys.iter().map(|column| (shape::row_key(column), toml::Value::String(key.to_owned())));
    row.values.extend(keys);
}

/// A person has one row over all weeks, however many stretches of them are written; of a week in two, the later one holds.
fn one_row(mut row: RegisterRow, more: RegisterRow) -> RegisterRow {
    row.weeks.extend(more.weeks);
    for (month, values) in more.months {
        row.months.entry(month).or_default().extend(values);
    }
    row
}

/// A row of each year that has months, of a register whose rows are of one year.
fn by_year(register: &Register, row: RegisterRow) -> Vec<RegisterRow> {
    let of_one_year = register.kind.monthly().is_some_and(|monthly| !monthly.has_years());
    if !of_one_year {
        return vec![row];
    }
    let mut years: Vec<i32> = row.months.keys().map(|(year, _)| *year).collect();
    years.dedup();
    let of_year = |year: i32| {
        let mut row = RegisterRow { year: Some(year), ..row.clone() };
        row.months.retain(|(of, _), _| *of == year);
        row.values.insert("year".to_owned(), toml::Value::Integer(year.into()));
        row
    };
    years.into_iter().map(of_year).collect()
}

fn event(key: &str, day: Day, direction: Option<&str>) -> RegisterRow {
    let mut values = BTreeMap::from([("date".to_owned(), date(day))]);
    values.extend(direction.map(|d| ("direction".to_owned(), toml::Value::String(d.to_owned()))));
    RegisterRow { key: key.to_owned(), year: Some(day.year()), values, ..RegisterRow::default() }
}

/// A row in the population register for every status day between arrival and departure or death.
fn residence(
    register: &Register,
    key: &str,
    from: Day,
    until: Option<Day>,
    born: Option<Day>,
    sex: String,
) -> Vec<RegisterRow> {
    let status_day = |year: i32| match register.as_of.value {
        AsOf::Start => Day::first_of(year),
        AsOf::End => Day::last_of(year),
    };
    let there = |year: &i32| from <= status_day(*year) && until.is_none_or(|until| status_day(*year) < until);
    let years = register.covers.years();
    // A person without a date of birth is born when the register begins.
    let born = born.unwrap_or_else(|| Day::first_of(register.covers.first_day().year()));
    years
        .into_iter()
        .filter(there)
        .map(|year| {
            let values = BTreeMap::from([
                ("sex".to_owned(), toml::Value::String(sex.clone())),
                ("born".to_owned(), date(born)),
                ("age".to_owned(), toml::Value::Integer(i64::from(age_in(register, born, year)))),
                ("year".to_owned(), toml::Value::Integer(i64::from(year))),
            ]);
            RegisterRow { key: key.to_owned(), year: Some(year), values, ..RegisterRow::default() }
        })
        .collect()
}

/// The age that the population register would state.
fn age_in(register: &Register, born: Day, year: i32) -> i32 {
    let before_birthday = register.as_of.value == AsOf::Start && register.age_on.value == AgeOn::StatusDay;
    year - born.year() - i32::from(before_birthday && born > Day::first_of(born.year()))
}

/// A row as it is written; `year` is that of the row that it belongs to.
fn written(register: &Register, key: &str, row: &TestRow, year: Option<i32>) -> RegisterRow {
    let values: BTreeMap<String, toml::Value> =
        row.values.iter().map(|(name, value)| (name.value.clone(), value.value.clone())).collect();
    let own_year = |name: &str| values.get(name).and_then(year_of);
    let own = match register.kind.timing() {
        Timing::Year => own_year("year"),
        Timing::Date => own_year("date"),
        Timing::Span => own_year("start"),
        Timing::Part => {
            let key = |name: &str| values.get(name).and_then(toml::Value::as_integer);
            register.kind.period().and_then(|period| period.file_year(key))
        }
    };
    // The files of a year join within the year.
    let year = if register.parent.is_some() { year.or(own) } else { own };
    let mut weeks = BTreeMap::new();
    if let (Some(toml::Value::Integer(code)), Some(first), Some(last)) =
        (values.get("code"), week(values.get("first")), week(values.get("last")))
    {
        for (year, number) in every_week(register) {
            if first <= (year, number) && (year, number) <= last {
                weeks.insert((year, number), *code);
            }
        }
    }
    let mut months = BTreeMap::new();
    if let (Some(monthly), Some(first), Some(last)) =
        (register.kind.monthly(), week(values.get("first")), week(values.get("last")))
    {
        let of_months = || values.iter().filter(|(name, _)| monthly.column(name).is_some());
        for month in (first.0..=last.0).flat_map(|year| (1..=12).map(move |month| (year, month))) {
            if first <= month && month <= last {
                months.insert(month, of_months().map(|(name, value)| (name.clone(), value.clone())).collect());
            }
        }
    }
    RegisterRow { key: key.to_owned(), year, values, weeks, months }
}

/// The year of a value: a year itself, or a date.
fn year_of(value: &toml::Value) -> Option<i32> {
    match value {
        toml::Value::Integer(year) => i32::try_from(*year).ok(),
        toml::Value::Datetime(at) => at.date.map(|date| i32::from(date.year)),
        _ => None,
    }
}

/// `"2011-20"` as year and week.
fn week(value: Option<&toml::Value>) -> Option<(i32, i64)> {
    let (year, week) = value?.as_str()?.split_once('-')?;
    Some((year.parse().ok()?, week.parse().ok()?))
}

/// The registers whose rows are of one person each and that read the columns of one file, as those of DREAM's weeks and months do; a
/// register alone if it shares none.
fn with_the_same_file<'a>(
    register: &Register,
    all: &'a [(&'a Register, Vec<RegisterRow>)],
) -> Vec<&'a (&'a Register, Vec<RegisterRow>)> {
    let is_wide = |register: &Register| register.kind.rows_per_person() == RowsPerPerson::One;
    let path = |register: &Register| shape::path(register, None);
    let shares = |other: &Register| {
        other.id.value == register.id.value || is_wide(register) && is_wide(other) && path(other) == path(register)
    };
    all.iter().filter(|(other, _)| shares(other)).collect()
}

/// Writes one file with the columns of several wide registers: a row a person, with the columns of each.
fn write_wide(folder: &Path, registers: &[&(&Register, Vec<RegisterRow>)]) -> Result<()> {
    let keys: BTreeSet<&str> = registers.iter().flat_map(|(_, rows)| rows).map(|row| row.key.as_str()).collect();
    let (mut fields, mut columns): (Vec<FieldRef>, Vec<ArrayRef>) = (Vec::new(), Vec::new());
    let mut known: HashSet<String> = HashSet::new();
    for (register, rows) in registers {
        let mut by_key: BTreeMap<&str, &RegisterRow> = BTreeMap::new();
        for row in rows {
            by_key.entry(&row.key).or_insert(row);
        }
        let without = |key: &str| RegisterRow { key: key.to_owned(), ..RegisterRow::default() };
        let of_key = |key: &&str| by_key.get(key).map_or_else(|| without(key), |row| (*row).clone());
        let rows: Vec<RegisterRow> = keys.iter().map(of_key).collect();
        let batch = shape::batch(register, None, &rows.iter().collect::<Vec<_>>())?;
        for (field, array) in batch.schema().fields().iter().zip(batch.columns()) {
            if known.insert(field.name().to_ascii_lowercase()) {
                fields.push(Arc::clone(field));
                columns.push(Arc::clone(array));
            }
        }
    }
    let Some((register, _)) = registers.first() else { return Ok(()) };
    let Some(path) = shape::path(register, None).map(|path| folder.join(path)) else { return Ok(()) };
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(|e| Error::output(parent, e))?;
    }
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns);
    let batch = batch.map_err(|e| Error::internal(e.to_string()))?;
    parquet::write_scratch(&path, &batch, std::slice::from_ref(&batch))
}

fn write_register(folder: &Path, register: &Register, rows: &[RegisterRow]) -> Result<()> {
    for year in shape::years(register) {
        let Some(path) = shape::path(register, year).map(|path| folder.join(path)) else { continue };
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|e| Error::output(parent, e))?;
        }
        let of_file: Vec<&RegisterRow> = rows.iter().filter(|row| year.is_none() || row.year == year).collect();
        let batch = shape::batch(register, year, &of_file)?;
        parquet::write_scratch(&path, &batch, std::slice::from_ref(&batch))?;
    }
    Ok(())
}
