//! Reads the rows of a file for a join: the keys of all rows, and the columns of those that are wanted.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, RecordBatch, UInt32Array};
use arrow::compute::filter_record_batch;
use arrow::datatypes::{DataType, Field, Schema};

use super::blocks::concatenated;
use super::keys::JoinKey;
use crate::registers::typed_batch::TypedBatch;
use crate::registers::{Fault, NullRule, OpenFile, OpenRegister, Projection};
use foundation::error::{Error, Result};

/// Rows of a block: enough that each part of it is large.
const BLOCK_ROWS: u64 = 1 << 20;

/// The rows that a key has chosen in a row group, in order.
#[derive(Debug)]
pub struct KeyedRowIds<K> {
    /// The keys of the join.
    pub keys: Vec<K>,
    /// The persons, of registers that have them.
    pub persons: Vec<u32>,
}

/// The columns of a file that are read for a join.
pub struct FileColumns {
    /// The keys that choose rows.
    pub keys: Vec<Projection>,
    /// The columns of the rows chosen.
    pub columns: Vec<Projection>,
    /// Whether the persons of rows are known, and are the first column of what is put.
    pub has_persons: bool,
}

/// Stretches of row groups that are read together, of every file of a register that `is_read`.
pub fn stretches<'f>(
    open: &'f OpenRegister<'_>,
    is_read: impl Fn(&OpenFile) -> bool,
) -> Vec<(&'f OpenFile, Range<usize>)> {
    let mut all = Vec::new();
    for file in open.files.iter().filter(|file| is_read(file)) {
        let (mut first, mut rows) = (0, 0);
        for group in 0..file.row_groups() {
            rows += file.rows_of(group);
            if rows >= BLOCK_ROWS || group + 1 == file.row_groups() {
                all.push((file, first..group + 1));
                (first, rows) = (group + 1, 0);
            }
        }
    }
    all
}

/// Reads a stretch of row groups. `choose` gets the row group and its keys, says which rows are wanted, and appends their keys; `keep` gets
/// these and their columns, behind the persons if there are any, batch by batch, and says which of them are kept, all if `None`; `put` gets the
/// rows kept with their columns, which may be none; `lost` gets the keys of bad rows among those wanted; `done` gets the number of rows read.
///
/// # Errors
/// Damage, nulls where there must be none, or what the functions return.
pub fn read<K: JoinKey>(
    (file, groups): (&OpenFile, Range<usize>),
    of_file: &FileColumns,
    mut choose: impl FnMut(usize, &[ArrayRef], &mut KeyedRowIds<K>) -> Result<BooleanArray>,
    mut keep: impl FnMut(&[K], &RecordBatch) -> Result<Option<BooleanArray>>,
    mut put: impl FnMut(Vec<K>, Option<RecordBatch>) -> Result<()>,
    mut lost: impl FnMut(K),
    done: impl Fn(u64) -> Result<()>,
) -> Result<()> {
    let FileColumns { keys, columns, has_persons } = of_file;
    let mut gathered: Vec<K> = Vec::new();
    let mut batches: Vec<RecordBatch> = Vec::new();
    for group in groups {
        // What the keys say is needed by the rows, and both are read in turns.
        let chosen = RefCell::new(KeyedRowIds { keys: Vec::new(), persons: Vec::new() });
        let mut read = 0;
        let choose = |arrays: &[ArrayRef]| choose(group, arrays, &mut chosen.borrow_mut());
        file.read_chosen::<Error>(group, keys, columns, choose, |rows, typed| {
            let chosen = chosen.borrow();
            let mut keys = chosen.keys[read..read + rows].to_vec();
            let mut persons = if *has_persons { chosen.persons[read..read + rows].to_vec() } else { Vec::new() };
            read += rows;
            let Some(TypedBatch { mut batch, kept }) = typed else { return Ok(()) };
            if let Some(kept) = kept {
                keys.iter().zip(kept.values()).filter(|(_, kept)| !kept).for_each(|(key, _)| lost(*key));
                retain(&mut keys, &kept);
                retain(&mut persons, &kept);
            }
            if let Some(sound) = sound(file, group, columns, &batch)? {
                keys.iter().zip(sound.values()).filter(|(_, sound)| !sound).for_each(|(key, _)| lost(*key));
                retain(&mut keys, &sound);
                retain(&mut persons, &sound);
                batch = filtered(&batch, &sound)?;
            }
            if *has_persons {
                batch = with_persons(&batch, persons)?;
            }
            if let Some(kept) = keep(&keys, &batch)? {
                retain(&mut keys, &kept);
                batch = filtered(&batch, &kept)?;
            }
            gathered.extend(keys);
            if batch.num_columns() > 0 {
                batches.push(batch);
            }
            if gathered.len() as u64 >= BLOCK_ROWS {
                put(std::mem::take(&mut gathered), concatenated(std::mem::take(&mut batches))?)?;
            }
            Ok(())
        })?;
        done(file.rows_of(group))?;
    }
    // What came before can have ended with a whole block: no rows have no columns that SQL could read.
    if gathered.is_empty() { Ok(()) } else { put(gathered, concatenated(batches)?) }
}

/// The rows of a batch that are kept.
///
/// # Errors
/// Internal errors only.
pub fn filtered(batch: &RecordBatch, kept: &BooleanArray) -> Result<RecordBatch> {
    filter_record_batch(batch, kept).map_err(|e| Error::internal(e.to_string()))
}

fn retain<T>(values: &mut Vec<T>, kept: &BooleanArray) {
    let mut kept = kept.values().iter();
    values.retain(|_| kept.next() == Some(true));
}

/// Which rows have all values that a row needs, where some have not: a fault of extracts whose bad rows are refused.
fn sound(file: &OpenFile, group: usize, columns: &[Projection], batch: &RecordBatch) -> Result<Option<BooleanArray>> {
    let mut sound: Option<BooleanArray> = None;
    for (column, array) in columns.iter().zip(batch.columns()).filter(|(column, _)| column.need == NullRule::Value) {
        let count = array.logical_null_count();
        if count == 0 {
            continue;
        }
        let fault = file.fault(Fault::MissingRequired { count });
        file.faults.meet(fault.in_row_group(group).in_column(&column.name))?;
        let valid = arrow::compute::is_not_null(array).map_err(|e| Error::internal(e.to_string()))?;
        sound = Some(match sound {
            Some(others) => arrow::compute::and(&others, &valid).map_err(|e| Error::internal(e.to_string()))?,
            None => valid,
        });
    }
    Ok(sound)
}

/// A batch with the persons of its rows as the first column.
fn with_persons(batch: &RecordBatch, persons: Vec<u32>) -> Result<RecordBatch> {
    let mut fields = vec![Arc::new(Field::new("person", DataType::UInt32, true))];
    fields.extend(batch.schema_ref().fields().iter().cloned());
    let mut columns: Vec<ArrayRef> = vec![Arc::new(UInt32Array::from(persons))];
    columns.extend(batch.columns().iter().cloned());
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(|e| Error::internal(e.to_string()))
}
