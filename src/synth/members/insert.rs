//! Inserts members' rows into the generator's extracts. Events and spells are appended. In status and weekly registers the
//! person's existing row is changed. Does not write files of other registers (`declared`).

use std::collections::HashMap;
use std::path::Path;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, UInt64Array, new_null_array};
use arrow::compute::{cast, concat, take};
use arrow::datatypes::{DataType, SchemaRef};
use arrow::error::ArrowError;

use definitions::register::Register;
use engine::registers::Extracts;
use engine::registers::shape::{self, RegisterRow};
use foundation::error::Result;
use foundation::words::RegisterKind;
use sql::ColumnType;

use super::rows;
use crate::rewrite;

/// Adds rows to the registers of a folder.
///
/// # Errors
/// A file that cannot be read or written.
pub fn insert(folder: &Path, rows: &[(&Register, Vec<RegisterRow>)]) -> Result<()> {
    let extracts = Extracts::list(folder)?.allowing_empty();
    for (register, rows) in rows {
        for file in &extracts.open(register)?.files {
            let year = file.file.year;
            let of_file: Vec<&RegisterRow> =
                rows.iter().filter(|row| year.is_none() || row.year == year || row.year.is_none()).collect();
            if !of_file.is_empty() {
                amend(&file.file.path, register, year, &of_file)?;
            }
        }
    }
    Ok(())
}

/// A row with a value for every declared column.
pub fn filled(register: &Register, row: &RegisterRow) -> RegisterRow {
    let mut row = row.clone();
    for (id, column) in &register.columns {
        let kind = column.kind.unwrap_or(ColumnType::Text);
        row.values.entry(id.value.clone()).or_insert_with(|| rows::default(register, &id.value, kind));
    }
    row
}

/// Adds rows to a file.
fn amend(path: &Path, register: &Register, year: Option<i32>, rows: &[&RegisterRow]) -> Result<()> {
    let once_a_person = matches!(register.kind.word(), RegisterKind::Status | RegisterKind::WeeklyWide);
    let key = register.person.names_in(year, "");
    let asked = shape::batch(register, year, rows)?;
    let whole: Vec<RegisterRow> = rows.iter().map(|row| filled(register, row)).collect();
    let whole = shape::batch(register, year, &whole.iter().collect::<Vec<_>>())?;
    let at: HashMap<&str, u64> = rows.iter().zip(0..).map(|(row, at)| (row.key.as_str(), at)).collect();
    let mut there = vec![false; rows.len()];
    rewrite::rows(path, &mut |batch, schema| {
        let Some(batch) = batch else {
            let missing = there.iter().zip(0u64..).filter(|(there, _)| !**there).map(|(_, at)| at);
            let missing = UInt64Array::from_iter_values(missing);
            let rows = arrow::compute::take_record_batch(&aligned(&whole, schema)?, &missing)?;
            return Ok(Some(rows).filter(|rows| rows.num_rows() > 0));
        };
        let position =
            schema.fields().iter().position(|field| key.iter().any(|k| k.eq_ignore_ascii_case(field.name())));
        let (Some(position), true) = (position, once_a_person) else { return Ok(Some(batch)) };
        let keys = cast(batch.column(position), &DataType::Utf8)?;
        let found: Vec<Option<u64>> =
            keys.as_string::<i32>().iter().map(|key| key.and_then(|key| at.get(key).copied())).collect();
        let seen = found.iter().flatten().filter_map(|at| usize::try_from(*at).ok());
        seen.for_each(|at| there.iter_mut().skip(at).take(1).for_each(|there| *there = true));
        if found.iter().all(Option::is_none) {
            return Ok(Some(batch));
        }
        let asked = aligned(&asked, schema)?;
        let columns = batch.columns().iter().zip(asked.columns());
        let merged = columns.map(|(column, values)| merged(column, values, &found)).collect::<Result<Vec<_>, _>>()?;
        RecordBatch::try_new(SchemaRef::clone(schema), merged).map(Some)
    })
}

/// A column with other values in some rows, where there are any.
fn merged(column: &ArrayRef, values: &ArrayRef, found: &[Option<u64>]) -> Result<ArrayRef, ArrowError> {
    let height = column.len() as u64;
    let valid = |at: &u64| usize::try_from(*at).is_ok_and(|at| values.is_valid(at));
    let from = found.iter().zip(0u64..).map(|(at, row)| at.filter(valid).map_or(row, |at| height + at));
    take(&concat(&[column, values])?, &UInt64Array::from_iter_values(from), None)
}

/// Rows as a file's columns, whatever their order and types; null in those that the definition does not name.
pub fn aligned(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    let names = batch.schema();
    let column = |name: &str| {
        let position = names.fields().iter().position(|field| field.name().eq_ignore_ascii_case(name));
        position.map(|position| batch.column(position))
    };
    let columns = schema.fields().iter().map(|field| match column(field.name()) {
        Some(array) => cast(array, field.data_type()),
        None => Ok(new_null_array(field.data_type(), batch.num_rows())),
    });
    RecordBatch::try_new(SchemaRef::clone(schema), columns.collect::<Result<Vec<_>, _>>()?)
}
