//! Extracts: Parquet files found by pattern, opened, and read row group by row group.
//!
//! Owns files, column names, types and their faults. Owns no persons and no SQL: batches have exactly the columns that a
//! definition declares, under their SQL names.

pub mod bad_rows;
mod bad_values;
pub mod cast;
mod codes;
pub mod columns;
mod conditions;
pub mod contents;
pub mod dates;
mod decode;
mod deliveries;
mod delivery_name;
pub mod error;
pub mod extract_file;
pub mod fault;
pub mod faults;
pub mod files;
mod footer;
mod key_counts;
pub mod normal_forms;
pub mod normalise;
mod odd_days;
pub mod open;
pub mod period_values;
pub mod projection;
mod register_spelling;
mod retype;
mod row_filter;
mod rules;
mod scratch;
pub mod shape;
mod special_days;
mod spelled_counts;
pub mod spelling;
mod statistics;
pub mod stored_type;
pub mod telling;
mod text_days;
mod times;
pub mod typed_batch;
mod value_counts;
pub mod zone;

pub use contents::Contents;
pub use error::ExtractError;
pub use extract_file::ExtractFile;
pub use fault::Fault;
pub use faults::Faults;
pub use footer::footer_hash;
pub use key_counts::KeyCounts;
pub use open::OpenFile;
pub use projection::{NullRule, Projection, ReadAs};
pub use rules::Purpose;
use rules::Rules;
pub use scratch::Scratch;
pub use stored_type::KeyType;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;

use bad_rows::DropCounts;
use definitions::register::{BadRows, Register};
use foundation::error::{Error, Result};
use foundation::tables::audit::ReadingRow;
use foundation::tables::reading::DayNote;
use odd_days::PlausibleDays;
use telling::{TellingCount, TellingCounts};
use value_counts::{ColumnCounts, CountedColumn};

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
    /// What is done with bad rows.
    rule: BadRows,
}

/// The files of the extracts' folder.
pub struct Extracts {
    all: Vec<(String, std::path::PathBuf)>,
    faults: Faults,
    empty_allowed: bool,
    scratch: Scratch,
}

impl Extracts {
    /// Lists the folder.
    ///
    /// # Errors
    /// A folder that is missing or unreadable.
    pub fn list(dir: &Path) -> Result<Extracts, ExtractError> {
        Ok(Extracts {
            all: files::list(dir)?,
            faults: Faults::default(),
            empty_allowed: false,
            scratch: Scratch::default(),
        })
    }

    /// The file of a name relative to the folder, with `/`, if the folder has it.
    pub fn file(&self, name: &str) -> Option<&Path> {
        let at = self.all.binary_search_by(|(known, _)| known.as_str().cmp(name)).ok()?;
        self.all.get(at).map(|(_, path)| path.as_path())
    }

    /// Says where rows may lie that do not fit in memory.
    #[must_use]
    pub fn with_scratch(mut self, scratch: Scratch) -> Extracts {
        self.scratch = scratch;
        self
    }

    /// Where rows may lie that do not fit in memory.
    pub fn scratch(&self) -> &Scratch {
        &self.scratch
    }

    /// No extracts: every register comes from elsewhere.
    pub fn none() -> Extracts {
        Extracts { all: Vec::new(), faults: Faults::default(), empty_allowed: false, scratch: Scratch::default() }
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

    /// What is done with bad rows of a register. A bad row of a test person is a slip unless the definition speaks of bad rows.
    fn rule(&self, definition: &Register) -> BadRows {
        let rule = definition.bad_rows.value;
        if self.empty_allowed && rule == BadRows::default() { BadRows::Refuse } else { rule }
    }

    /// The fault that a register has no file; `None` if a file exists, even a faulty one.
    pub fn no_file(&self, definition: &Register) -> Option<ExtractError> {
        let error = files::find(definition, &self.all, &Faults::default()).err()?;
        matches!(*error.fault, Fault::NoFile { .. }).then_some(error)
    }

    /// Parquet files that fit no path of any register, or are of years that no register covers, in order of name. Files that a later
    /// delivery replaces fit a path.
    pub fn unread(&self, registers: &[Register]) -> Vec<ExtractFile> {
        let quiet = Faults::noting();
        // A path whose years differ is a fault of its own.
        let fitting = |register| deliveries::fitting(register, &self.all, &quiet).ok().flatten().into_iter().flatten();
        let known: BTreeSet<String> =
            registers.iter().flat_map(fitting).map(|delivery| delivery.file.name.clone()).collect();
        let is_parquet = |name: &str| {
            let hidden = name.split('/').any(|part| part.starts_with('.'));
            !hidden && name.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("parquet"))
        };
        let unread = self.all.iter().filter(|(name, path)| is_parquet(name) && !known.contains(name) && path.is_file());
        unread.map(|(name, path)| ExtractFile { path: path.clone(), name: name.clone(), year: None }).collect()
    }

    /// Finds and opens a register's files, with the rules that every purpose of it has together.
    ///
    /// # Errors
    /// Those of `files::find` and `OpenFile::open`.
    pub fn open<'a>(&self, definition: &'a Register) -> Result<OpenRegister<'a>> {
        self.open_for(Purpose::Residence, definition)
    }

    /// Finds and opens a register's files, whose rows are read for one purpose.
    ///
    /// # Errors
    /// Those of `files::find` and `OpenFile::open`.
    pub fn open_for<'a>(&self, purpose: Purpose, definition: &'a Register) -> Result<OpenRegister<'a>> {
        let found = files::find(definition, &self.all, &self.faults)?;
        let mut opened = Vec::new();
        for file in found.files {
            let file = self.faults.pass(OpenFile::open(&definition.id.value, file))?;
            opened.extend(file.map(|file| file.with_faults(self.faults.clone())));
        }
        let rows = opened.iter().map(OpenFile::rows).sum();
        let conditional = !(self.empty_allowed && definition.role.is_some());
        let mut files = Vec::new();
        for file in opened {
            let rules = Rules::of(definition, purpose, self.rule(definition).at_most(rows).map(DropCounts::new));
            files.extend(self.faults.pass(file.with_rules(rules, definition, conditional))?);
        }
        let rule = self.rule(definition);
        let (faults, passed_over) = (self.faults.clone(), found.passed_over);
        let register = OpenRegister { definition, files, faults, passed_over, empty_allowed: self.empty_allowed, rule };
        if !self.empty_allowed {
            register.require_rows()?;
        }
        Ok(register)
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

impl OpenRegister<'_> {
    /// How many rows the register has.
    pub fn rows(&self) -> u64 {
        self.files.iter().map(OpenFile::rows).sum()
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
    pub fn bad_rows(&self) -> bad_rows::RegisterBadRows<'_> {
        let files = self.files.iter();
        let files =
            files.filter_map(|file| Some((file.file.name.as_str(), file.file.year, file.rules.dropped.as_ref()?)));
        bad_rows::RegisterBadRows { register: &self.definition.id.value, rule: self.rule, files: files.collect() }
    }

    /// Fails if bad rows are too many, a column's times are a day early, or the codes by which rows are chosen are in another spelling.
    /// `passed_over` rows were not read.
    ///
    /// # Errors
    /// [`Fault::TooManyBadRows`], [`Fault::MidnightsInUtc`], [`Fault::OtherSpelling`], and days where seconds are declared.
    pub fn require_sound_values(&self, passed_over: u64) -> Result<(), ExtractError> {
        self.require_true_times()?;
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
        let results: Vec<Result<Option<T>>> =
            parts.into_par_iter().map(|(file, group)| self.faults.pass(task(file, group))).collect();
        results.into_iter().filter_map(Result::transpose).collect()
    }
}
