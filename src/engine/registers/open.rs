//! One Parquet file, opened: its footer is read, its counts of rows agree, and it is the same file until the end.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::SystemTime;

use arrow::datatypes::Schema;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::file::metadata::ParquetMetaData;

use super::bad_rows::{BadRowScope, Tally};
use super::error::ExtractError;
use super::extract_file::ExtractFile;
use super::fault::Fault;
use super::faults::Faults;
use super::projection::Projection;
use super::row_filter::RowFilter;
use super::rules::Rules;

/// A file of a register, with its metadata read.
pub struct OpenFile {
    /// The register.
    pub register: String,
    /// The file.
    pub file: ExtractFile,
    /// Stops at the first fault, or collects them.
    pub faults: Faults,
    /// How the rows of its register are read.
    pub(super) rules: Rules,
    pub(super) metadata: ArrowReaderMetadata,
    /// The number of rows of each row group.
    rows: Vec<u64>,
    identity: (u64, Option<SystemTime>),
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
        let rows = row_counts(metadata.metadata(), &fault)?;
        let identity = (meta.len(), meta.modified().ok());
        let (register, faults) = (register.to_owned(), Faults::default());
        Ok(OpenFile { register, rules: Rules::default(), metadata, rows, identity, file, faults })
    }

    /// Replaces the handling of faults.
    #[must_use]
    pub fn with_faults(mut self, faults: Faults) -> OpenFile {
        self.faults = faults;
        self
    }

    /// The number of row groups.
    pub fn row_groups(&self) -> usize {
        self.rows.len()
    }

    /// The number of rows.
    pub fn rows(&self) -> u64 {
        self.rows.iter().sum()
    }

    /// The number of rows of a row group.
    pub fn rows_of(&self, row_group: usize) -> u64 {
        self.rows[row_group]
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

    /// How many rows of the row groups read so far do not meet the condition of the register.
    pub fn unmet_rows(&self) -> u64 {
        self.rules.filter.as_ref().map_or(0, RowFilter::unmet)
    }

    /// Whether bad rows are dropped, and not refused.
    pub fn drops_bad_rows(&self) -> bool {
        self.rules.dropped.is_some()
    }

    /// The same file for rows that have been read and are placed once more: their faults are met elsewhere, and not here.
    pub fn without_faults(&self) -> OpenFile {
        OpenFile {
            register: self.register.clone(),
            file: self.file.clone(),
            faults: Faults::noting(),
            rules: Rules::default(),
            metadata: self.metadata.clone(),
            rows: self.rows.clone(),
            identity: self.identity,
        }
    }

    /// Counts rows of a row group as bad, where they are dropped.
    pub fn count_bad(&self, row_group: usize, of: BadRowScope, fault: Fault, count: usize) {
        if count > 0 {
            let mut tally = Tally::default();
            tally.add(of, fault, count);
            self.enter(row_group, tally, 0);
        }
    }

    /// Enters the bad rows of a row group, and of how many rows the values were read.
    pub(super) fn enter(&self, row_group: usize, tally: Tally, decoded: usize) {
        self.rules.codes.enter(row_group, &tally.codes);
        self.rules.counts.enter(row_group, &tally.columns);
        if let Some(dropped) = &self.rules.dropped {
            dropped.enter(row_group, tally);
            dropped.enter_decoded(row_group, decoded as u64);
        }
    }

    /// The name of a column in this file; its id, if it is none of `columns`.
    pub fn name_of(&self, id: &str, columns: &[Projection]) -> String {
        columns.iter().find(|column| column.id == id).map_or_else(|| id.to_owned(), |column| column.name.clone())
    }
}

/// The rows of each row group. Footer, row groups and columns must agree: readers lose rows silently where they do not.
fn row_counts(metadata: &ParquetMetaData, fault: &impl Fn(Fault) -> ExtractError) -> Result<Vec<u64>, ExtractError> {
    let footer = metadata.file_metadata().num_rows();
    let groups = metadata.row_groups().iter().map(|group| group.num_rows()).sum();
    let rows: Option<Vec<u64>> =
        metadata.row_groups().iter().map(|group| u64::try_from(group.num_rows()).ok()).collect();
    let rows = rows.filter(|_| footer == groups).ok_or_else(|| fault(Fault::RowCounts { footer, groups }))?;
    for (number, group) in metadata.row_groups().iter().enumerate() {
        let mut flat = group.columns().iter().filter(|column| column.column_descr().max_rep_level() == 0);
        if let Some(column) = flat.find(|column| column.num_values() != group.num_rows()) {
            let wrong = Fault::ColumnRows { values: column.num_values(), rows: group.num_rows() };
            return Err(fault(wrong).in_row_group(number).in_column(column.column_descr().name()));
        }
    }
    Ok(rows)
}

/// The first line of a library's reason, without its prefixes.
pub(super) fn short(reason: &str) -> String {
    let mut line = reason.split('\n').next().unwrap_or(reason).trim();
    for kind in ["Parquet error: ", "Parquet argument error: ", "External: ", "Invalid Parquet file. "] {
        line = line.strip_prefix(kind).unwrap_or(line);
    }
    line.to_owned()
}
