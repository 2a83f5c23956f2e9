//! Monthly wide registers unfolded: columns a month become a row a month. Only the columns that are asked for are decoded.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, Int64Array, RecordBatch};
use arrow::buffer::BooleanBuffer;
use arrow::datatypes::DataType;
use regex::Regex;

use crate::registers::cast::integers;
use crate::registers::projection::visible_name;
use crate::registers::typed_batch::marks;
use crate::registers::{ExtractError, Fault, OpenFile, Projection, ReadAs};
use definitions::day::{Day, Years};
use definitions::register::period_part::month_days;
use definitions::register::{Column, MonthlyWide, Register};
use foundation::error::{Error, Result};
use foundation::keys::PersonIndex;
use sql::ColumnType;

/// A month of a file: its year, if the columns' names have it, and its columns in the order of those asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    year: Option<i32>,
    month: i64,
    /// Positions among the projected columns.
    columns: Vec<usize>,
}

/// The month columns of a file that are read.
#[derive(Debug, Default)]
pub struct Months {
    /// The month columns asked for.
    asked: Vec<String>,
    months: Vec<Month>,
}

impl Months {
    /// Whether months are asked for, and none is of a year that is wanted.
    pub fn are_none(&self) -> bool {
        !self.asked.is_empty() && self.months.is_empty()
    }
}

/// Rows of an unfolded batch.
pub struct MonthRows {
    /// The person's index.
    pub persons: Vec<PersonIndex>,
    /// The year.
    pub years: Vec<i64>,
    /// The first day of the month.
    pub starts: Vec<i32>,
    /// The columns that SQL sees.
    pub columns: Vec<(String, ArrayRef)>,
    /// The rows with a bad value, by column.
    pub bad: Vec<(String, BooleanArray)>,
    /// Rows of months that the register does not cover.
    pub outside: i64,
}

/// The month columns of a file that SQL names, of months that the register covers and, if given, of some years. Their projections are
/// appended to `projected`.
///
/// # Errors
/// A covered month without a column: it would read as a month without any value. A column of the wrong type.
pub fn columns(
    file: &OpenFile,
    register: &Register,
    monthly: &MonthlyWide,
    (names, years): (&[String], Option<Years>),
    projected: &mut Vec<Projection>,
) -> Result<Months> {
    let asked = monthly.months.iter().filter(|(id, _)| names.contains(&id.value));
    let asked: Vec<(&str, &Column)> = asked.map(|(id, column)| (id.value.as_str(), &column.value)).collect();
    let mut found = Months { asked: asked.iter().map(|(id, _)| (*id).to_owned()).collect(), months: Vec::new() };
    if asked.is_empty() {
        return Ok(found);
    }
    let covered: Vec<(Option<i32>, i64)> = covered(register, monthly)
        .into_iter()
        .filter(|(year, _)| year.zip(years).is_none_or(|(year, years)| years.contains(year)))
        .collect();
    found.months =
        covered.iter().map(|(year, month)| Month { year: *year, month: *month, columns: Vec::new() }).collect();
    for (id, column) in asked {
        let present = present(file, column)?;
        let mut missing: Vec<String> = Vec::new();
        for month in &mut found.months {
            let at = present.iter().filter(|(year, number, _)| (*year, *number) == (month.year, month.month));
            let mut at = at.map(|(.., position)| *position);
            let Some(position) = at.next() else {
                missing.push(month.year.map_or_else(|| month.month.to_string(), |year| year.to_string()));
                continue;
            };
            if let Some(other) = at.next() {
                let name = |position: usize| file.schema().field(position).name().clone();
                let fault = Fault::TwoColumns { other: name(other) };
                file.faults.meet(file.fault(fault).in_column(name(position)))?;
            }
            let name = file.schema().field(position).name().clone();
            let kind = column.kind.unwrap_or(ColumnType::Text);
            let projection = file.project_at(&name, column, position, ReadAs::Column(kind));
            if let Some(projection) = file.faults.pass(projection)? {
                month.columns.push(projected.len());
                projected.push(projection.by_value());
            }
        }
        missing.dedup();
        if !missing.is_empty() {
            let pattern = column.names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ");
            let fault = Fault::MissingMonths { months: missing.join(", "), pattern };
            file.faults.meet(file.fault(fault).in_column(id))?;
        }
    }
    // A month with a noted fault is not read.
    let whole = found.asked.len();
    found.months.retain(|month| month.columns.len() == whole);
    Ok(found)
}

/// The months that a register covers wholly; without years where the columns' names have none.
fn covered(register: &Register, monthly: &MonthlyWide) -> Vec<(Option<i32>, i64)> {
    if !monthly.has_years() {
        return (1..=12).map(|month| (None, month)).collect();
    }
    let months = register.covers.years().into_iter().flat_map(|year| (1..=12).map(move |month| (year, month)));
    months.filter(|(year, month)| holds(register, *year, *month)).map(|(year, month)| (Some(year), month)).collect()
}

fn holds(register: &Register, year: i32, month: i64) -> bool {
    let days = month_days(year, month).and_then(|(from, to)| Some((Day::from_number(from)?, Day::from_number(to)?)));
    days.is_some_and(|(from, to)| register.covers.holds(from, to))
}

/// The columns of a file that fit the patterns of a month column: year, month and position.
fn present(file: &OpenFile, column: &Column) -> Result<Vec<(Option<i32>, i64, usize)>, ExtractError> {
    let mut found = Vec::new();
    for pattern in &column.names {
        let escaped = regex::escape(pattern)
            .replace(r"\{yyyy\}", r"(?P<yyyy>\d{4})")
            .replace(r"\{yy\}", r"(?P<yy>\d{2})")
            .replace(r"\{mm\}", r"(?P<mm>\d{2})")
            .replace(r"\{m\}", r"(?P<mm>[1-9]\d?)");
        let regex = Regex::new(&format!("^(?i:{escaped})$"))
            .map_err(|_| file.fault(Fault::NoWeeks { pattern: format!("`{pattern}`") }))?;
        for (position, field) in file.schema().fields().iter().enumerate() {
            let Some(captured) = regex.captures(visible_name(field.name())) else { continue };
            let number = |name: &str| captured.name(name).and_then(|digits| digits.as_str().parse::<i32>().ok());
            let short = number("yy").map(|yy| if yy < 70 { 2000 + yy } else { 1900 + yy });
            let Some(month) = number("mm").filter(|month| (1..=12).contains(month)) else { continue };
            found.push((number("yyyy").or(short), i64::from(month), position));
        }
    }
    Ok(found)
}

impl Months {
    /// The months that are read: the year, if the columns' names have it, and the month.
    pub fn list(&self) -> Vec<(Option<i32>, i64)> {
        self.months.iter().map(|month| (month.year, month.month)).collect()
    }

    /// Unfolds a batch: a row for each month in which a column has a value. `of_file` is the year in the path.
    ///
    /// # Errors
    /// Internal errors only.
    pub fn unfold(
        &self,
        batch: &RecordBatch,
        register: &Register,
        own: &[(String, ArrayRef)],
        persons: &[PersonIndex],
        of_file: Option<i32>,
    ) -> Result<MonthRows> {
        let rows = persons.len();
        let bad = marks(batch);
        let stated = batch.column_by_name("year").map(integers);
        let year_of = |month: &Month, row: usize| match (month.year, stated) {
            (Some(year), _) => Some(year),
            (None, Some(years)) => years.is_valid(row).then(|| i32::try_from(years.value(row)).ok()).flatten(),
            (None, None) => of_file,
        };
        let mut found = MonthRows {
            persons: Vec::new(),
            years: Vec::new(),
            starts: Vec::new(),
            columns: Vec::new(),
            bad: Vec::new(),
            outside: 0,
        };
        let mut numbers: Vec<i64> = Vec::new();
        let mut kept: Vec<Vec<ArrayRef>> = vec![Vec::new(); own.len() + self.asked.len()];
        let mut kept_bad: Vec<Vec<bool>> = vec![Vec::new(); self.asked.len()];
        // Bad values of the row's own columns are bad in each of its months.
        let own_bad: Vec<&(String, BooleanArray)> =
            bad.iter().filter(|(id, _)| own.iter().any(|(name, _)| name == id)).collect();
        let mut kept_own_bad: Vec<Vec<bool>> = vec![Vec::new(); own_bad.len()];
        for month in &self.months {
            let arrays: Vec<&ArrayRef> = month.columns.iter().map(|at| batch.column(*at)).collect();
            let marks: Vec<Option<&BooleanArray>> = month
                .columns
                .iter()
                .map(|at| {
                    let name = batch.schema_ref().field(*at).name();
                    bad.iter().find(|(id, _)| id == name).map(|(_, marks)| marks)
                })
                .collect();
            // A row that has a value, or a bad one, in any of the columns.
            let valid = |array: &&ArrayRef| match array.nulls() {
                Some(nulls) => nulls.inner().clone(),
                None => BooleanBuffer::new_set(rows),
            };
            let bad_values = marks.iter().flatten().map(|marks| marks.values().clone());
            let any = |one: BooleanBuffer, other: BooleanBuffer| &one | &other;
            let has_value = arrays.iter().map(valid).chain(bad_values).reduce(any);
            let mut mask = vec![false; rows];
            // Mostly of the same year as the row before.
            let (mut of_year, mut days) = (None, None);
            for row in has_value.iter().flat_map(BooleanBuffer::set_indices) {
                let Some(year) = year_of(month, row) else { continue };
                if of_year != Some(year) {
                    of_year = Some(year);
                    days = month_days(year, month.month).filter(|_| holds(register, year, month.month));
                }
                let Some((start, _)) = days else {
                    found.outside += 1;
                    continue;
                };
                mask[row] = true;
                found.persons.push(persons[row]);
                found.years.push(year.into());
                found.starts.push(start);
                numbers.push(month.month);
                for (kept, (_, marks)) in kept_own_bad.iter_mut().zip(&own_bad) {
                    kept.push(marks.value(row));
                }
                for (kept, marks) in kept_bad.iter_mut().zip(&marks) {
                    kept.push(marks.is_some_and(|marks| marks.value(row)));
                }
            }
            let mask = BooleanArray::from(mask);
            let all = own.iter().map(|(_, array)| array).chain(arrays);
            for (kept, array) in kept.iter_mut().zip(all) {
                kept.push(arrow::compute::filter(array, &mask).map_err(|e| Error::internal(e.to_string()))?);
            }
        }
        let names = own.iter().map(|(name, _)| name).chain(&self.asked);
        for (name, parts) in names.zip(&kept) {
            if !parts.is_empty() {
                found.columns.push((name.clone(), concatenated(parts)?));
            }
        }
        let whole = |values: Vec<i64>| Arc::new(Int64Array::from(values)) as ArrayRef;
        found.columns.push(("year".to_owned(), whole(found.years.clone())));
        found.columns.push(("month".to_owned(), whole(numbers)));
        let marked = self.asked.iter().zip(kept_bad).filter(|(_, bad)| bad.contains(&true));
        let of_own = own_bad.into_iter().map(|(id, _)| id).zip(kept_own_bad).filter(|(_, bad)| bad.contains(&true));
        found.bad = marked.chain(of_own).map(|(id, bad)| (id.clone(), BooleanArray::from(bad))).collect();
        Ok(found)
    }
}

/// The parts of a column behind one another. Texts may be numbers of distinct values in some months, and one by one in others.
fn concatenated(parts: &[ArrayRef]) -> Result<ArrayRef> {
    let internal = |e: arrow::error::ArrowError| Error::internal(e.to_string());
    let alike = parts.windows(2).all(|pair| pair[0].data_type() == pair[1].data_type());
    let parts = match alike {
        true => parts.to_vec(),
        false => parts
            .iter()
            .map(|part| arrow::compute::cast(part, &DataType::Utf8).map_err(internal))
            .collect::<Result<Vec<_>>>()?,
    };
    let parts: Vec<&dyn Array> = parts.iter().map(AsRef::as_ref).collect();
    arrow::compute::concat(&parts).map_err(internal)
}

/// The rows of which none of the month columns that a source reads has a value: they are not months of the source.
pub fn without_value<'n>(columns: &[(String, ArrayRef)], names: impl Iterator<Item = &'n str>) -> Vec<u32> {
    let read: Vec<&ArrayRef> =
        names.filter_map(|name| columns.iter().find(|(known, _)| known == name).map(|(_, array)| array)).collect();
    let rows = columns.first().map_or(0, |(_, array)| array.len());
    let is_empty = |row: &u32| read.iter().all(|array| array.is_null(*row as usize));
    (0..rows as u32).filter(is_empty).collect()
}
