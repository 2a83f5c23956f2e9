//! Rows as extracts in the shape that a register's definition declares: for test persons and planted members.
//!
//! Owns the columns and their types. Owns no files: the writer decides which file a row belongs in.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampSecondArray,
};
use arrow::datatypes::{DataType, Field, Schema};
use chrono::NaiveDate;

use definitions::day::{Day, last_week};
use definitions::register::{Column, MonthlyWide, PeriodPart, Register, TimeUnit};
use foundation::error::{Error, Result};
use sql::ColumnType;

/// One row of a register: the person's key, and values by the names that SQL gives columns.
#[derive(Debug, Clone, Default)]
pub struct RegisterRow {
    /// The person's key.
    pub key: String,
    /// The year of its file.
    pub year: Option<i32>,
    /// Values, by name.
    pub values: BTreeMap<String, toml::Value>,
    /// Weekly wide: codes, by year and week.
    pub weeks: BTreeMap<(i32, i64), i64>,
    /// Monthly wide: values by month column, by year and month.
    pub months: BTreeMap<(i32, i64), BTreeMap<String, toml::Value>>,
}

/// A day as a definition writes it.
pub fn date(day: Day) -> toml::Value {
    let text = day.to_string();
    text.parse::<toml::value::Datetime>().map_or(toml::Value::String(text), toml::Value::Datetime)
}

/// The name, among a row's values, of the key by which rows of other registers find it.
pub fn row_key(column: &Column) -> String {
    format!("key {}", column.names.join(" "))
}

/// Every ISO week of the years that a register covers.
pub fn every_week(register: &Register) -> Vec<(i32, i64)> {
    let weeks_of = |year: i32| (1..=i64::from(last_week(year))).map(move |week| (year, week));
    register.covers.years().into_iter().flat_map(weeks_of).collect()
}

/// The years that have a file of their own; `None` where one file holds all.
pub fn years(register: &Register) -> Vec<Option<i32>> {
    let by_year = register.files.first().is_some_and(|pattern| pattern.contains("{year}"));
    if by_year { register.file_years().into_iter().map(Some).collect() } else { vec![None] }
}

/// The path of a file below the extracts' folder, by the first pattern of the definition.
pub fn path(register: &Register, year: Option<i32>) -> Option<String> {
    let delivery = register.covers.last_day().year().to_string();
    let pattern = register.files.first()?.replace('*', "all").replace("{delivery}", &delivery);
    Some(year.map_or_else(|| pattern.clone(), |year| pattern.replace("{year}", &year.to_string())))
}

/// Rows as the columns of a file of a year.
///
/// # Errors
/// An internal error only.
pub fn batch(register: &Register, year: Option<i32>, rows: &[&RegisterRow]) -> Result<RecordBatch> {
    let mut columns: Vec<(String, ArrayRef)> = Vec::new();
    let name = |column: &Column| {
        let unnamed = || Error::internal(format!("register `{}` has a column without a name", register.id));
        column.names_in(year, "").first().cloned().ok_or_else(unnamed)
    };
    let keys = StringArray::from_iter_values(rows.iter().map(|row| row.key.as_str()));
    columns.push((name(&register.person)?, Arc::new(keys)));
    for column in &register.row_keys {
        let keys = rows.iter().map(|row| row.values.get(&row_key(column)).and_then(toml::Value::as_str));
        columns.push((name(column)?, Arc::new(StringArray::from_iter(keys))));
    }
    let put = |columns: &mut Vec<(String, ArrayRef)>, id: &str, column: &Column, kind: ColumnType| -> Result<()> {
        let values: Vec<Option<&toml::Value>> = rows.iter().map(|row| row.values.get(id)).collect();
        let array = if column.time { times(&values) } else { array(&values, column, kind) };
        let stored = column.stored_in(year, "").filter(|stored| *stored != kind);
        columns.push((name(column)?, stored.map_or(Arc::clone(&array), |stored| earlier(&array, stored))));
        Ok(())
    };
    for time in register.kind.time_columns() {
        let kind = match time.unit {
            TimeUnit::Day => time.column.day_kind(),
            TimeUnit::Year => ColumnType::Integer,
            TimeUnit::Period(part) => {
                columns.push((name(time.column)?, period_column(register, time.id, part, time.column, rows)));
                continue;
            }
        };
        put(&mut columns, time.id, time.column, kind)?;
    }
    for (id, column) in &register.columns {
        put(&mut columns, id, column, column.kind.unwrap_or(ColumnType::Text))?;
    }
    if let Some(pattern) = register.kind.week_pattern() {
        for (year, number) in every_week(register) {
            let name = pattern.replace("{yy}", &format!("{:02}", year % 100)).replace("{ww}", &format!("{number:02}"));
            let codes = rows.iter().map(|row| row.weeks.get(&(year, number)).copied());
            columns.push((name, Arc::new(Int64Array::from_iter(codes))));
        }
    }
    if let Some(monthly) = register.kind.monthly() {
        month_columns(register, monthly, rows, &mut columns);
    }
    // Two columns of one name would be one column read twice under two ids, such as a year that SQL sees too.
    let mut known: HashSet<String> = HashSet::with_capacity(columns.len());
    let unique: Vec<(String, ArrayRef)> =
        columns.into_iter().filter(|(name, _)| known.insert(name.to_ascii_lowercase())).collect();
    let fields: Vec<Field> =
        unique.iter().map(|(name, array)| Field::new(name, array.data_type().clone(), true)).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), unique.into_iter().map(|(_, array)| array).collect())
        .map_err(|e| Error::internal(format!("register `{}`: {e}", register.id)))
}

/// A column for every month of each month column.
fn month_columns<'r>(
    register: &Register,
    monthly: &MonthlyWide,
    rows: &[&'r RegisterRow],
    columns: &mut Vec<(String, ArrayRef)>,
) {
    let years = if monthly.has_years() { register.covers.years() } else { vec![0] };
    for (id, column) in &monthly.months {
        let kind = column.kind.unwrap_or(ColumnType::Text);
        for (year, month) in years.iter().flat_map(|year| (1..=12).map(move |month| (*year, month))) {
            let of_row = |row: &'r RegisterRow| {
                // Names without a year are of rows of one year.
                let found = match year {
                    0 => row.months.iter().find(|((_, number), _)| *number == month).map(|(_, values)| values),
                    _ => row.months.get(&(year, month)),
                };
                found.and_then(|values| values.get(&id.value))
            };
            let values: Vec<Option<&toml::Value>> = rows.iter().map(|row| of_row(row)).collect();
            columns.push((MonthlyWide::name(column, year, month), array(&values, column, kind)));
        }
    }
}

/// What rows say of their period, as files give it: a school year as `2010/2011`, a code of a month as a day or as `201203`.
fn period_column(register: &Register, id: &str, part: PeriodPart, column: &Column, rows: &[&RegisterRow]) -> ArrayRef {
    let of_row = |row: &&RegisterRow| {
        let key = |name: &str| row.values.get(name).and_then(toml::Value::as_integer);
        register.kind.period().and_then(|period| period.written(id, key))
    };
    let values = rows.iter().map(of_row);
    match part {
        PeriodPart::SchoolYear(_) => {
            let text = |year: i64| format!("{year}/{}", year + 1);
            Arc::new(values.map(|year| year.map(text)).collect::<StringArray>())
        }
        PeriodPart::Code(_) => {
            let days = values.map(|day| day.and_then(|day| i32::try_from(day).ok())).collect::<Vec<_>>();
            let code = |day: i32| Day::from_number(day).map(|day| format!("{}{:02}", day.year(), day.month()));
            let codes = days.iter().map(|day| day.and_then(code));
            match column.kind {
                Some(ColumnType::Integer) => Arc::new(codes.map(|code| code?.parse().ok()).collect::<Int64Array>()),
                Some(ColumnType::Text) => Arc::new(codes.collect::<StringArray>()),
                _ => Arc::new(Date32Array::from(days)),
            }
        }
        PeriodPart::Quarter | PeriodPart::Month => Arc::new(values.collect::<Int64Array>()),
    }
}

/// Times as local times without a zone; a date is its midnight.
fn times(values: &[Option<&toml::Value>]) -> ArrayRef {
    let seconds = |value: &toml::Value| {
        let at = value.as_datetime()?;
        let date = at.date?;
        let day = NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())?;
        let time = at.time.map_or(0, |time| {
            i64::from(time.hour) * 3_600 + i64::from(time.minute) * 60 + i64::from(time.second.unwrap_or(0))
        });
        Some(i64::from(day.to_epoch_days()) * 86_400 + time)
    };
    Arc::new(TimestampSecondArray::from_iter(values.iter().map(|value| value.and_then(seconds))))
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
