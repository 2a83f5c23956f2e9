//! A register with all its files open: what its rows are held to together.
//!
//! Owns the counts and faults of a whole register. A file's own are in `open`.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::bad_rows::RegisterBadRows;
use super::error::ExtractError;
use super::extract_file::ExtractFile;
use super::fault::Fault;
use super::faults::Faults;
use super::key_counts::KeyCounts;
use super::odd_days::{CountedColumn, PlausibleDays};
use super::open::OpenFile;
use super::register_spelling;
use super::telling::{TellingCount, TellingCounts};
use super::value_counts::ColumnCounts;
use crate::threads;
use definitions::register::{BadRows, Register};
use foundation::error::{Error, Result};
use foundation::tables::audit::ReadingRow;
use foundation::tables::reading::DayNote;

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
    pub(super) empty_allowed: bool,
    /// What is done with bad rows.
    pub(super) rule: BadRows,
}

impl OpenRegister<'_> {
    /// How many rows the register has.
    pub fn rows(&self) -> u64 {
        self.files.iter().map(OpenFile::rows).sum()
    }

    /// Where its files are.
    pub fn extract_files(&self) -> impl Iterator<Item = &ExtractFile> {
        self.files.iter().map(|file| &file.file)
    }

    /// The position of one of the register's files.
    ///
    /// # Errors
    /// Internal errors only.
    pub fn position(&self, file: &OpenFile) -> Result<usize> {
        let other = || Error::internal(format!("{} is not of register `{}`", file.file.name, self.definition.id));
        self.files.iter().position(|own| std::ptr::eq(own, file)).ok_or_else(other)
    }

    /// The bad rows found so far, by file.
    pub fn bad_rows(&self) -> RegisterBadRows<'_> {
        let files = self.files.iter();
        let files =
            files.filter_map(|file| Some((file.file.name.as_str(), file.file.year, file.rules.dropped.as_ref()?)));
        RegisterBadRows { register: &self.definition.id.value, rule: self.rule, files: files.collect() }
    }

    /// Fails if bad rows are too many, a column's times are a day early, or the codes by which rows are chosen are in another spelling.
    /// `passed_over` rows were not read.
    ///
    /// # Errors
    /// [`Fault::TooManyBadRows`], [`Fault::MidnightsInUtc`], [`Fault::SharedEnd`], [`Fault::OtherSpelling`], and days where seconds are declared.
    pub fn require_sound_values(&self, passed_over: u64) -> Result<(), ExtractError> {
        self.require_true_times()?;
        self.require_declared_ends()?;
        let (spelled, _) = register_spelling::found(&self.files, self.definition);
        spelled.into_iter().try_for_each(|error| self.faults.meet(error))?;
        self.require_few_bad_rows(passed_over)
    }

    /// The counts of each column that has any in some file.
    fn counted_columns(&self) -> BTreeMap<CountedColumn, ColumnCounts> {
        let mut all: BTreeMap<CountedColumn, ColumnCounts> = BTreeMap::new();
        for (column, counts) in self.files.iter().flat_map(|file| file.rules.counts.by_column()) {
            all.entry(column).or_default().add(&counts);
        }
        all
    }

    /// What is noted of the rows found so far, for the table of the audit: bad rows, codes in another form, odd days, and times of which
    /// some may be a day early.
    pub fn noted_rows(&self) -> Vec<ReadingRow> {
        let mut codes = BTreeMap::new();
        for file in &self.files {
            let place = file.file.year.map_or_else(|| file.file.name.clone(), |year| year.to_string());
            file.rules.codes.rows(&self.definition.id.value, &place, &mut codes);
        }
        let id = &self.definition.id.value;
        let plausible = PlausibleDays::of(self.definition);
        let of_columns = self.counted_columns().into_iter().flat_map(|((name, id_of_column), counts)| {
            let midnights = counts.telling.midnights;
            let late = (midnights.is_noted() && !midnights.tells()).then(|| {
                let row = ReadingRow::days(DayNote::Late, "any", &name);
                ReadingRow::new(id, row, midnights.telling.cast_signed()).among(midnights.all.cast_signed())
            });
            plausible.notes(id, &name, &counts.days, id_of_column == "end").into_iter().chain(late)
        });
        let (_, spelled) = register_spelling::found(&self.files, self.definition);
        // An outcome's register without rows is refused, and so is the population.
        let is_empty = self.definition.role.is_some() && self.rows() == 0 && !self.empty_allowed;
        let empty = (is_empty && !self.files.is_empty())
            .then(|| ReadingRow::new(id, ReadingRow::EMPTY_FILES, i64::try_from(self.files.len()).unwrap_or(i64::MAX)));
        self.bad_rows()
            .rows()
            .into_iter()
            .chain(codes.into_values())
            .chain(of_columns)
            .chain(spelled)
            .chain(empty)
            .collect()
    }

    /// Fails if half of a column's times in a file, or in all files, are midnights in UTC, or half of its seconds are days.
    fn require_true_times(&self) -> Result<(), ExtractError> {
        let mut found = Vec::new();
        for file in &self.files {
            for ((name, _), counts) in file.rules.counts.by_column() {
                found.extend(telling_fault(counts.telling).map(|fault| file.fault(fault).in_column(&name)));
            }
        }
        if found.is_empty() {
            for ((name, _), counts) in self.counted_columns() {
                let fault = telling_fault(counts.telling);
                found.extend(fault.map(|fault| ExtractError::of(&self.definition.id.value, fault).in_column(&name)));
            }
        }
        found.into_iter().try_for_each(|error| self.faults.meet(error))
    }

    /// Fails if many rows share one end that may stand for one that has not come: the definition says which it is.
    fn require_declared_ends(&self) -> Result<(), ExtractError> {
        let columns = self.counted_columns();
        let days = columns.iter().map(|(column, counts)| (column, &counts.days));
        let faults = PlausibleDays::of(self.definition).end_faults(&self.definition.id.value, days);
        faults.into_iter().try_for_each(|error| self.faults.meet(error))
    }

    /// Fails if there are more bad rows than may be dropped. `passed_over` rows were not read.
    fn require_few_bad_rows(&self, passed_over: u64) -> Result<(), ExtractError> {
        let rows = self.rows().saturating_sub(self.unmet_rows()).saturating_sub(passed_over);
        match self.bad_rows().too_many(rows) {
            Some(too_many) => self.faults.meet(too_many),
            None => Ok(()),
        }
    }

    /// How many rows of the row groups read so far do not meet the condition of the register.
    pub fn unmet_rows(&self) -> u64 {
        self.files.iter().map(OpenFile::unmet_rows).sum()
    }

    /// The count of these rows for the table of the audit, of a register with a condition.
    pub fn unmet_row(&self) -> Option<ReadingRow> {
        self.definition.filter.as_ref()?;
        let name = "rows_that_do_not_meet_the_condition_of_the_register";
        Some(ReadingRow::new(&self.definition.id.value, name, self.unmet_rows().cast_signed()))
    }

    /// Fails if an outcome's register has no rows: every value would be zero. The population has its own check. Few
    /// persons can have no deaths and no moves.
    pub(super) fn require_rows(&self) -> Result<(), ExtractError> {
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
    pub fn require_matching_key(&self, keys: KeyCounts) -> Result<(), ExtractError> {
        let id = &self.definition.id.value;
        let unmet = self.unmet_rows();
        if unmet > 0 && unmet == self.rows() && !self.empty_allowed && !self.faults.any_of(id) {
            self.faults.meet(ExtractError::of(id, Fault::NoRowMeets { rows: unmet }))?;
        }
        if keys.unmatched > 0 && keys.matched == 0 && !self.faults.any_of(id) {
            self.faults.meet(ExtractError::of(id, Fault::NoMatchingKey { count: keys.unmatched }))?;
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
        self.each_part(parts, task)
    }

    /// Runs a task for parts of files, such as row groups, in parallel; results come in the order of the parts, and without those that
    /// have a noted fault.
    ///
    /// # Errors
    /// The first task's error in that order.
    pub fn each_part<P: Send, T: Send>(
        &self,
        parts: Vec<(&OpenFile, P)>,
        task: impl Fn(&OpenFile, P) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        // After an error no later part is begun: an earlier one may still have the error that is given.
        let first_failed = AtomicUsize::new(usize::MAX);
        let numbered = parts.into_iter().enumerate().collect();
        let results = threads::in_order(numbered, |(number, (file, group))| {
            if number > first_failed.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let result = self.faults.pass(task(file, group));
            if result.is_err() {
                first_failed.fetch_min(number, Ordering::Relaxed);
            }
            result
        });
        results.into_iter().filter_map(Result::transpose).collect()
    }
}

/// The fault of values that tell.
fn telling_fault(counts: TellingCounts) -> Option<Fault> {
    let count = |of: TellingCount| usize::try_from(of.telling).unwrap_or(usize::MAX);
    if counts.days.tells() {
        return Some(Fault::days_for_seconds());
    }
    counts.midnights.tells().then(|| Fault::MidnightsInUtc { count: count(counts.midnights) })
}
