//! A batch of rows of the population, deaths or migration, and where it comes from.

use arrow::array::{Array, ArrayRef, RecordBatch};

use crate::registers::error::ExtractError;
use crate::registers::fault::Fault;
use crate::registers::{OpenFile, Projection};
use definitions::register::Column;
use foundation::error::{Error, Result};

/// A batch and its origin.
pub struct RowBatch<'a> {
    /// The batch.
    pub batch: RecordBatch,
    /// Its file.
    pub file: &'a OpenFile,
    /// Its row group.
    pub group: usize,
    /// Its columns.
    pub projected: &'a [Projection],
}

impl RowBatch<'_> {
    /// A column, if the register has it.
    pub fn get(&self, id: &str) -> Option<&ArrayRef> {
        self.batch.column_by_name(id)
    }

    /// The name of a column in the file; its own, if the register has no such column.
    pub fn name<'n>(&'n self, id: &'n str) -> &'n str {
        self.projected.iter().find(|column| column.id == id).map_or(id, |column| column.name.as_str())
    }

    /// A fault in a column of this batch.
    pub fn fault(&self, id: &str, fault: Fault) -> ExtractError {
        self.file.fault(fault).in_row_group(self.group).in_column(self.name(id))
    }

    /// A required column: no nulls.
    ///
    /// # Errors
    /// Nulls.
    pub fn whole(&self, id: &str) -> Result<&ArrayRef> {
        let array = self.get(id).ok_or_else(|| Error::internal(format!("column {id} was not projected")))?;
        match array.null_count() {
            0 => {}
            count => self.file.faults.meet(self.fault(id, Fault::MissingRequired { count }))?,
        }
        Ok(array)
    }
}

/// The fault of codes that a column's definition does not name.
pub fn unknown_code(column: &Column, count: usize) -> Fault {
    Fault::unknown_code(column, count)
}
