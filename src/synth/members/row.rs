//! A planted row: its days, and values for the columns of its register.

use std::collections::BTreeMap;

use definitions::register::{Register, RowsPerPerson};
use sql::ColumnType;

use super::candidates::{ColumnSum, Literals};

/// A row of a register, as SQL reads it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The register.
    pub register: String,
    /// The calendar year in which it counts.
    pub year: i32,
    /// Values by the column names of SQL.
    pub values: BTreeMap<String, toml::Value>,
    /// The number of the rows that it is joined with.
    pub link: Option<usize>,
}

impl Row {
    /// The same row some years later. `None` if a day of it is in no such year.
    pub fn moved(&self, years: i32) -> Option<Row> {
        let mut row = Row { year: self.year + years, ..self.clone() };
        for (name, value) in &mut row.values {
            match value {
                toml::Value::Datetime(day) => {
                    let date = day.date.as_mut()?;
                    date.year = u16::try_from(i32::from(date.year) + years).ok()?;
                    chrono::NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())?;
                }
                toml::Value::Integer(year) if name == "year" => *year += i64::from(years),
                _ => {}
            }
        }
        Some(row)
    }

    /// The first day of the row, counted since 1970.
    pub(super) fn first_day(&self) -> Option<i32> {
        day_number(self.values.get("start").or_else(|| self.values.get("date"))?)
    }

    /// The last day of the row, counted since 1970.
    pub(super) fn last_day(&self) -> Option<i32> {
        day_number(self.values.get("end").or_else(|| self.values.get("date"))?)
    }
}

fn day_number(value: &toml::Value) -> Option<i32> {
    let text = value.as_datetime()?.to_string();
    text.get(..10)?.parse::<chrono::NaiveDate>().ok().map(|day| day.to_epoch_days())
}

/// Candidates for a declared column or a week's code.
pub fn tried(register: &Register, name: &str, kind: ColumnType, literals: &Literals, value: f64) -> Vec<toml::Value> {
    let mut values = literals.values(kind);
    match kind {
        ColumnType::Integer if value.fract() == 0.0 => values.push(toml::Value::Integer(value as i64)),
        ColumnType::Number => values.push(toml::Value::Float(value)),
        _ => {}
    }
    let column = register.column(name);
    if let Some(column) = column.filter(|column| !column.codes.is_empty() && kind == ColumnType::Text) {
        values.extend(column.codes.values().map(|code| toml::Value::String(code.clone())));
    }
    let range = column.and_then(|column| column.range);
    let number = |v: &toml::Value| v.as_float().or_else(|| v.as_integer().map(|n| n as f64));
    let inside = |v: &toml::Value| range.is_none_or(|range| number(v).is_none_or(|number| range.holds(number)));
    values.retain(inside);
    values.dedup();
    if values.is_empty() { vec![default(register, name, kind)] } else { values }
}

/// A row's values with one for every declared column, since a null in a column that another variable reads is a fault.
/// Rows of status registers, which may exist already, are left as they are.
pub fn complete(register: &Register, mut values: BTreeMap<String, toml::Value>) -> BTreeMap<String, toml::Value> {
    if register.kind.rows_per_person() != RowsPerPerson::OneAYear {
        for (id, column) in &register.columns {
            let kind = column.kind.unwrap_or(ColumnType::Text);
            let value = || match (kind, values.get("date").or_else(|| values.get("start"))) {
                (ColumnType::Date | ColumnType::Yyww, Some(day)) => day.clone(),
                _ => default(register, &id.value, kind),
            };
            if !values.contains_key(&id.value) {
                let value = value();
                values.insert(id.value.clone(), value);
            }
        }
    }
    values
}

/// A value for a declared column without conditions.
pub fn default(register: &Register, name: &str, kind: ColumnType) -> toml::Value {
    let column = register.column(name);
    let code = column.and_then(|column| column.codes.values().next().cloned());
    let first = column.and_then(|column| column.range).and_then(|range| range.first).unwrap_or(0);
    let whole = code.as_ref().and_then(|code| code.parse().ok()).unwrap_or(first);
    match kind {
        ColumnType::Integer => toml::Value::Integer(whole),
        ColumnType::Number => toml::Value::Float(first as f64),
        ColumnType::Boolean => toml::Value::Boolean(false),
        _ => toml::Value::String(code.unwrap_or_else(|| "".into())),
    }
}

/// Columns under their own names.
pub fn seen(columns: &[String]) -> Vec<ColumnSum> {
    columns.iter().map(|name| (name.clone(), vec![name.clone()])).collect()
}
