//! A small share of bad rows, as every delivery has: without a key, with a blank one, or without a day. They are further rows, far below
//! the share that a register drops by default, so that the planted truth holds.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray, new_null_array};
use arrow::compute::concat;
use arrow::datatypes::DataType;

use foundation::error::{Error, Result};

use super::chunk;
use super::rows::Extract;

/// Rows of a file for each bad one.
const ONE_IN: u64 = 5000;

/// Keys of rows in the generator's files.
const KEYS: [&str; 2] = ["RECNUM", "DW_EK_KONTAKT"];

/// A batch of a file's rows with the bad ones that are due after it. `before` is the number of sound rows that the file already has.
///
/// # Errors
/// An internal error if the columns do not fit together.
pub fn with_bad_rows(batch: RecordBatch, extract: Extract, before: u64, seed: u64) -> Result<RecordBatch> {
    let rows = batch.num_rows() as u64;
    let due = before / ONE_IN + 1..=(before + rows) / ONE_IN;
    let mut batches = vec![batch];
    for number in due {
        let bad = bad_row(&batches[0].slice(0, 1), extract, number, seed)?;
        batches.push(bad);
    }
    let schema = batches[0].schema();
    let columns = (0..schema.fields().len()).map(|column| {
        let parts: Vec<&dyn Array> = batches.iter().map(|batch| batch.column(column).as_ref()).collect();
        concat(&parts)
    });
    let columns = columns.collect::<Result<Vec<_>, _>>();
    columns
        .and_then(|columns| RecordBatch::try_new(schema, columns))
        .map_err(|e| Error::internal(format!("bad rows: {e}")))
}

/// A row as a bad one: in turn without a key, with a blank key, and of a person outside the population without a first day.
fn bad_row(row: &RecordBatch, extract: Extract, number: u64, seed: u64) -> Result<RecordBatch> {
    let schema = row.schema();
    // An unmatched key in the population is a person, and statuses and weeks have no day.
    let has_day = !matches!(extract, Extract::Bef | Extract::Ind | Extract::Dream | Extract::Udda);
    let key: ArrayRef = match number % 3 {
        0 if has_day => Arc::new(StringArray::from(vec![chunk::unmatched_key(seed, number)])),
        0 | 1 => new_null_array(&DataType::Utf8, 1),
        _ => Arc::new(StringArray::from(vec![" "])),
    };
    let without_day = number.is_multiple_of(3) && has_day;
    let mut first = without_day;
    let columns = schema.fields().iter().zip(row.columns()).enumerate().map(|(at, (field, column))| {
        if at == 0 {
            return Arc::clone(&key);
        }
        // The first column is the person's key or, of visits, that of their contact.
        if KEYS.contains(&field.name().as_str()) {
            // No row of another register belongs to it.
            return Arc::new(StringArray::from(vec![format!("9999{number:09}")]));
        }
        let is_day =
            matches!(field.data_type(), DataType::Date32 | DataType::Timestamp(..)) || field.name() == "HONUGE";
        if !(first && is_day) {
            return Arc::clone(column);
        }
        first = false;
        match column.as_string_opt::<i32>() {
            Some(_) => Arc::new(StringArray::from(vec!["0000"])),
            None => new_null_array(field.data_type(), 1),
        }
    });
    let columns = columns.collect();
    RecordBatch::try_new(schema, columns).map_err(|e| Error::internal(format!("a bad row: {e}")))
}
