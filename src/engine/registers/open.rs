//! One Parquet file: its columns by name, and its row groups, of which only the needed columns and rows are decoded.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::SystemTime;

use arrow::array::{Array, ArrayRef, BooleanArray, RecordBatch, RecordBatchOptions};
use arrow::compute::filter_record_batch;
use arrow::datatypes::{DataType, Field, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::statistics::StatisticsConverter;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder, RowSelection, RowSelectionPolicy,
};

use parquet::file::metadata::ParquetMetaData;

use super::error::{ExtractError, Fault};
use super::faults::Faults;
use super::files::ExtractFile;
use super::normalise::{self, KeyType};
use super::retype;
use definitions::mistake::did_you_mean;
use definitions::register::{Column, Holds, Placed, Range};
use sql::ColumnType;

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

/// A file of a register, with its metadata read.
pub struct OpenFile {
    /// The register.
    pub register: String,
    /// The file.
    pub file: ExtractFile,
    /// Stops at the first fault, or collects them.
    pub faults: Faults,
    metadata: ArrowReaderMetadata,
    identity: (u64, Option<SystemTime>),
}

/// The type to read a column as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// A person's key.
    Key(KeyType),
    /// A declared column.
    Column(ColumnType),
    /// A declared column that was stored as another type: that type, and the declared one.
    Retyped(ColumnType, ColumnType),
    /// The year of a status.
    Year,
    /// A week column of codes.
    Codes,
    /// As stored.
    Stored,
}

impl Wanted {
    /// The type of a column that dates a row.
    pub fn placed(placed: &Placed<'_>) -> Wanted {
        match placed.holds {
            Holds::Day => Wanted::Column(placed.column.kind.unwrap_or(ColumnType::Date)),
            Holds::Year => Wanted::Year,
        }
    }
}

/// A column of a file, and the type to read it as.
#[derive(Debug, Clone)]
pub struct Projected {
    /// The name in the batches.
    pub id: String,
    /// The name in the file.
    pub name: String,
    /// Its position among the file's columns.
    pub position: usize,
    /// The type to read it as.
    pub wanted: Wanted,
    /// The range of valid values.
    pub range: Option<Range>,
}

impl OpenFile {
    /// Opens a file and reads its footer.
    ///
    /// # Errors
    /// A folder, no bytes, not Parquet, cut short.
    pub fn open(register: &str, file: ExtractFile) -> Result<OpenFile, ExtractError> {
        let fault = |fault| ExtractError::of(register, fault).in_file(&file.name);
        let not_parquet = |reason: String| fault(Fault::NotParquet { reason });
        let meta = std::fs::metadata(&file.path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => fault(Fault::Removed),
            _ => not_parquet(e.to_string()),
        })?;
        if meta.is_dir() {
            return Err(fault(Fault::Folder));
        }
        if meta.len() == 0 {
            return Err(fault(Fault::NoBytes));
        }
        let handle = File::open(&file.path).map_err(|e| not_parquet(e.to_string()))?;
        // The Arrow schema that the writer may have embedded tells dates and text that Parquet has no type for.
        let load = |skip: bool| {
            let options = ArrowReaderOptions::new().with_skip_arrow_metadata(skip);
            catch_unwind(AssertUnwindSafe(|| ArrowReaderMetadata::load(&handle, options)))
                .map_err(|_| not_parquet("its footer is damaged".to_owned()))
        };
        let metadata = match load(false)? {
            // nanoparquet up to 0.4.3 writes it off alignment; the types of Parquet then decide, as for other readers.
            Err(e) if e.to_string().contains("ARROW:schema") => load(true)?,
            other => other,
        };
        let metadata = metadata.map_err(|e| not_parquet(short(&e.to_string())))?;
        check_rows(metadata.metadata(), &fault)?;
        let identity = (meta.len(), meta.modified().ok());
        Ok(OpenFile { register: register.to_owned(), metadata, identity, file, faults: Faults::default() })
    }

    /// Replaces the handling of faults.
    #[must_use]
    pub fn with_faults(mut self, faults: Faults) -> OpenFile {
        self.faults = faults;
        self
    }

    /// The number of row groups.
    pub fn row_groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    /// The number of rows.
    pub fn rows(&self) -> u64 {
        u64::try_from(self.metadata.metadata().file_metadata().num_rows()).unwrap_or(0)
    }

    /// The number of rows of a row group.
    pub fn rows_of(&self, row_group: usize) -> u64 {
        let groups = self.metadata.metadata().row_groups();
        groups.get(row_group).map_or(0, |group| u64::try_from(group.num_rows()).unwrap_or(0))
    }

    /// The file's columns.
    pub fn schema(&self) -> &Schema {
        self.metadata.schema()
    }

    /// A fault of this file.
    pub fn fault(&self, fault: Fault) -> ExtractError {
        ExtractError::of(&self.register, fault).in_file(&self.file.name)
    }

    /// Checks by size and time of change that the file is the one that was opened.
    ///
    /// # Errors
    /// [`Fault::Changed`].
    pub fn unchanged(&self) -> Result<(), ExtractError> {
        match std::fs::metadata(&self.file.path) {
            Ok(now) if (now.len(), now.modified().ok()) == self.identity => Ok(()),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Err(self.fault(Fault::Removed)),
            _ => Err(self.fault(Fault::Changed)),
        }
    }

    /// The field of a column by any of its names, without case.
    ///
    /// # Errors
    /// None of the names, or one of them twice.
    pub fn find(&self, column: &Column) -> Result<(usize, &Field), ExtractError> {
        let names = column.names_in(self.file.year);
        for name in names {
            let wanted = name.to_lowercase();
            let mut fitting =
                self.schema().fields().iter().enumerate().filter(|(_, field)| field.name().to_lowercase() == wanted);
            if let Some((position, field)) = fitting.next() {
                if let Some((_, other)) = fitting.next() {
                    return Err(self.fault(Fault::TwoColumns { other: other.name().clone() }).in_column(field.name()));
                }
                return Ok((position, field));
            }
        }
        let present: Vec<&str> = self.schema().fields().iter().map(|f| f.name().as_str()).collect();
        let near = names.iter().find_map(|name| {
            let hint = did_you_mean(name, &present)?;
            Some(hint.split('`').nth(1)?.to_owned())
        });
        let names = names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(" or ");
        Err(self.fault(Fault::NoColumn { names, near }))
    }

    /// The kind of key in the person column.
    ///
    /// # Errors
    /// No such column, or one that holds no keys.
    pub fn key_type(&self, column: &Column) -> Result<KeyType, ExtractError> {
        let (_, field) = self.find(column)?;
        normalise::key_type(field.data_type()).ok_or_else(|| {
            let found = normalise::describe(field.data_type());
            self.fault(Fault::WrongType { found, wanted: "whole numbers or text" }).in_column(field.name())
        })
    }

    /// A column to read.
    ///
    /// # Errors
    /// No such column, or one of the wrong type.
    pub fn project(&self, id: &str, column: &Column, mut wanted: Wanted) -> Result<Projected, ExtractError> {
        let (position, field) = self.find(column)?;
        let found = || normalise::describe(field.data_type());
        match wanted {
            Wanted::Key(kind) => {
                let here = self.key_type(column)?;
                if here != kind {
                    return Err(self
                        .fault(Fault::KeyType { found: here.word(), wanted: kind.word() })
                        .in_column(field.name()));
                }
            }
            Wanted::Column(_) | Wanted::Year => {
                let kind = if let Wanted::Column(kind) = wanted { kind } else { ColumnType::Integer };
                let stored = column.stored_in(self.file.year).unwrap_or(kind);
                // Text of another year is text; whole numbers pass for text only where they are to stay codes.
                let is_text = stored != ColumnType::Text || stored == kind || normalise::holds_text(field.data_type());
                if !is_text || !normalise::fits(field.data_type(), stored) {
                    let fault = Fault::WrongType { found: found(), wanted: stored.word() };
                    return Err(self.fault(fault).in_column(field.name()));
                }
                if stored != kind && wanted != Wanted::Year {
                    wanted = Wanted::Retyped(stored, kind);
                }
            }
            Wanted::Retyped(..) | Wanted::Codes | Wanted::Stored => {}
        }
        let range = column.range;
        Ok(Projected { id: id.to_owned(), name: field.name().clone(), position, wanted, range })
    }

    /// Reads one row group, batch by batch, with the projected columns in the given order and their declared types. A batch
    /// with noted faults is left out.
    ///
    /// # Errors
    /// Damage, values that are not of the declared type, or what `each` returns.
    pub fn read<E: From<ExtractError>>(
        &self,
        row_group: usize,
        columns: &[Projected],
        mut each: impl FnMut(RecordBatch) -> Result<(), E>,
    ) -> Result<(), E> {
        self.decode(row_group, columns, None, batch_rows(columns), |batch| {
            self.normalise(&batch, columns, row_group)?.map_or(Ok(()), &mut each)
        })
    }

    /// Reads the rows of one row group that are wanted: first the keys, of which `wanted` says which rows count, then the
    /// other columns of those rows alone. Values of other rows are not checked. `each` gets the number of rows of a
    /// batch, and no batch if it has noted faults.
    ///
    /// # Errors
    /// Damage, values that are not of the declared type, or what `wanted` or `each` return.
    pub fn read_wanted<E: From<ExtractError>>(
        &self,
        row_group: usize,
        key: &Projected,
        columns: &[Projected],
        mut wanted: impl FnMut(&ArrayRef) -> Result<BooleanArray, E>,
        mut each: impl FnMut(usize, Option<RecordBatch>) -> Result<(), E>,
    ) -> Result<(), E> {
        let rows = batch_rows(columns);
        let mut masks = Vec::new();
        self.decode(row_group, std::slice::from_ref(key), None, rows, |batch| -> Result<(), E> {
            let keys = self.normalise(&batch, std::slice::from_ref(key), row_group)?;
            // Keys with a noted fault select no row.
            let mask = match keys.as_ref().and_then(|keys| keys.columns().first()) {
                Some(keys) => wanted(keys)?,
                None => BooleanArray::from(vec![false; batch.num_rows()]),
            };
            masks.push(mask);
            Ok(())
        })?;
        let kept: usize = masks.iter().map(BooleanArray::true_count).sum();
        if kept == 0 {
            return Ok(());
        }
        if columns.is_empty() {
            let options = RecordBatchOptions::new().with_row_count(Some(kept));
            let nothing = RecordBatch::try_new_with_options(Arc::new(Schema::empty()), Vec::new(), &options);
            return each(kept, Some(nothing.map_err(|e| self.damaged(row_group, &e.to_string()))?));
        }
        let runs: usize = masks.iter().map(|mask| mask.values().set_slices().count()).sum();
        if runs * self.worth_a_skip(columns) < masks.iter().map(Array::len).sum() {
            let selection = RowSelection::from_filters(&masks);
            return self.decode(row_group, columns, Some(selection), rows, |batch| {
                each(batch.num_rows(), self.normalise(&batch, columns, row_group)?)
            });
        }
        let mut masks = masks.into_iter();
        self.decode(row_group, columns, None, rows, |batch| {
            let mask = masks.next().filter(|mask| mask.len() == batch.num_rows());
            let mask = mask.ok_or_else(|| self.damaged(row_group, "its columns are of different lengths"))?;
            match mask.true_count() {
                0 => Ok(()),
                all if all == mask.len() => each(all, self.normalise(&batch, columns, row_group)?),
                _ => {
                    let batch = filter_record_batch(&batch, &mask);
                    let batch = batch.map_err(|e| self.damaged(row_group, &e.to_string()))?;
                    each(batch.num_rows(), self.normalise(&batch, columns, row_group)?)
                }
            }
        })
    }

    fn worth_a_skip(&self, columns: &[Projected]) -> usize {
        let costly = |column: &Projected| {
            let kind = self.schema().fields().get(column.position).map(|field| normalise::plain(field.data_type()));
            kind.is_some_and(|kind| kind.is_decimal() || normalise::is_text(kind))
        };
        if columns.iter().any(costly) { WORTH_A_SKIP_COSTLY } else { WORTH_A_SKIP }
    }

    /// The minimum and maximum of a column of dates (as days) or years in a row group, by the file's statistics; `None` if
    /// there are no statistics, or there are nulls.
    pub fn bounds(&self, row_group: usize, column: &Projected) -> Option<(i64, i64)> {
        let groups = || self.metadata.metadata().row_groups().get(row_group);
        let of = StatisticsConverter::try_new(&column.name, self.schema(), self.metadata.parquet_schema()).ok()?;
        let of = of.with_missing_null_counts_as_zero(false);
        let nulls = of.row_group_null_counts(groups()).ok()?;
        if nulls.is_null(0) || nulls.value(0) > 0 {
            return None;
        }
        let bound = |stored: ArrayRef| {
            // The smallest text need not be the smallest of what it stands for.
            let ordered = stored.data_type().is_integer() || stored.data_type().is_temporal();
            let normal = match column.wanted {
                Wanted::Column(ColumnType::Date) if ordered => normalise::column(&stored, ColumnType::Date),
                Wanted::Year if ordered => normalise::years(&stored),
                _ => return None,
            };
            let normal = normalise::cast(&normal.ok()?, &DataType::Int64).ok()?;
            normal.is_valid(0).then(|| normalise::integers(&normal).value(0))
        };
        bound(of.row_group_mins(groups()).ok()?).zip(bound(of.row_group_maxes(groups()).ok()?))
    }

    fn damaged(&self, row_group: usize, reason: &str) -> ExtractError {
        self.fault(Fault::Damaged { reason: short(reason) }).in_row_group(row_group)
    }

    /// Decodes columns of one row group, or of some of its rows, as the file stores them.
    fn decode<E: From<ExtractError>>(
        &self,
        row_group: usize,
        columns: &[Projected],
        selection: Option<RowSelection>,
        rows: usize,
        mut each: impl FnMut(RecordBatch) -> Result<(), E>,
    ) -> Result<(), E> {
        let damaged = |reason: String| self.damaged(row_group, &reason);
        let handle = File::open(&self.file.path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => self.fault(Fault::Removed),
            _ => damaged(e.to_string()),
        })?;
        let mask = ProjectionMask::roots(self.metadata.parquet_schema(), columns.iter().map(|c| c.position));
        let build = || {
            let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(handle, self.metadata.clone())
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
        let panicked = |_| damaged("its encoding is invalid".to_owned());
        let mut reader =
            catch_unwind(AssertUnwindSafe(build)).map_err(panicked)?.map_err(|e| damaged(e.to_string()))?;
        loop {
            let next = catch_unwind(AssertUnwindSafe(|| reader.next())).map_err(panicked)?;
            let Some(batch) = next else { return Ok(()) };
            each(batch.map_err(|e| damaged(e.to_string()))?)?;
        }
    }

    fn normalise(
        &self,
        batch: &RecordBatch,
        columns: &[Projected],
        row_group: usize,
    ) -> Result<Option<RecordBatch>, ExtractError> {
        let mut arrays: Vec<ArrayRef> = Vec::with_capacity(columns.len());
        let mut fields = Vec::with_capacity(columns.len());
        for column in columns {
            let at = |fault| self.fault(fault).in_row_group(row_group).in_column(&column.name);
            let raw = batch
                .column_by_name(&column.name)
                .ok_or_else(|| at(Fault::Damaged { reason: "the column is missing from a row group".to_owned() }))?;
            let array = match column.wanted {
                Wanted::Key(kind) => normalise::key(raw, kind),
                Wanted::Column(kind) => normalise::column(raw, kind),
                Wanted::Retyped(stored, kind) => retype::column(raw, stored, kind),
                Wanted::Year => normalise::years(raw),
                Wanted::Codes => normalise::codes(raw),
                Wanted::Stored => Ok(Arc::clone(raw)),
            };
            match array.and_then(|array| normalise::within(array, column.range)) {
                Ok(array) => {
                    fields.push(Field::new(&column.id, array.data_type().clone(), true));
                    arrays.push(array);
                }
                Err(fault) => self.faults.meet(at(fault))?,
            }
        }
        if arrays.len() < columns.len() {
            return Ok(None);
        }
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options)
            .map(Some)
            .map_err(|e| self.fault(Fault::Damaged { reason: short(&e.to_string()) }).in_row_group(row_group))
    }
}

/// Checks that footer, row groups and columns agree on the number of rows: readers lose rows silently where they do not.
fn check_rows(metadata: &ParquetMetaData, fault: &impl Fn(Fault) -> ExtractError) -> Result<(), ExtractError> {
    let footer = metadata.file_metadata().num_rows();
    let groups = metadata.row_groups().iter().map(|group| group.num_rows()).sum();
    if footer != groups || metadata.row_groups().iter().any(|group| group.num_rows() < 0) {
        return Err(fault(Fault::RowCounts { footer, groups }));
    }
    for (number, group) in metadata.row_groups().iter().enumerate() {
        let mut flat = group.columns().iter().filter(|column| column.column_descr().max_rep_level() == 0);
        if let Some(column) = flat.find(|column| column.num_values() != group.num_rows()) {
            let wrong = Fault::ColumnRows { values: column.num_values(), rows: group.num_rows() };
            return Err(fault(wrong).in_row_group(number).in_column(column.column_descr().name()));
        }
    }
    Ok(())
}

/// The number of rows per batch.
fn batch_rows(columns: &[Projected]) -> usize {
    (BATCH_VALUES / columns.len().max(1)).clamp(BATCH_ROWS_LEAST, BATCH_ROWS)
}

/// The first line of a library's reason, without its prefixes.
fn short(reason: &str) -> String {
    let mut line = reason.lines().next().unwrap_or_default().trim();
    for kind in ["Parquet error: ", "Parquet argument error: ", "External: ", "Invalid Parquet file. "] {
        line = line.strip_prefix(kind).unwrap_or(line);
    }
    line.to_owned()
}
