//! A batch of a result, with its columns as the types that the script gives them.

use std::fs::File;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Date32Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Date32Type, Int64Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::{AGAIN, ResultFile, ScriptedRegister};
use crate::registers::KeyType;
use crate::registers::stored_type::{is_text, plain};
use foundation::error::{Error, Kind, Result};

/// Rows of a batch.
const ROWS: usize = 65_536;

/// A batch of one file of a result.
pub struct ResultBatch<'a> {
    file: &'a ResultFile,
    batch: RecordBatch,
}

impl ResultFile {
    fn open(&self) -> Result<ParquetRecordBatchReaderBuilder<File>> {
        let damaged = |reason: String| self.wrong(format!("not readable as Parquet: {reason}"));
        let handle = File::open(&self.path).map_err(|e| damaged(e.to_string()))?;
        ParquetRecordBatchReaderBuilder::try_new(handle).map_err(|e| damaged(e.to_string()))
    }

    /// The number of row groups.
    ///
    /// # Errors
    /// Damage.
    pub fn row_groups(&self) -> Result<usize> {
        Ok(self.open()?.metadata().num_row_groups())
    }

    /// Reads a file batch by batch.
    ///
    /// # Errors
    /// Damage, rows of another script, or what `each` returns.
    pub fn read(&self, scripted: &ScriptedRegister, each: impl FnMut(&ResultBatch<'_>) -> Result<()>) -> Result<()> {
        let builder = self.open()?;
        self.read_from(builder, scripted, each)
    }

    /// Reads one row group batch by batch.
    ///
    /// # Errors
    /// Damage, rows of another script, or what `each` returns.
    pub fn read_group(
        &self,
        row_group: usize,
        scripted: &ScriptedRegister,
        each: impl FnMut(&ResultBatch<'_>) -> Result<()>,
    ) -> Result<()> {
        let builder = self.open()?.with_row_groups(vec![row_group]);
        self.read_from(builder, scripted, each)
    }

    fn read_from(
        &self,
        builder: ParquetRecordBatchReaderBuilder<File>,
        scripted: &ScriptedRegister,
        mut each: impl FnMut(&ResultBatch<'_>) -> Result<()>,
    ) -> Result<()> {
        let damaged = |reason: String| self.wrong(format!("not readable as Parquet: {reason}"));
        let reader = builder.with_batch_size(ROWS).build().map_err(|e| damaged(e.to_string()))?;
        for batch in reader {
            let batch = ResultBatch { file: self, batch: batch.map_err(|e| damaged(e.to_string()))? };
            let scripts = batch.texts("script")?;
            if scripts.iter().any(|script| script != Some(scripted.hash.as_str())) {
                return Err(self.wrong("holds rows of another script than the one in the folder"));
            }
            each(&batch)?;
        }
        Ok(())
    }

    /// How many rows the file has, and the program that wrote it, as its footer says.
    ///
    /// # Errors
    /// Damage.
    pub fn footer(&self) -> Result<(u64, String)> {
        let damaged = |reason: String| self.wrong(format!("not readable as Parquet: {reason}"));
        let builder = self.open()?;
        let footer = builder.metadata().file_metadata();
        let rows = u64::try_from(footer.num_rows()).map_err(|_| damaged("a negative number of rows".to_owned()))?;
        Ok((rows, footer.created_by().map_or_else(|| "unnamed".to_owned(), ToOwned::to_owned)))
    }

    /// An error of this file.
    pub fn wrong(&self, reason: impl std::fmt::Display) -> Error {
        Error::at(Kind::Extract, &self.name, reason, AGAIN)
    }
}

impl ResultBatch<'_> {
    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.batch.num_rows()
    }

    /// An error of the batch's file.
    pub fn wrong(&self, reason: impl std::fmt::Display) -> Error {
        self.file.wrong(reason)
    }

    fn column(&self, name: &str) -> Result<&ArrayRef> {
        self.batch.column_by_name(name).ok_or_else(|| self.wrong(format!("no column `{name}`")))
    }

    pub(super) fn cast(&self, name: &str, fits: impl Fn(&DataType) -> bool, to: &DataType) -> Result<ArrayRef> {
        let array = self.column(name)?;
        let found = plain(array.data_type());
        if !fits(found) && found != &DataType::Null {
            return Err(self.wrong(format!("column `{name}` is of another type than the script gives it")));
        }
        let cast = arrow::compute::cast(array, to).map_err(|_| self.wrong(format!("column `{name}` can't be read")))?;
        // A number that does not fit becomes null.
        if cast.logical_null_count() != array.logical_null_count() {
            return Err(self.wrong(format!("column `{name}` holds numbers beyond 64 bits")));
        }
        Ok(cast)
    }

    /// Whole numbers, or null.
    ///
    /// # Errors
    /// No such column, one of another type, or the least number, which would read as a missing value.
    pub fn integers(&self, name: &str) -> Result<Int64Array> {
        let whole = |found: &DataType| match found {
            DataType::Decimal128(_, scale) => *scale == 0,
            found => found.is_integer(),
        };
        let numbers = self.cast(name, whole, &DataType::Int64)?.as_primitive::<Int64Type>().clone();
        if numbers.iter().flatten().any(|number| number == i64::MIN) {
            return Err(self.wrong(format!("column `{name}` holds a number that is too large")));
        }
        Ok(numbers)
    }

    /// Counts: whole numbers, at least 0.
    ///
    /// # Errors
    /// No such column, one of another type, nulls or negative numbers.
    pub fn counts(&self, name: &str) -> Result<Vec<u64>> {
        let counts = self.integers(name)?;
        let count = |count: Option<i64>| count.and_then(|count| u64::try_from(count).ok());
        let counts: Option<Vec<u64>> = counts.iter().map(count).collect();
        counts.ok_or_else(|| self.wrong(format!("column `{name}` holds something else than counts")))
    }

    /// Years, or null.
    ///
    /// # Errors
    /// No such column, one of another type, or numbers that are not years.
    pub fn years(&self, name: &str) -> Result<Vec<Option<i16>>> {
        let years = self.integers(name)?;
        let year = |year: Option<i64>| year.map(i16::try_from).transpose();
        let years: std::result::Result<Vec<_>, _> = years.iter().map(year).collect();
        years.map_err(|_| self.wrong(format!("column `{name}` holds something else than years")))
    }

    /// Texts, or null.
    ///
    /// # Errors
    /// No such column, or one of another type.
    pub fn texts(&self, name: &str) -> Result<StringArray> {
        Ok(self.cast(name, is_text, &DataType::Utf8)?.as_string::<i32>().clone())
    }

    /// Days, or null.
    ///
    /// # Errors
    /// No such column, or one of another type.
    pub fn days(&self, name: &str) -> Result<Date32Array> {
        let dates = |found: &DataType| matches!(found, DataType::Date32);
        Ok(self.cast(name, dates, &DataType::Date32)?.as_primitive::<Date32Type>().clone())
    }

    /// Truth values, or null.
    ///
    /// # Errors
    /// No such column, or one of another type.
    pub fn truths(&self, name: &str) -> Result<BooleanArray> {
        let truths = |found: &DataType| found == &DataType::Boolean;
        Ok(self.cast(name, truths, &DataType::Boolean)?.as_boolean().clone())
    }

    /// Persons' keys, or null where rows have no person.
    ///
    /// # Errors
    /// No such column, or one of another type.
    pub fn keys(&self, kind: KeyType) -> Result<ArrayRef> {
        match kind {
            KeyType::Integer => self.cast("person", DataType::is_integer, &DataType::Int64),
            KeyType::Text => self.cast("person", is_text, &DataType::Utf8),
        }
    }
}
