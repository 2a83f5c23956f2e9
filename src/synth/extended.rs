//! Columns of the generator's files that definitions read and the model of services does not: further codes of a contact,
//! keys of rows to which rows of other registers belong.
//!
//! Owns their names and values. Does not own the generator's columns (`columns`). A column that a modelled variable reads is not added, since
//! its values would change the truth: such a register is written in its declared shape (`declared`).

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray, UInt64Array};
use arrow::compute::{cast, take};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};

use definitions::Definitions;
use definitions::register::{Column, MonthlyWide, Register};
use engine::registers::shape::{self, RegisterRow};
use engine::registers::{OpenFile, OpenRegister};
use foundation::error::{Error, Result};
use sql::ColumnType;

use super::chunk::Chunk;
use super::column_values::Candidates;
use super::modelled::modelled;
use super::rows::{Extract, Part};

/// A column in addition to those of the generator.
#[derive(Debug, Clone)]
pub struct ExtraColumn {
    name: String,
    values: Values,
}

/// The values of a column.
#[derive(Debug, Clone)]
enum Values {
    /// One of these, the same for all rows of a person where the file has one a person.
    OneOf(ArrayRef),
    /// One of these, in some months of some persons.
    Month(ArrayRef, (i32, i64)),
    /// The day of the row.
    Day,
    /// A key of its own for every row.
    Key,
}

/// A file of the generator, and the columns that it lacks.
pub type MissingColumns = (Part, Vec<ExtraColumn>);

/// The columns that a register misses in the generator's files, by file. `None` if a modelled variable reads one of them.
///
/// # Errors
/// Internal errors only.
pub fn missing(definitions: &Definitions, open: &OpenRegister<'_>) -> Result<Option<Vec<MissingColumns>>> {
    let register = open.definition;
    let of_model = read_by_model(definitions, register);
    let candidates = Candidates::of(definitions, register);
    let mut all = Vec::new();
    for file in &open.files {
        let Some(part) = Part::at(&file.file.path) else { return Ok(None) };
        let named = |column: &Column| column.names_in(file.file.year, &file.file.name).first().cloned();
        let mut columns = Vec::new();
        for key in register.row_keys.iter().filter(|key| lacks(file, key)) {
            columns.extend(named(key).map(|name| ExtraColumn { name, values: Values::Key }));
        }
        for (id, column) in register.columns.iter().filter(|(_, column)| lacks(file, column)) {
            let Some(name) = named(column) else { continue };
            if of_model.contains(id.value.as_str()) {
                return Ok(None);
            }
            let is_day = column.time || matches!(column.kind, Some(ColumnType::Date | ColumnType::Yyww));
            let values = match candidates.of_column(&id.value).filter(|_| !is_day) {
                Some(values) => Values::OneOf(stored(register, file, (&id.value, &name), values)?),
                None => Values::Day,
            };
            columns.push(ExtraColumn { name, values });
        }
        columns.extend(missing_months(register, file, &candidates)?);
        all.push((part, columns));
    }
    Ok(Some(all))
}

/// The columns of months that a file does not have.
fn missing_months(register: &Register, file: &OpenFile, candidates: &Candidates) -> Result<Vec<ExtraColumn>> {
    let Some(monthly) = register.kind.monthly().filter(|monthly| monthly.has_years()) else { return Ok(Vec::new()) };
    let known: HashSet<String> = file.schema().fields().iter().map(|field| field.name().to_ascii_lowercase()).collect();
    let mut columns = Vec::new();
    for (id, column) in &monthly.months {
        let Some(first) = register.covers.years().first().map(|year| (*year, 1)) else { continue };
        let row = |value: &toml::Value| {
            let values = [(id.value.clone(), value.clone())].into();
            RegisterRow { months: [(first, values)].into(), ..RegisterRow::default() }
        };
        let rows: Vec<RegisterRow> = candidates.of_month(&id.value).iter().map(row).collect();
        let batch = shape::batch(register, file.file.year, &rows.iter().collect::<Vec<_>>())?;
        let Some(values) = batch.column_by_name(&MonthlyWide::name(column, first.0, first.1)) else { continue };
        let months = register.covers.years().into_iter().flat_map(|year| (1..=12).map(move |month| (year, month)));
        let named = months.map(|(year, month)| (MonthlyWide::name(column, year, month), (year, month)));
        let lacking = named.filter(|(name, _)| !known.contains(&name.to_ascii_lowercase()));
        columns.extend(lacking.map(|(name, at)| ExtraColumn { name, values: Values::Month(Arc::clone(values), at) }));
    }
    Ok(columns)
}

/// Whether a file has none of a column's names.
fn lacks(file: &OpenFile, column: &Column) -> bool {
    let schema = file.schema();
    let names = column.names_in(file.file.year, &file.file.name);
    !names.iter().any(|name| schema.fields().iter().any(|field| field.name().eq_ignore_ascii_case(name)))
}

/// The columns of a register that modelled variables, or the register's own condition, read.
fn read_by_model<'d>(definitions: &'d Definitions, register: &'d Register) -> HashSet<&'d str> {
    let modelled = modelled(definitions);
    let variables = definitions.variables.iter().filter(|variable| modelled.contains(variable.id.value.as_str()));
    let sources = variables.flat_map(|variable| &variable.from);
    let sources = sources.filter(|source| source.register.value == register.id.value);
    let read = sources.flat_map(|source| source.filter.iter().chain(&source.value.of)).chain(&register.filter);
    read.flat_map(|expression| &expression.columns).map(String::as_str).collect()
}

/// Values as a file stores them. The last one, which says nothing, stands for half of the rows.
fn stored(register: &Register, file: &OpenFile, (id, name): (&str, &str), values: &[toml::Value]) -> Result<ArrayRef> {
    let plain = values.last().into_iter().cycle().take(values.len().saturating_sub(1));
    let row = |value: &toml::Value| {
        let values = [(id.to_owned(), value.clone())].into();
        RegisterRow { values, ..RegisterRow::default() }
    };
    let rows: Vec<RegisterRow> = values.iter().chain(plain).map(row).collect();
    let batch = shape::batch(register, file.file.year, &rows.iter().collect::<Vec<_>>())?;
    let found = batch.column_by_name(name).cloned();
    found.ok_or_else(|| Error::internal(format!("register `{}` has no column `{name}`", register.id)))
}

/// A schema with further columns.
pub fn schema(schema: &SchemaRef, columns: &[ExtraColumn]) -> SchemaRef {
    let day = schema.fields().iter().find(|field| is_day(field)).map_or(DataType::Date32, |f| f.data_type().clone());
    let added = columns.iter().map(|column| match &column.values {
        Values::OneOf(values) | Values::Month(values, _) => Field::new(&column.name, values.data_type().clone(), true),
        Values::Day => Field::new(&column.name, day.clone(), true),
        Values::Key => Field::new(&column.name, DataType::Utf8, true),
    });
    Arc::new(Schema::new(schema.fields().iter().map(|field| (**field).clone()).chain(added).collect::<Vec<_>>()))
}

fn is_day(field: &Field) -> bool {
    matches!(field.data_type(), DataType::Date32 | DataType::Timestamp(..))
}

/// A batch of a file with its further columns. `before` is the number of rows that the file already has.
///
/// # Errors
/// An internal error if the columns do not fit together.
pub fn with_columns(
    batch: RecordBatch,
    (part, chunk): (Part, &Chunk),
    columns: &[ExtraColumn],
    before: u64,
) -> Result<RecordBatch> {
    if columns.is_empty() {
        return Ok(batch);
    }
    let failed = |e: arrow::error::ArrowError| Error::internal(format!("{}: {e}", part.name()));
    let own = batch.schema();
    let schema = schema(&own, columns);
    let persons = batch.column(0).as_string_opt::<i32>();
    let of_person = |row: usize| persons.filter(|keys| keys.is_valid(row)).map_or("", |keys| keys.value(row));
    let mut months = Months { by_year: BTreeMap::new(), persons, members: &chunk.members };
    for column in columns {
        if let Values::Month(_, (year, _)) = column.values {
            months.draw(year, batch.num_rows());
        }
    }
    let mut arrays = batch.columns().to_vec();
    for (column, field) in columns.iter().zip(schema.fields().iter().skip(arrays.len())) {
        let array: ArrayRef = match &column.values {
            Values::OneOf(values) => {
                let number = |row: usize| if part.extract == Extract::Bef { 0 } else { before + row as u64 };
                let drawn = (0..batch.num_rows()).map(|row| mixed(&column.name, of_person(row), number(row)));
                let drawn = UInt64Array::from_iter_values(drawn.map(|drawn| drawn % values.len() as u64));
                take(values, &drawn, None).map_err(failed)?
            }
            Values::Month(values, (year, month)) => {
                let value = |row: usize| {
                    let drawn = *months.of(*year).get(row)?;
                    let (first, length) = ((drawn >> 8) % 12 + 1, (drawn >> 16) % 12);
                    let holds = (first..=first + length).contains(&month.cast_unsigned());
                    (drawn % 10 < EMPLOYED && holds).then(|| (drawn >> 24) % values.len() as u64)
                };
                let drawn = UInt64Array::from_iter((0..batch.num_rows()).map(value));
                take(values, &drawn, None).map_err(failed)?
            }
            Values::Day => {
                let day = own.fields().iter().position(|field| is_day(field));
                let day = day.map(|day| cast(batch.column(day), field.data_type())).transpose().map_err(failed)?;
                day.unwrap_or_else(|| arrow::array::new_null_array(field.data_type(), batch.num_rows()))
            }
            Values::Key => {
                let period = part.year.unwrap_or(0) * 100 + part.month.map_or(0, u32::cast_signed);
                let keys = (before..).take(batch.num_rows()).map(|number| format!("{period}{number:09}"));
                Arc::new(StringArray::from_iter_values(keys))
            }
        };
        arrays.push(array);
    }
    RecordBatch::try_new(schema, arrays).map_err(failed)
}

/// Persons in ten who have months in a year.
const EMPLOYED: u64 = 4;

/// What decides the months of a year, by row.
struct Months<'a> {
    by_year: BTreeMap<i32, Vec<u64>>,
    persons: Option<&'a StringArray>,
    members: &'a HashSet<String>,
}

impl Months<'_> {
    fn draw(&mut self, year: i32, rows: usize) {
        let (persons, members) = (self.persons, self.members);
        let of_row = |row: usize| {
            let person = persons.filter(|keys| keys.is_valid(row)).map_or("", |keys| keys.value(row));
            // Members have planted months alone.
            if members.contains(person) { NO_MONTHS } else { mixed("months", person, u64::from(year.unsigned_abs())) }
        };
        self.by_year.entry(year).or_insert_with(|| (0..rows).map(of_row).collect());
    }

    fn of(&self, year: i32) -> &[u64] {
        self.by_year.get(&year).map_or(&[], Vec::as_slice)
    }
}

/// A number that gives no months.
const NO_MONTHS: u64 = 9;

/// A number for a column and a row of a person, without an order.
fn mixed(column: &str, person: &str, row: u64) -> u64 {
    let bytes = column.bytes().chain(person.bytes()).chain(row.to_le_bytes());
    let mut mixed =
        bytes.fold(0xCBF2_9CE4_8422_2325, |mixed: u64, byte| (mixed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3));
    mixed ^= mixed >> 29;
    mixed = mixed.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed ^ (mixed >> 32)
}
