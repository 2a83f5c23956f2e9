//! Rewriting of a finished file, as bytes or as a table. Tables are rewritten batch by batch in bounded memory.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, RecordBatch, UInt64Array};
use arrow::compute::{cast, concat, take};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use foundation::error::{Error, Result};
use foundation::staging::StagedFile;
use release::knowledge::parquet::properties;

/// Rows per batch.
const BATCH_ROWS: usize = 4096;

/// Changes a file's bytes.
///
/// # Errors
/// A file that can't be read or written.
pub fn bytes(path: &Path, change: impl FnOnce(&mut Vec<u8>)) -> Result<()> {
    let mut bytes = std::fs::read(path).map_err(|e| Error::output(path, e))?;
    change(&mut bytes);
    std::fs::write(path, bytes).map_err(|e| Error::output(path, e))
}

/// Changes a file's columns and rows.
///
/// # Errors
/// A file that can't be read or written.
pub fn table(path: &Path, change: &dyn Fn(&mut Table)) -> Result<()> {
    let failed = |e: &dyn std::fmt::Display| Error::output(path, e);
    let file = File::open(path).map_err(|e| failed(&e))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| failed(&e))?;
    let empty = RecordBatch::new_empty(Arc::clone(builder.schema()));
    let reader = builder.with_batch_size(BATCH_ROWS).build().map_err(|e| failed(&e))?;
    let mut writer = None;
    let mut first = true;
    // The empty batch at the end covers files without rows.
    for batch in reader.chain(std::iter::once(Ok(empty))) {
        let mut table = Table::of(&batch.map_err(|e| failed(&e))?, first);
        first = false;
        change(&mut table);
        let batch = table.batch().map_err(|e| failed(&e))?;
        let writer = match &mut writer {
            Some(writer) => writer,
            None => {
                let file = StagedFile::at(path).map_err(|e| failed(&e))?;
                let opened = ArrowWriter::try_new(file, batch.schema(), Some(properties()));
                writer.insert(opened.map_err(|e| failed(&e))?)
            }
        };
        writer.write(&batch).map_err(|e| failed(&e))?;
    }
    // Without a batch there is nothing to write.
    writer.map_or(Ok(()), |writer| put(writer, path))
}

/// Maps each batch to its replacement. The last call has no batch and may add rows.
type Change<'a> = &'a mut dyn FnMut(Option<RecordBatch>, &SchemaRef) -> Result<Option<RecordBatch>, ArrowError>;

/// Changes a file's rows and keeps its columns.
///
/// # Errors
/// A file that can't be read or written.
pub fn rows(path: &Path, change: Change<'_>) -> Result<()> {
    let failed = |e: &dyn std::fmt::Display| Error::output(path, e);
    let file = File::open(path).map_err(|e| failed(&e))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| failed(&e))?;
    let schema = Arc::clone(builder.schema());
    let file = StagedFile::at(path).map_err(|e| failed(&e))?;
    let mut writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties())).map_err(|e| failed(&e))?;
    let reader = builder.with_batch_size(BATCH_ROWS).build().map_err(|e| failed(&e))?;
    for batch in reader.map(Some).chain(std::iter::once(None)) {
        let batch = batch.transpose().map_err(|e| failed(&e))?;
        if let Some(batch) = change(batch, &schema).map_err(|e| failed(&e))? {
            writer.write(&batch).map_err(|e| failed(&e))?;
        }
    }
    put(writer, path)
}

fn put(writer: ArrowWriter<StagedFile>, path: &Path) -> Result<()> {
    let file = writer.into_inner().map_err(|e| Error::output(path, e))?;
    file.put(path).map_err(|e| Error::output(path, e))
}

/// A batch of a file. Changes of single rows apply to the file's first rows.
pub struct Table {
    columns: Vec<(String, ArrayRef)>,
    first: bool,
    error: Option<ArrowError>,
}

impl Table {
    fn of(batch: &RecordBatch, first: bool) -> Table {
        let schema = batch.schema();
        let names = schema.fields().iter().map(|field| field.name().clone());
        Table { columns: names.zip(batch.columns().iter().cloned()).collect(), first, error: None }
    }

    fn batch(self) -> Result<RecordBatch, ArrowError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let field = |(name, array): &(String, ArrayRef)| Field::new(name, array.data_type().clone(), true);
        let schema = Arc::new(Schema::new(self.columns.iter().map(field).collect::<Vec<_>>()));
        RecordBatch::try_new(schema, self.columns.into_iter().map(|(_, array)| array).collect())
    }

    fn height(&self) -> usize {
        self.columns.first().map_or(0, |(_, array)| array.len())
    }

    /// A column.
    pub fn get(&self, name: &str) -> ArrayRef {
        let found = self.columns.iter().find(|(known, _)| known == name);
        found.map_or_else(|| arrow::array::new_empty_array(&DataType::Null), |(_, array)| Arc::clone(array))
    }

    fn try_map(&mut self, name: &str, change: impl FnOnce(&ArrayRef) -> Result<ArrayRef, ArrowError>) {
        let Some((_, column)) = self.columns.iter_mut().find(|(known, _)| known == name) else { return };
        match change(column) {
            Ok(changed) => *column = changed,
            Err(error) => self.error = Some(error),
        }
    }

    /// Adds a column that is not there.
    pub fn add(&mut self, name: &str, array: ArrayRef) {
        if !self.columns.iter().any(|(known, _)| known.eq_ignore_ascii_case(name)) {
            self.columns.push((name.to_owned(), array));
        }
    }

    /// Maps a column.
    pub fn map(&mut self, name: &str, change: impl FnOnce(&ArrayRef) -> ArrayRef) {
        self.try_map(name, |array| Ok(change(array)));
    }

    /// Casts a column.
    pub fn cast(&mut self, name: &str, to: &DataType) {
        self.try_map(name, |array| cast(array, to));
    }

    /// Removes a column.
    pub fn remove(&mut self, name: &str) {
        self.columns.retain(|(known, _)| known != name);
    }

    /// Renames a column.
    pub fn rename(&mut self, name: &str, other: &str) {
        self.columns.iter_mut().filter(|(known, _)| known == name).for_each(|(known, _)| other.clone_into(known));
    }

    /// Duplicates a column under another name.
    pub fn duplicate(&mut self, name: &str, other: &str) {
        self.columns.push((other.to_owned(), self.get(name)));
    }

    /// Sets the first `rows` values of a column to null. `usize::MAX` means all rows of the file.
    pub fn set_null(&mut self, name: &str, rows: usize) {
        if self.first || rows == usize::MAX {
            let keep = (0..self.height()).map(|row| (row >= rows).then_some(row as u64));
            let keep = UInt64Array::from_iter(keep);
            self.try_map(name, |array| take(array, &keep, None));
        }
    }

    /// Replaces the first values of a column.
    pub fn set_first(&mut self, name: &str, values: &dyn Array) {
        if self.first && self.height() >= values.len() {
            self.try_map(name, |array| {
                let values = cast(values, array.data_type())?;
                concat(&[&values, &array.slice(values.len(), array.len() - values.len())])
            });
        }
    }

    /// Removes the first `without` rows and repeats the first `twice`. `without = usize::MAX` removes all rows of the file.
    pub fn repeat_rows(&mut self, without: usize, twice: usize) {
        if !self.first && without != usize::MAX {
            return;
        }
        let height = self.height();
        let rows = (0..twice.min(height)).chain(without.min(height)..height);
        let rows = UInt64Array::from_iter_values(rows.map(|row| row as u64));
        let names: Vec<String> = self.columns.iter().map(|(name, _)| name.clone()).collect();
        names.iter().for_each(|name| self.try_map(name, |array| take(array, &rows, None)));
    }
}
