//! Extracts of test persons, written in the shapes that the registers' definitions declare.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
};
use arrow::datatypes::{DataType, Field, Schema};
use chrono::{Datelike, NaiveDate};

use crate::definitions::Definitions;
use crate::definitions::day::Day;
use crate::definitions::person::{TestPerson, TestRow};
use crate::definitions::register::{AgeOn, AsOf, Column, Register, Role};
use crate::definitions::sql::ColumnType;
use crate::definitions::target_group::TargetGroup;
use crate::error::{Error, Result};
use crate::knowledge::parquet;
use crate::persons::{Persons, UNKNOWN};
use crate::words::RegisterKind;

/// One row of a register: the person's key, and values by the names that SQL gives columns.
struct Written {
    key: String,
    year: Option<i32>,
    values: BTreeMap<String, toml::Value>,
    weeks: BTreeMap<(i32, i64), i64>,
}

/// The key of the test person at a position.
fn key_of(number: usize) -> String {
    format!("test person {number}")
}

/// The index that a test person got.
pub fn index_of(population: &Persons, number: usize) -> Option<u32> {
    let keys: ArrayRef = Arc::new(StringArray::from(vec![key_of(number)]));
    population.lookup.find(&keys).first().copied().filter(|index| *index != UNKNOWN)
}

/// Writes every register below a folder, with the rows of all test persons.
///
/// # Errors
/// A folder that can't be written.
pub fn write(folder: &Path, definitions: &Definitions, people: &[(&TargetGroup, &TestPerson)]) -> Result<()> {
    for register in &definitions.registers {
        let mut rows = Vec::new();
        for (number, (_, person)) in people.iter().enumerate() {
            rows.extend(of_person(register, &key_of(number), person));
        }
        if register.role.as_ref().is_some_and(|role| role.value == Role::Population) {
            // A year without anybody would be a fault of the extracts, and one more person does no harm.
            rows.extend(residence(register, "nobody", Day::first_of(1900), None, None, register_sex(register)));
        }
        write_register(folder, register, &rows)?;
    }
    Ok(())
}

fn register_sex(register: &Register) -> String {
    register.column("sex").and_then(|c| c.codes.keys().next().cloned()).unwrap_or_default()
}

fn of_person(register: &Register, key: &str, person: &TestPerson) -> Vec<Written> {
    let mut rows = match register.role.as_ref().map(|role| role.value) {
        Some(Role::Population) => {
            let until = [person.resident.to, person.died].into_iter().flatten().min();
            let from = person.resident.from.max(person.born);
            residence(register, key, from, until, Some(person.born), person.sex.value.clone())
        }
        Some(Role::Deaths) => person.died.iter().map(|day| event(key, *day, None)).collect(),
        Some(Role::Migration) => person.resident.to.iter().map(|day| event(key, *day, Some("out"))).collect(),
        None => Vec::new(),
    };
    let own = person.rows.iter().filter(|row| row.register.value == register.id.value);
    let own = own.map(|row| written(register, key, row));
    match register.kind.value {
        RegisterKind::WeeklyWide => rows.extend(own.reduce(one_row)),
        _ => rows.extend(own),
    }
    rows
}

/// A person has one row over all weeks, however many stretches of them are written; of a week in two, the later one holds.
fn one_row(mut row: Written, more: Written) -> Written {
    row.weeks.extend(more.weeks);
    row
}

fn date(day: Day) -> toml::Value {
    let text = day.to_string();
    text.parse::<toml::value::Datetime>().map_or(toml::Value::String(text), toml::Value::Datetime)
}

fn event(key: &str, day: Day, direction: Option<&str>) -> Written {
    let mut values = BTreeMap::from([("date".to_owned(), date(day))]);
    values.extend(direction.map(|d| ("direction".to_owned(), toml::Value::String(d.to_owned()))));
    Written { key: key.to_owned(), year: Some(day.year()), values, weeks: BTreeMap::new() }
}

/// A row in the population register for every status day between arrival and departure or death.
fn residence(
    register: &Register,
    key: &str,
    from: Day,
    until: Option<Day>,
    born: Option<Day>,
    sex: String,
) -> Vec<Written> {
    let status_day = |year: i32| match register.as_of.value {
        AsOf::Start => Day::first_of(year),
        AsOf::End => Day::last_of(year),
    };
    let there = |year: &i32| from <= status_day(*year) && until.is_none_or(|until| status_day(*year) < until);
    let years = register.covers.years();
    // Somebody without a date of birth is born when the register begins.
    let born = born.unwrap_or_else(|| Day::first_of(years.first().copied().unwrap_or_default()));
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
            Written { key: key.to_owned(), year: Some(year), values, weeks: BTreeMap::new() }
        })
        .collect()
}

/// The age that the population register would state.
fn age_in(register: &Register, born: Day, year: i32) -> i32 {
    let before_birthday = register.as_of.value == AsOf::Start && register.age_on.value == AgeOn::StatusDay;
    year - born.year() - i32::from(before_birthday && born > Day::first_of(born.year()))
}

fn written(register: &Register, key: &str, row: &TestRow) -> Written {
    let values: BTreeMap<String, toml::Value> =
        row.values.iter().map(|(name, value)| (name.value.clone(), value.value.clone())).collect();
    let year_of = |name: &str| match values.get(name) {
        Some(toml::Value::Integer(year)) => i32::try_from(*year).ok(),
        Some(toml::Value::Datetime(at)) => at.date.map(|date| i32::from(date.year)),
        _ => None,
    };
    let year = match register.kind.value {
        RegisterKind::Status => year_of("year"),
        RegisterKind::Event => year_of("date"),
        RegisterKind::Spell => year_of("start"),
        RegisterKind::WeeklyWide => None,
    };
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
    Written { key: key.to_owned(), year, values, weeks }
}

/// `"2011-20"` as year and week.
fn week(value: Option<&toml::Value>) -> Option<(i32, i64)> {
    let (year, week) = value?.as_str()?.split_once('-')?;
    Some((year.parse().ok()?, week.parse().ok()?))
}

/// Every ISO week of the years that a register covers.
fn every_week(register: &Register) -> Vec<(i32, i64)> {
    let weeks_of = |year: i32| {
        // 28 December always lies in a year's last ISO week.
        let last = NaiveDate::from_ymd_opt(year, 12, 28).map_or(52, |day| day.iso_week().week());
        (1..=i64::from(last)).map(move |week| (year, week))
    };
    register.covers.years().into_iter().flat_map(weeks_of).collect()
}

fn write_register(folder: &Path, register: &Register, rows: &[Written]) -> Result<()> {
    let Some(pattern) = register.files.first() else { return Ok(()) };
    let pattern = pattern.replace('*', "all").replace("{delivery}", "1");
    let by_year = pattern.contains("{year}");
    let years: Vec<Option<i32>> =
        if by_year { register.covers.years().into_iter().map(Some).collect() } else { vec![None] };
    for year in years {
        let path = folder.join(year.map_or(pattern.clone(), |year| pattern.replace("{year}", &year.to_string())));
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|e| Error::output(parent, e))?;
        }
        let of_file: Vec<&Written> = rows.iter().filter(|row| year.is_none() || row.year == year).collect();
        let batch = batch(register, year, &of_file)?;
        parquet::write_batches(&path, &batch, std::slice::from_ref(&batch))?;
    }
    Ok(())
}

fn batch(register: &Register, year: Option<i32>, rows: &[&Written]) -> Result<RecordBatch> {
    let mut columns: Vec<(String, ArrayRef)> = Vec::new();
    let name = |column: &Column| column.names_in(year).first().cloned().unwrap_or_default();
    let keys = StringArray::from_iter_values(rows.iter().map(|row| row.key.as_str()));
    columns.push((name(&register.person), Arc::new(keys)));
    let mut put = |id: &str, column: &Column, kind: ColumnType| {
        let values: Vec<Option<&toml::Value>> = rows.iter().map(|row| row.values.get(id)).collect();
        let array = array(&values, column, kind);
        let stored = column.stored_in(year).filter(|stored| *stored != kind);
        columns.push((name(column), stored.map_or(Arc::clone(&array), |stored| earlier(&array, stored))));
    };
    for (id, column) in [("date", &register.date), ("start", &register.start), ("end", &register.end)] {
        if let Some(column) = column {
            put(id, column, column.kind.unwrap_or(ColumnType::Date));
        }
    }
    if let Some(year) = &register.year {
        put("year", year, ColumnType::Integer);
    }
    for (id, column) in &register.columns {
        put(id, column, column.kind.unwrap_or(ColumnType::Text));
    }
    if let Some(pattern) = &register.weeks {
        for (year, number) in every_week(register) {
            let name = pattern.replace("{yy}", &format!("{:02}", year % 100)).replace("{ww}", &format!("{number:02}"));
            let codes = rows.iter().map(|row| row.weeks.get(&(year, number)).copied());
            columns.push((name, Arc::new(Int64Array::from_iter(codes))));
        }
    }
    // Two columns of one name would be one column read twice under two ids, such as a year that SQL sees too.
    let mut unique: Vec<(String, ArrayRef)> = Vec::new();
    for (name, array) in columns {
        if !unique.iter().any(|(known, _)| known.eq_ignore_ascii_case(&name)) {
            unique.push((name, array));
        }
    }
    let fields: Vec<Field> =
        unique.iter().map(|(name, array)| Field::new(name, array.data_type().clone(), true)).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), unique.into_iter().map(|(_, array)| array).collect())
        .map_err(|e| Error::Internal(format!("register `{}`: {e}", register.id)))
}

/// A column as an earlier delivery stored it.
fn earlier(array: &ArrayRef, stored: ColumnType) -> ArrayRef {
    let text = |array: &ArrayRef| arrow::compute::cast(array, &DataType::Utf8);
    let cast = match (array.data_type(), stored) {
        (_, ColumnType::Text) => text(array),
        (DataType::Date32, ColumnType::Integer) => text(array).map(|days| {
            let days = days.as_string::<i32>().iter().map(|day| day.and_then(|day| day.replace('-', "").parse().ok()));
            Arc::new(days.collect::<Int64Array>()) as ArrayRef
        }),
        (_, ColumnType::Number) => arrow::compute::cast(array, &DataType::Float64),
        _ => arrow::compute::cast(array, &DataType::Int64),
    };
    cast.unwrap_or_else(|_| Arc::clone(array))
}

/// Values as a column of a declared type. Named codes become the codes themselves.
fn array(values: &[Option<&toml::Value>], column: &Column, kind: ColumnType) -> ArrayRef {
    let text = |value: &toml::Value| {
        let text = match value {
            toml::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        column.codes.get(&text).cloned().unwrap_or(text)
    };
    let number = |value: &toml::Value| text(value).parse::<f64>().ok();
    let day = |value: &toml::Value| match value {
        toml::Value::Datetime(at) => {
            at.date.and_then(|d| NaiveDate::from_ymd_opt(d.year.into(), d.month.into(), d.day.into()))
        }
        _ => None,
    };
    match kind {
        ColumnType::Integer => {
            Arc::new(Int64Array::from_iter(values.iter().map(|v| v.and_then(|v| text(v).parse::<i64>().ok()))))
        }
        ColumnType::Number => Arc::new(Float64Array::from_iter(values.iter().map(|v| v.and_then(number)))),
        ColumnType::Text => Arc::new(StringArray::from_iter(values.iter().map(|v| v.map(text)))),
        ColumnType::Date => {
            Arc::new(Date32Array::from_iter(values.iter().map(|v| v.and_then(day).map(|day| day.to_epoch_days()))))
        }
        ColumnType::Boolean => {
            Arc::new(BooleanArray::from_iter(values.iter().map(|v| v.and_then(toml::Value::as_bool))))
        }
        ColumnType::Yyww => Arc::new(StringArray::from_iter(
            values.iter().map(|v| v.map(|v| day(v).map_or_else(|| text(v), |day| day.format("%g%V").to_string()))),
        )),
    }
}
