//! Rows of members in the generator's files. Events and spells are further rows. In status and wide registers the person's row is changed.
//! Does not write files of other registers (`declared`).

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, UInt64Array, new_null_array};
use arrow::compute::{cast, concat, concat_batches, take};
use arrow::datatypes::{DataType, SchemaRef};
use arrow::error::ArrowError;

use definitions::register::Register;
use engine::registers::shape::{self, RegisterRow};
use foundation::error::{Error, Result};
use sql::ColumnType;

use super::row;

/// A row with a value for every declared column.
pub fn filled(register: &Register, row: &RegisterRow) -> RegisterRow {
    let mut row = row.clone();
    for (id, column) in &register.columns {
        let kind = column.kind.unwrap_or(ColumnType::Text);
        row.values.entry(id.value.clone()).or_insert_with(|| row::default(register, &id.value, kind));
    }
    row
}

/// A batch of a file with rows of members: further rows, or changed ones where a person has one row in the file.
///
/// # Errors
/// An internal error if the columns do not fit together.
pub fn amended(
    batch: RecordBatch,
    register: &Register,
    year: Option<i32>,
    rows: &[&RegisterRow],
) -> Result<RecordBatch> {
    if rows.is_empty() {
        return Ok(batch);
    }
    let failed = |e: ArrowError| Error::internal(format!("register `{}`: {e}", register.id));
    let schema = batch.schema();
    let asked = aligned(&shape::batch(register, year, rows)?, &schema).map_err(failed)?;
    let whole: Vec<RegisterRow> = rows.iter().map(|row| filled(register, row)).collect();
    let whole = shape::batch(register, year, &whole.iter().collect::<Vec<_>>())?;
    let whole = aligned(&whole, &schema).map_err(failed)?;
    if register.kind.has_several_rows() {
        return concat_batches(&schema, [&batch, &whole]).map_err(failed);
    }
    let key = register.person.names_in(year, "");
    let position = schema.fields().iter().position(|field| key.iter().any(|k| k.eq_ignore_ascii_case(field.name())));
    let Some(position) = position else { return Ok(batch) };
    let at: HashMap<&str, u64> = rows.iter().zip(0..).map(|(row, at)| (row.key.as_str(), at)).collect();
    let keys = cast(batch.column(position), &DataType::Utf8).map_err(failed)?;
    let found: Vec<Option<u64>> =
        keys.as_string::<i32>().iter().map(|key| key.and_then(|key| at.get(key).copied())).collect();
    let there: HashSet<u64> = found.iter().flatten().copied().collect();
    let columns = batch.columns().iter().zip(asked.columns());
    let merged = columns.map(|(column, values)| merged(column, values, &found)).collect::<Result<Vec<_>, _>>();
    let merged = merged.and_then(|columns| RecordBatch::try_new(Arc::clone(&schema), columns)).map_err(failed)?;
    let missing = UInt64Array::from_iter_values((0..rows.len() as u64).filter(|at| !there.contains(at)));
    let missing = arrow::compute::take_record_batch(&whole, &missing).map_err(failed)?;
    if missing.num_rows() == 0 {
        return Ok(merged);
    }
    concat_batches(&schema, [&merged, &missing]).map_err(failed)
}

/// A column with other values in some rows, where there are any.
fn merged(column: &ArrayRef, values: &ArrayRef, found: &[Option<u64>]) -> Result<ArrayRef, ArrowError> {
    if values.null_count() == values.len() {
        return Ok(Arc::clone(column));
    }
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
