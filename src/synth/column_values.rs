//! Values that random rows of a register have in its columns.
//!
//! Owns which values: those that conditions compare with, and defaults. Does not own rows (`declared`, `belonging`).

use std::collections::BTreeMap;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use definitions::Definitions;
use definitions::column::Column;
use definitions::register::Register;
use definitions::variable::Source;
use engine::registers::shape::RegisterRow;
use sql::ColumnType;

use super::members::{Literals, default};
use super::modelled;

/// Values as a column has them: codes of groups, where SQL sees groups.
fn codes_of(column: &Column, values: Vec<toml::Value>) -> Vec<toml::Value> {
    let Some(table) = column.code.as_ref().and_then(|form| form.table.as_ref()) else { return values };
    let code = |value: &toml::Value| table.code_of(value.as_str()?).map(|code| toml::Value::String(code.to_owned()));
    values.iter().filter_map(code).collect()
}

/// Values of a register's columns for random rows: those that conditions compare with, and defaults.
pub struct Candidates {
    /// By declared column, without days.
    values: Vec<(String, Vec<toml::Value>)>,
    /// By month column.
    months: Vec<(String, Vec<toml::Value>)>,
    /// Declared columns of type date: the row's day.
    pub days: Vec<String>,
    /// Codes of weeks.
    pub codes: Vec<i64>,
    /// The default of every declared column.
    pub constant: BTreeMap<String, toml::Value>,
}

impl Candidates {
    /// The values that conditions on a register's rows, or on rows that are read with them, compare its columns with.
    pub fn of(definitions: &Definitions, register: &Register) -> Candidates {
        let own = |id: &str| id == register.id.value;
        let sources = definitions.variables.iter().flat_map(|variable| &variable.from);
        let asked = sources.clone().flat_map(|source| &source.any).filter(|any| own(&any.register.value));
        let asked = asked.filter_map(|any| any.filter.as_ref());
        let reads = |source: &Source| {
            let beside = definitions.register(&source.register.value).and_then(|of| definitions.parent_of(of));
            own(&source.register.value) || beside.is_some_and(|parent| own(&parent.id.value))
        };
        let sources = sources.filter(|source| reads(source));
        let filters = sources.filter_map(|source| source.filter.as_ref()).chain(asked).chain(&register.filter);
        let filters: Vec<_> = filters.collect();
        let literals_of = |column: &str| {
            let reading = filters.iter().filter(|filter| filter.columns.iter().any(|name| name == column));
            Literals::of(reading.map(|filter| &filter.literals))
        };
        let mut candidates = Candidates {
            values: Vec::new(),
            months: Vec::new(),
            days: Vec::new(),
            codes: literals_of("code").integers().into_iter().filter(|code| *code > 0).collect(),
            constant: BTreeMap::new(),
        };
        if candidates.codes.is_empty() {
            candidates.codes.push(100);
        }
        for (id, column) in register.kind.month_columns() {
            let kind = column.kind.unwrap_or(ColumnType::Text);
            let mut values = codes_of(column, literals_of(&id.value).values(kind));
            values.retain(|value| value.as_str() != Some(""));
            if values.is_empty() {
                values.push(default(register, &id.value, kind));
            }
            candidates.months.push((id.value.clone(), values));
        }
        for (id, column) in &register.columns {
            let kind = column.kind.unwrap_or(ColumnType::Text);
            candidates.constant.insert(id.value.clone(), default(register, &id.value, kind));
            let mut values = match kind {
                _ if column.time => {
                    candidates.days.push(id.value.clone());
                    continue;
                }
                ColumnType::Date | ColumnType::Yyww => {
                    candidates.days.push(id.value.clone());
                    continue;
                }
                // Whole hundreds are multiples of every usual resolution.
                ColumnType::Number => (1..=20).map(|n| toml::Value::Float(f64::from(n) * 100.0)).collect(),
                _ => codes_of(column, literals_of(&id.value).values(kind)),
            };
            let number = |v: &toml::Value| v.as_float().or_else(|| v.as_integer().map(|n| n as f64));
            values.retain(|v| column.range.is_none_or(|range| number(v).is_none_or(|number| range.holds(number))));
            modelled::kept_free(definitions, register, &id.value, &mut values);
            values.push(default(register, &id.value, kind));
            candidates.values.push((id.value.clone(), values));
        }
        candidates
    }

    /// The values of a declared column, of which the last says nothing; none of a day.
    pub fn of_column(&self, id: &str) -> Option<&[toml::Value]> {
        self.values.iter().find(|(known, _)| known == id).map(|(_, values)| values.as_slice())
    }

    /// The values of a column of months.
    pub fn of_month(&self, id: &str) -> &[toml::Value] {
        self.months.iter().find(|(known, _)| known == id).map_or(&[], |(_, values)| values.as_slice())
    }

    /// Random values of all declared columns but days.
    pub fn draw(&self, rng: &mut ChaCha8Rng) -> BTreeMap<String, toml::Value> {
        let one =
            |(id, values): &(String, Vec<toml::Value>)| (id.clone(), values[rng.random_range(0..values.len())].clone());
        self.values.iter().map(one).collect()
    }

    /// The values of a month.
    pub fn draw_months(&self, rng: &mut ChaCha8Rng) -> BTreeMap<String, toml::Value> {
        let one =
            |(id, values): &(String, Vec<toml::Value>)| (id.clone(), values[rng.random_range(0..values.len())].clone());
        self.months.iter().map(one).collect()
    }

    /// Sets a row's days, and its declared columns of type date to the first of them.
    pub fn place(&self, row: &mut RegisterRow, days: &[(&str, toml::Value)]) {
        row.values.extend(days.iter().map(|(name, day)| ((*name).to_owned(), day.clone())));
        if let Some((_, first)) = days.first() {
            row.values.extend(self.days.iter().map(|name| (name.clone(), first.clone())));
        }
    }

    /// A code of a week.
    pub fn code(&self, position: i32) -> i64 {
        self.codes[position.unsigned_abs() as usize % self.codes.len()]
    }
}
