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
mod digit_codes;
pub mod digit_keys;
pub mod error;
pub mod extract_file;
pub mod fault;
pub mod faults;
pub mod files;
mod footer;
mod key_counts;
mod listed_texts;
pub mod normal_forms;
pub mod normalise;
pub mod odd_days;
pub mod open;
mod open_register;
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
pub mod spelling_verdict;
mod statistics;
pub mod stored_type;
pub mod telling;
mod text_days;
pub mod texts;
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
pub use open_register::OpenRegister;
pub use projection::{NullRule, Projection, ReadAs};
pub use rules::Purpose;
use rules::Rules;
pub use scratch::Scratch;
pub use stored_type::KeyType;

use std::collections::BTreeSet;
use std::path::Path;

use bad_rows::DropCounts;
use definitions::register::{BadRows, Register};
use foundation::error::Result;
use rayon::prelude::*;

/// Marks extracts as synthetic; the generator writes it, and a release reports it.
pub const SYNTHETIC_MARK: &str = "SYNTHETIC.toml";

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

    /// The files of a register that count, in order of name.
    ///
    /// # Errors
    /// Those of `files::find`.
    pub fn files(&self, definition: &Register) -> Result<Vec<ExtractFile>, ExtractError> {
        Ok(files::find(definition, &self.all, &self.faults)?.files)
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
        let open = |file| OpenFile::open(&definition.id.value, file);
        let mut opened = Vec::new();
        for file in found.files.into_par_iter().map(open).collect::<Vec<_>>() {
            let file = self.faults.pass(file)?;
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
