//! Decodes row groups batch by batch: only the needed columns, and only the wanted rows where that is quicker.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, RecordBatch, RecordBatchOptions};
use arrow::compute::filter_record_batch;
use arrow::datatypes::Schema;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder, RowSelection, RowSelectionPolicy,
};

use super::bad_rows::Tally;
use super::error::ExtractError;
use super::fault::Fault;
use super::open::{OpenFile, short};
use super::projection::Projection;
use super::typed_batch::{Stay, TypedBatch};
use super::{row_filter, stored_type};

/// Rows per batch: enough to amortise an expression, few enough to stay in the processor's cache.
const BATCH_ROWS: usize = 65_536;

/// The least rows per batch, whatever the number of columns.
const BATCH_ROWS_LEAST: usize = 1024;

/// Values per batch: bounds the memory of files with one column a week.
const BATCH_VALUES: usize = 1 << 21;

/// Mean rows per run of wanted rows above which skipping is quicker than decoding.
const WORTH_A_SKIP: usize = 24;

/// The same for decimals and text, whose decoding takes longer.
const WORTH_A_SKIP_COSTLY: usize = 6;

/// The reason of a page that can't be decoded.
const INVALID: &str = "its encoding is invalid";

impl OpenFile {
    /// Reads one row group, batch by batch, with the projected columns in the given order and their declared types. A batch
    /// with noted faults is left out.
    ///
    /// # Errors
    /// Damage, values that are not of the declared type, or what `each` returns.
    pub fn read<E: From<ExtractError>>(
        &self,
        row_group: usize,
        columns: &[Projection],
        mut each: impl FnMut(RecordBatch) -> Result<(), E>,
    ) -> Result<(), E> {
        let rows = batch_rows(columns);
        let mut tally = Tally::default();
        let masks = match &self.rules.filter {
            Some(filter) => Some(self.met(filter, row_group, rows, &mut tally)?),
            None => None,
        };
        let mut decoded = 0;
        let each = |batch: RecordBatch| {
            decoded += batch.num_rows();
            let typed = self.typed(&batch, columns, row_group, &mut tally, Stay::Sound)?;
            typed.map_or(Ok(()), |typed| each(typed.batch))
        };
        match masks {
            Some(masks) => self.decode_masked(row_group, columns, rows, masks, each)?,
            None => self.decode(row_group, columns, None, rows, each)?,
        }
        self.enter(row_group, tally, decoded);
        Ok(())
    }

    /// Reads the rows of one row group that are wanted: first the keys, of which `wanted` says which rows count, then the
    /// other columns of those rows alone. Values of other rows are not checked. `each` gets the number of rows of a
    /// batch with its bad rows, and the batch without them; no batch if it has noted faults.
    ///
    /// # Errors
    /// Damage, values that are not of the declared type, or what `wanted` or `each` return.
    pub fn read_wanted<E: From<ExtractError>>(
        &self,
        row_group: usize,
        key: &Projection,
        columns: &[Projection],
        mut wanted: impl FnMut(&ArrayRef) -> Result<BooleanArray, E>,
        each: impl FnMut(usize, Option<TypedBatch>) -> Result<(), E>,
    ) -> Result<(), E> {
        let of_key = |keys: &[ArrayRef]| match keys.first() {
            Some(keys) => wanted(keys),
            None => Ok(BooleanArray::from(Vec::<bool>::new())),
        };
        self.read_chosen(row_group, std::slice::from_ref(key), columns, of_key, each)
    }

    /// Reads the rows of one row group that are wanted, as [`OpenFile::read_wanted`] does, where several keys say which rows are.
    ///
    /// # Errors
    /// Damage, values that are not of the declared type, or what `wanted` or `each` return.
    pub fn read_chosen<E: From<ExtractError>>(
        &self,
        row_group: usize,
        keys: &[Projection],
        columns: &[Projection],
        mut wanted: impl FnMut(&[ArrayRef]) -> Result<BooleanArray, E>,
        mut each: impl FnMut(usize, Option<TypedBatch>) -> Result<(), E>,
    ) -> Result<(), E> {
        let rows = batch_rows(columns);
        let mut masks = Vec::new();
        let mut tally = Tally::default();
        let met = match &self.rules.filter {
            Some(filter) => Some(self.met(filter, row_group, rows, &mut tally)?),
            None => None,
        };
        let mut met = met.map(Vec::into_iter);
        self.decode(row_group, keys, None, rows, |batch| -> Result<(), E> {
            let met = met.as_mut().map(|met| self.mask_of(&batch, met.next(), row_group)).transpose()?;
            let batch = match &met {
                Some(met) => self.filtered(&batch, met, row_group)?,
                None => batch,
            };
            let typed = self.typed(&batch, keys, row_group, &mut tally, Stay::All)?;
            // Keys with a noted fault select no row.
            let mask = match typed.as_ref().and_then(|typed| typed.batch.columns().get(..keys.len())) {
                Some(keys) => wanted(keys)?,
                None => BooleanArray::from(vec![false; batch.num_rows()]),
            };
            masks.push(match &met {
                Some(met) => row_filter::spread(met, &mask),
                None => mask,
            });
            Ok(())
        })?;
        let kept: usize = masks.iter().map(BooleanArray::true_count).sum();
        if kept == 0 {
            self.enter(row_group, tally, 0);
            return Ok(());
        }
        if columns.is_empty() {
            self.enter(row_group, tally, kept);
            let options = RecordBatchOptions::new().with_row_count(Some(kept));
            let nothing = RecordBatch::try_new_with_options(Arc::new(Schema::empty()), Vec::new(), &options);
            let batch = nothing.map_err(|e| self.damaged(row_group, &e.to_string()))?;
            return each(kept, Some(TypedBatch { batch, kept: None }));
        }
        self.decode_masked(row_group, columns, rows, masks, |batch| {
            each(batch.num_rows(), self.typed(&batch, columns, row_group, &mut tally, Stay::Sound)?)
        })?;
        self.enter(row_group, tally, kept);
        Ok(())
    }

    /// Decodes columns of the rows that masks select, one mask a batch of `rows` rows.
    fn decode_masked<E: From<ExtractError>>(
        &self,
        row_group: usize,
        columns: &[Projection],
        rows: usize,
        masks: Vec<BooleanArray>,
        mut each: impl FnMut(RecordBatch) -> Result<(), E>,
    ) -> Result<(), E> {
        let runs: usize = masks.iter().map(|mask| mask.values().set_slices().count()).sum();
        if runs == 0 {
            return Ok(());
        }
        if runs * self.worth_a_skip(row_group, columns) < masks.iter().map(Array::len).sum() {
            let selection = RowSelection::from_filters(&masks);
            return self.decode(row_group, columns, Some(selection), rows, each);
        }
        let mut masks = masks.into_iter();
        self.decode(row_group, columns, None, rows, |batch| {
            let mask = self.mask_of(&batch, masks.next(), row_group)?;
            match mask.true_count() {
                0 => Ok(()),
                all if all == mask.len() => each(batch),
                _ => each(self.filtered(&batch, &mask, row_group)?),
            }
        })
    }

    /// The mask of a batch, which is as long as it.
    fn mask_of(
        &self,
        batch: &RecordBatch,
        mask: Option<BooleanArray>,
        row_group: usize,
    ) -> Result<BooleanArray, ExtractError> {
        let mask = mask.filter(|mask| mask.len() == batch.num_rows());
        mask.ok_or_else(|| self.damaged(row_group, "its columns are of different lengths"))
    }

    fn filtered(
        &self,
        batch: &RecordBatch,
        mask: &BooleanArray,
        row_group: usize,
    ) -> Result<RecordBatch, ExtractError> {
        filter_record_batch(batch, mask).map_err(|e| self.damaged(row_group, &e.to_string()))
    }

    fn worth_a_skip(&self, row_group: usize, columns: &[Projection]) -> usize {
        let costly = |column: &Projection| {
            // Numbers of distinct values are numbers.
            if self.is_listed(row_group, column) {
                return false;
            }
            let kind = self.schema().fields().get(column.position).map(|field| stored_type::plain(field.data_type()));
            kind.is_some_and(|kind| kind.is_decimal() || stored_type::is_text(kind))
        };
        if columns.iter().any(costly) { WORTH_A_SKIP_COSTLY } else { WORTH_A_SKIP }
    }

    fn damaged(&self, row_group: usize, reason: &str) -> ExtractError {
        self.fault(Fault::Damaged { reason: short(reason) }).in_row_group(row_group)
    }

    /// Decodes columns of one row group, or of some of its rows, as the file stores them.
    pub(super) fn decode<E: From<ExtractError>>(
        &self,
        row_group: usize,
        columns: &[Projection],
        selection: Option<RowSelection>,
        rows: usize,
        mut each: impl FnMut(RecordBatch) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut reader = self.reader(row_group, columns, selection, rows)?;
        while let Some(batch) = self.next_batch(&mut reader, row_group) {
            each(batch.map_err(|e| self.not_utf8(row_group, columns).unwrap_or(e))?)?;
        }
        Ok(())
    }

    /// Opens columns of one row group.
    fn reader(
        &self,
        row_group: usize,
        columns: &[Projection],
        selection: Option<RowSelection>,
        rows: usize,
    ) -> Result<ParquetRecordBatchReader, ExtractError> {
        let handle = File::open(&self.file.path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => self.fault(Fault::Removed),
            _ => self.damaged(row_group, &e.to_string()),
        })?;
        let mask = ProjectionMask::roots(self.metadata.parquet_schema(), columns.iter().map(|c| c.position));
        let build = || {
            let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(handle, self.types_of(row_group, columns))
                .with_row_groups(vec![row_group])
                .with_projection(mask)
                .with_batch_size(rows);
            match selection {
                // Runs are known to be far enough apart.
                Some(selection) => {
                    let by_runs = builder.with_row_selection_policy(RowSelectionPolicy::Selectors);
                    by_runs.with_row_selection(selection).build()
                }
                None => builder.build(),
            }
        };
        let built = catch_unwind(AssertUnwindSafe(build)).map_err(|_| self.damaged(row_group, INVALID))?;
        built.map_err(|e| self.damaged(row_group, &e.to_string()))
    }

    fn next_batch(
        &self,
        reader: &mut ParquetRecordBatchReader,
        row_group: usize,
    ) -> Option<Result<RecordBatch, ExtractError>> {
        match catch_unwind(AssertUnwindSafe(|| reader.next())) {
            Ok(next) => next.map(|batch| batch.map_err(|e| self.damaged(row_group, &e.to_string()))),
            Err(_) => Some(Err(self.damaged(row_group, INVALID))),
        }
    }

    /// The fault of the first text column of a row group whose bytes are not UTF-8. Asked after decoding
    /// has failed.
    fn not_utf8(&self, row_group: usize, columns: &[Projection]) -> Option<ExtractError> {
        let is_text = |column: &&Projection| {
            let kind = stored_type::plain(self.schema().field(column.position).data_type());
            stored_type::is_text(kind)
        };
        let fails = |column: &&Projection| {
            let one = std::slice::from_ref(*column);
            let Ok(mut reader) = self.reader(row_group, one, None, BATCH_ROWS) else { return false };
            let failed = loop {
                match self.next_batch(&mut reader, row_group) {
                    Some(Ok(_)) => {}
                    Some(Err(e)) => break Some(e),
                    None => break None,
                }
            };
            failed.is_some_and(
                |e| matches!(&*e.fault, Fault::Damaged { reason } if reason.to_lowercase().contains("utf-8")),
            )
        };
        let column = columns.iter().filter(is_text).find(fails)?;
        Some(self.fault(Fault::NotUtf8).in_row_group(row_group).in_column(&column.name))
    }
}

/// The number of rows per batch.
fn batch_rows(columns: &[Projection]) -> usize {
    (BATCH_VALUES / columns.len().max(1)).clamp(BATCH_ROWS_LEAST, BATCH_ROWS)
}
