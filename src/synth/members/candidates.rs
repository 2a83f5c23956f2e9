//! Search for values that meet SQL conditions. The literals of a condition give the candidates.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, StringArray, UInt64Array};
use arrow::compute::take;
use chrono::NaiveDate;

use foundation::error::{Error, Result};
use sql::ColumnType;
use sql::{Numbers, RowExpression};

/// Maximum number of combinations.
const MOST: usize = 20_000;

/// Literals of conditions.
#[derive(Debug, Default)]
pub struct Literals {
    numbers: Vec<f64>,
    texts: Vec<String>,
}

impl Literals {
    /// The literals of several expressions.
    pub fn of<'a>(expressions: impl IntoIterator<Item = &'a sql::Literals>) -> Literals {
        let mut all = Literals::default();
        for literals in expressions {
            all.numbers.extend(literals.numbers.iter().filter(|number| number.is_finite()));
            all.texts.extend(literals.texts.iter().cloned());
        }
        all
    }

    /// Candidate integers: each literal and zero, one below, and up to two above.
    pub fn integers(&self) -> Vec<i64> {
        let literals = self.numbers.iter().flat_map(|n| [n.floor() as i64, n.ceil() as i64]);
        let near = literals.chain([0]).flat_map(|n| n.saturating_sub(1)..=n.saturating_add(2));
        let mut all: Vec<i64> = near.filter(|n| *n >= 0).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Candidate numbers of a variable: of all integers near a literal, or of fewer.
    pub fn numbers_of(&self, kind: ColumnType, near: Near) -> Vec<toml::Value> {
        let around = self.integers();
        let above = || self.numbers.iter().map(|n| n.floor() as i64 + 1);
        let mut chosen = match near {
            Near::Around => around,
            Near::Above => self.numbers.iter().map(|n| n.ceil() as i64).chain(above()).chain([0, 1]).collect(),
            Near::Beyond => above().max().into_iter().chain([0, 1]).collect(),
        };
        chosen.retain(|n| *n >= 0);
        chosen.sort_unstable();
        chosen.dedup();
        let value =
            |n: i64| if kind == ColumnType::Number { toml::Value::Float(n as f64) } else { toml::Value::Integer(n) };
        chosen.into_iter().map(value).collect()
    }

    /// Candidate texts: the literals, patterns filled in, and one that matches none.
    pub fn texts(&self) -> Vec<String> {
        let filled = self.texts.iter().map(|text| text.replace('%', "").replace('_', "0"));
        let mut all: Vec<String> = filled.chain(["-".to_owned()]).collect();
        all.sort();
        all.dedup();
        all
    }

    /// Candidates for a column of a type. Days have none of their own.
    pub fn values(&self, kind: ColumnType) -> Vec<toml::Value> {
        match kind {
            ColumnType::Integer => self.integers().into_iter().map(toml::Value::Integer).collect(),
            ColumnType::Number => self.integers().into_iter().map(|n| toml::Value::Float(n as f64)).collect(),
            ColumnType::Text => self.texts().into_iter().map(toml::Value::String).collect(),
            ColumnType::Boolean => [false, true].map(toml::Value::Boolean).to_vec(),
            ColumnType::Date | ColumnType::Yyww => Vec::new(),
        }
    }
}

/// How many integers near the literals of a condition are candidates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Near {
    /// Zero, each literal, one below and up to two above.
    Around,
    /// Zero, one, each literal and one above.
    Above,
    /// Zero, one, and one above the largest literal.
    Beyond,
}

impl Near {
    /// From most to fewest.
    pub const ALL: [Near; 3] = [Near::Around, Near::Above, Near::Beyond];
}

/// Candidate values of one column.
#[derive(Debug, Clone)]
pub struct Candidates {
    /// The column.
    pub name: String,
    /// Its type.
    pub kind: ColumnType,
    /// The values.
    pub values: Vec<toml::Value>,
}

/// An SQL column and the columns whose sum it is.
pub type ColumnSum = (String, Vec<String>);

/// Rows on which SQL is evaluated.
#[derive(Debug)]
pub struct Table {
    columns: Vec<TableColumn>,
    /// Number of rows.
    pub height: usize,
}

/// A column of a table. Row r has the value r / `stride` modulo the number of values.
#[derive(Debug)]
struct TableColumn {
    name: String,
    values: ArrayRef,
    stride: usize,
}

/// All combinations of the candidates of several columns.
#[derive(Debug)]
pub struct Combinations {
    axes: Vec<Candidates>,
    /// A row for each combination.
    pub table: Table,
}

impl Combinations {
    /// All combinations. `None` if there are none or too many.
    pub fn of(axes: Vec<Candidates>) -> Option<Combinations> {
        let height = axes.iter().try_fold(1usize, |product, axis| product.checked_mul(axis.values.len()))?;
        if !(1..=MOST).contains(&height) {
            return None;
        }
        let mut stride = height;
        let column = |axis: &Candidates| {
            stride /= axis.values.len();
            TableColumn { name: axis.name.clone(), values: array(axis.kind, axis.values.iter().map(Some)), stride }
        };
        let columns = axes.iter().map(column).collect();
        Some(Combinations { axes, table: Table { columns, height } })
    }

    /// A combination's value of a column.
    pub fn value(&self, name: &str, row: usize) -> Option<&toml::Value> {
        let at = self.axes.iter().position(|axis| axis.name == name)?;
        let stride: usize = self.axes.iter().skip(at + 1).map(|axis| axis.values.len()).product();
        let values = &self.axes.get(at)?.values;
        values.get(row / stride % values.len())
    }

    /// A combination, by column.
    pub fn row(&self, row: usize) -> impl Iterator<Item = (String, toml::Value)> {
        self.axes.iter().filter_map(move |axis| Some((axis.name.clone(), self.value(&axis.name, row)?.clone())))
    }
}

impl Table {
    /// Rows that each have one value of a column, or none.
    pub fn listed(rows: &[Vec<Candidates>]) -> Table {
        let mut kinds: Vec<(&str, ColumnType)> = Vec::new();
        for one in rows.iter().flatten() {
            if !kinds.iter().any(|(name, _)| *name == one.name) {
                kinds.push((&one.name, one.kind));
            }
        }
        let of_row = |row: &'_ Vec<Candidates>, name: &str| row.iter().position(|one| one.name == name);
        let column = |(name, kind): (&str, ColumnType)| {
            let values = rows.iter().map(|row| of_row(row, name).and_then(|at| row.get(at)?.values.first()));
            TableColumn { name: name.to_owned(), values: array(kind, values), stride: 1 }
        };
        Table { columns: kinds.into_iter().map(column).collect(), height: rows.len() }
    }

    /// Whether each row meets a condition. `None` where the SQL fails.
    ///
    /// # Errors
    /// Internal errors only.
    pub fn holds(&self, expression: &RowExpression, seen: &[ColumnSum]) -> Result<Vec<Option<bool>>> {
        let found = self.numbers(expression, seen)?;
        Ok(found.into_iter().map(|number| number.map(|number| number != 0.0)).collect())
    }

    /// An expression's number for each row; a condition's is 1 or 0. It is evaluated once for all rows that are alike in the columns that it
    /// reads.
    ///
    /// # Errors
    /// Internal errors only.
    pub fn numbers(&self, expression: &RowExpression, seen: &[ColumnSum]) -> Result<Vec<Option<f64>>> {
        let seen: Vec<&ColumnSum> = seen.iter().filter(|(name, _)| expression.columns.contains(name)).collect();
        let is_read = |column: &&TableColumn| seen.iter().any(|(_, columns)| columns.contains(&column.name));
        let read: Vec<&TableColumn> = self.columns.iter().filter(is_read).collect();
        // Columns of a list have a value for every row.
        let is_list = self.columns.iter().all(|column| column.stride == 1 && column.values.len() == self.height);
        if is_list {
            let all: Vec<(&str, ArrayRef)> =
                read.iter().map(|column| (column.name.as_str(), Arc::clone(&column.values))).collect();
            return Ok(evaluated(expression, &seen, &all, self.height));
        }
        let height = read.iter().map(|column| column.values.len()).product();
        let mut stride = height;
        let mut arrays = Vec::with_capacity(read.len());
        let mut strides = Vec::with_capacity(read.len());
        for column in &read {
            let length = column.values.len();
            stride /= length;
            let rows = UInt64Array::from_iter_values((0..height).map(|row| (row / stride % length) as u64));
            let array = take(&column.values, &rows, None).map_err(|e| Error::internal(e.to_string()))?;
            arrays.push((column.name.as_str(), array));
            strides.push((column.stride, length, stride));
        }
        let found = evaluated(expression, &seen, &arrays, height);
        if height == self.height {
            return Ok(found);
        }
        let at = |row: usize| strides.iter().map(|(own, length, stride)| row / own % length * stride).sum::<usize>();
        Ok((0..self.height).map(|row| found.get(at(row)).copied().flatten()).collect())
    }
}

/// An expression's number for each row of some arrays. `None` where the SQL fails.
fn evaluated(
    expression: &RowExpression,
    seen: &[&ColumnSum],
    arrays: &[(&str, ArrayRef)],
    height: usize,
) -> Vec<Option<f64>> {
    let columns: Vec<(String, ArrayRef)> =
        seen.iter().filter_map(|(name, columns)| Some((name.clone(), sum(arrays, columns)?))).collect();
    let key = key(expression, &columns, height);
    if let Some(known) = EVALUATED.with_borrow(|known| known.get(&key).cloned()) {
        return known;
    }
    let found = match expression.numbers(&columns, height) {
        Ok(Numbers::Integers(numbers)) => numbers.iter().map(|number| number.map(|n| n as f64)).collect(),
        Ok(Numbers::Decimals(numbers)) => numbers.iter().collect(),
        Err(_) => vec![None; height],
    };
    EVALUATED.with_borrow_mut(|known| {
        if known.len() >= MOST_EVALUATED {
            known.clear();
        }
        known.insert(key, found.clone());
    });
    found
}

/// The most results that a thread keeps.
const MOST_EVALUATED: usize = 4096;

thread_local! {
    /// What was evaluated before: the same rows are tried for many years and variables.
    static EVALUATED: RefCell<HashMap<Vec<u8>, Vec<Option<f64>>>> = RefCell::default();
}

/// All that the value of a whole expression depends on: its text, and the types and contents of the columns that it reads.
fn key(expression: &RowExpression, columns: &[(String, ArrayRef)], height: usize) -> Vec<u8> {
    let mut key = format!("{}\0{height}", expression.text).into_bytes();
    for (name, array) in columns {
        let data = array.to_data();
        key.extend(format!("\0{name}\0{}\0", data.data_type()).bytes());
        let nulls = (0..data.len()).map(|row| u8::from(data.is_null(row)));
        key.extend(nulls.chain(data.buffers().iter().flat_map(|buffer| buffer.as_slice().iter().copied())));
    }
    key
}

/// The values of a column, or the sums of several.
fn sum(arrays: &[(&str, ArrayRef)], names: &[String]) -> Option<ArrayRef> {
    let find = |name: &String| arrays.iter().find(|(known, _)| known == name).map(|(_, array)| array);
    let mut found = names.iter().filter_map(find);
    let first = Arc::clone(found.next()?);
    found.try_fold(first, |sum, array| arrow::compute::kernels::numeric::add(&sum, array).ok())
}

/// Values as a column.
fn array<'v>(kind: ColumnType, values: impl Iterator<Item = Option<&'v toml::Value>>) -> ArrayRef {
    let float = |value: &toml::Value| value.as_float().or_else(|| value.as_integer().map(|n| n as f64));
    match kind {
        ColumnType::Integer => Arc::new(Int64Array::from_iter(values.map(|v| v.and_then(toml::Value::as_integer)))),
        ColumnType::Number => Arc::new(Float64Array::from_iter(values.map(|v| v.and_then(float)))),
        ColumnType::Text => Arc::new(StringArray::from_iter(values.map(|v| v.and_then(toml::Value::as_str)))),
        ColumnType::Boolean => Arc::new(BooleanArray::from_iter(values.map(|v| v.and_then(toml::Value::as_bool)))),
        ColumnType::Date | ColumnType::Yyww => Arc::new(Date32Array::from_iter(values.map(|v| v.and_then(day)))),
    }
}

/// A day, counted since 1970.
fn day(value: &toml::Value) -> Option<i32> {
    let date = value.as_datetime()?.date?;
    let day = NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())?;
    Some(day.to_epoch_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_of_conditions_are_candidates() {
        let found = Literals::of(&[
            RowExpression::parse("diagnosis LIKE 'DF3%' AND c2 BETWEEN 130 AND 139").unwrap().literals,
            RowExpression::parse("x >= 2.5").unwrap().literals,
        ]);
        assert_eq!(found.texts(), ["-", "DF3"]);
        assert_eq!(found.integers(), [0, 1, 2, 3, 4, 5, 129, 130, 131, 132, 138, 139, 140, 141]);
    }
}
