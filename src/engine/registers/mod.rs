//! Extracts: Parquet files found by pattern, opened, and read row group by row group.
//!
//! Owns files, column names, types and their faults. Owns no persons and no SQL: batches have exactly the columns that a
//! definition declares, under their SQL names.

pub mod cast;
pub mod contents;
pub mod dates;
mod decode;
mod deliveries;
pub mod error;
pub mod fault;
pub mod faults;
pub mod files;
pub mod normalise;
pub mod open;
pub mod projection;
mod retype;
mod row_filter;
pub mod shape;
mod statistics;
pub mod stored_type;
mod zone;

pub use contents::Contents;
pub use error::ExtractError;
pub use fault::Fault;
pub use faults::Faults;
pub use files::ExtractFile;
pub use open::OpenFile;
pub use projection::{Projection, ReadAs};
pub use stored_type::KeyType;

use std::path::Path;

use rayon::prelude::*;

use definitions::register::Register;
use foundation::error::{Error, Result};
use foundation::tables::audit::ReadingRow;

/// Marks extracts as synthetic; the generator writes it, and a release reports it.
pub const SYNTHETIC_MARK: &str = "SYNTHETIC.toml";

/// A register with all its files open.
pub struct OpenRegister<'a> {
    /// Its definition.
    pub definition: &'a Register,
    /// Its files, in order of name.
    pub files: Vec<OpenFile>,
    /// Stops at the first fault, or collects them.
    pub faults: Faults,
    /// Files replaced by a later delivery.
    pub passed_over: usize,
    /// Whether it may have no row that counts.
    empty_allowed: bool,
}

/// The files of the extracts' folder.
pub struct Extracts {
    all: Vec<(String, std::path::PathBuf)>,
    faults: Faults,
    empty_allowed: bool,
}

impl Extracts {
    /// Lists the folder.
    ///
    /// # Errors
    /// A folder that is missing or unreadable.
    pub fn list(dir: &Path) -> Result<Extracts, ExtractError> {
        Ok(Extracts { all: files::list(dir)?, faults: Faults::default(), empty_allowed: false })
    }

    /// Replaces the handling of faults.
    #[must_use]
    pub fn with_faults(mut self, faults: Faults) -> Extracts {
        self.faults = faults;
        self
    }

    /// Accepts registers without rows, and takes rows of residence as they are: extracts of test persons, whose residence is
    /// not written in the columns that a register's condition reads, or of columns alone.
    #[must_use]
    pub fn allowing_empty(mut self) -> Extracts {
        self.empty_allowed = true;
        self
    }

    /// The handling of faults.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Finds and opens a register's files.
    ///
    /// # Errors
    /// Those of `files::find` and `OpenFile::open`.
    pub fn open<'a>(&self, definition: &'a Register) -> Result<OpenRegister<'a>> {
        let found = files::find(definition, &self.all, &self.faults)?;
        let mut files = Vec::new();
        for file in found.files {
            let opened = self.faults.pass(OpenFile::open(&definition.id.value, file))?;
            let Some(file) = opened.map(|file| file.with_faults(self.faults.clone())) else { continue };
            let conditional = !(self.empty_allowed && definition.role.is_some());
            let file = if conditional { file.with_condition_of(definition) } else { Ok(file) };
            files.extend(self.faults.pass(file)?);
        }
        let (faults, passed_over) = (self.faults.clone(), found.passed_over);
        let register = OpenRegister { definition, files, faults, passed_over, empty_allowed: self.empty_allowed };
        if !self.empty_allowed {
            register.require_rows()?;
        }
        Ok(register)
    }
}

impl OpenRegister<'_> {
    /// How many rows the register has.
    pub fn rows(&self) -> u64 {
        self.files.iter().map(OpenFile::rows).sum()
    }

    /// The position of one of the register's files.
    ///
    /// # Errors
    /// The program's own fault only.
    pub fn position(&self, file: &OpenFile) -> Result<usize> {
        let other = || Error::internal(format!("{} is not of register `{}`", file.file.name, self.definition.id));
        self.files.iter().position(|own| std::ptr::eq(own, file)).ok_or_else(other)
    }

    /// How many rows of the row groups read so far do not meet the condition of the register.
    pub fn unmet_rows(&self) -> u64 {
        self.files.iter().map(OpenFile::unmet_rows).sum()
    }

    /// The count of these rows for the table of the audit, of a register with a condition.
    pub fn unmet_row(&self) -> Option<ReadingRow> {
        self.definition.filter.as_ref()?;
        let name = "rows_that_do_not_meet_the_condition_of_the_register".to_owned();
        Some(ReadingRow { register: self.definition.id.value.clone(), name, count: self.unmet_rows().cast_signed() })
    }

    /// Fails if an outcome's register has no rows: every value would be zero. The population has a check of its own, and few
    /// persons may well have no deaths and no moves.
    fn require_rows(&self) -> Result<(), ExtractError> {
        let id = &self.definition.id.value;
        let is_outcome = self.definition.role.is_none();
        if is_outcome && !self.files.is_empty() && self.rows() == 0 && !self.faults.any_of(id) {
            let years: Vec<String> = self.definition.covers.years().iter().map(ToString::to_string).collect();
            self.faults.meet(ExtractError::of(id, Fault::NoRows { years: years.join(", ") }))?;
        }
        Ok(())
    }

    /// Fails if no row meets the condition of the register, or no key matches the population: every value would be zero.
    ///
    /// # Errors
    /// [`Fault::NoRowMeets`], [`Fault::NoMatchingKey`].
    pub fn require_matching_key(&self, unmatched: i64) -> Result<(), ExtractError> {
        let id = &self.definition.id.value;
        let unmet = self.unmet_rows();
        if unmet > 0 && unmet == self.rows() && !self.empty_allowed && !self.faults.any_of(id) {
            self.faults.meet(ExtractError::of(id, Fault::NoRowMeets { rows: unmet }))?;
        }
        if unmatched > 0 && unmatched as u64 == self.rows() - unmet && !self.faults.any_of(id) {
            self.faults.meet(ExtractError::of(id, Fault::NoMatchingKey { count: unmatched }))?;
        }
        Ok(())
    }

    /// Runs a task for every row group of every file, in parallel; results come in the order of files and row groups, and
    /// without those that have a noted fault.
    ///
    /// # Errors
    /// The first task's error in that order, so that a message does not depend on the number of threads.
    pub fn each_row_group<T: Send>(&self, task: impl Fn(&OpenFile, usize) -> Result<T> + Sync) -> Result<Vec<T>> {
        let parts: Vec<(&OpenFile, usize)> =
            self.files.iter().flat_map(|file| (0..file.row_groups()).map(move |group| (file, group))).collect();
        let results: Vec<Result<Option<T>>> =
            parts.into_par_iter().map(|(file, group)| self.faults.pass(task(file, group))).collect();
        results.into_iter().filter_map(Result::transpose).collect()
    }
}
