//! Results of another engine: the population and person-year sums that scripts made where the registers are.
//!
//! Owns the folder of scripts and results, its list, and what is checked of a result before a number of it counts: that it comes
//! from the script of today's definitions, that no row was lost or counted twice on the way, and that its columns are of the
//! types that the script gives them. Owns no SQL: the crate `scripts` writes it. What becomes of the numbers belongs to `persons`
//! and `variables`, which hold bad rows, keys and duplicates against the same limits as those of extracts.

mod batch;
mod counts;
mod days;
mod engine;
mod groups_seen;
mod list;
mod side_counts;
mod spelled;
mod totals;
mod whose;

pub use batch::ResultBatch;
pub use counts::{BadCounts, DAYS_FOR_SECONDS, MIDNIGHTS, TimeCounts};
pub use days::DayCounts;
pub use engine::Engine;
pub use list::{
    COPIES, Count, CountOf, CountedDigits, DayColumn, FORM, LIST, Misspelled, RESIDENCE, RESIDENCE_TOTALS, RESULTS,
    ROWS, ScriptList, ScriptResultKind, ScriptedCondition, ScriptedFile, ScriptedRegister, ScriptedSource, TOTALS,
    TimeCount, definition_hash,
};
pub use side_counts::SideCounts;
pub use spelled::DigitCounts;
pub use totals::Totals;
pub use whose::{RowsOf, Whose};

use std::path::{Path, PathBuf};

use definitions::Definitions;
use foundation::error::{Error, Kind, Result};

use crate::registers::{Extracts, footer_hash};

/// What to do about results that do not fit.
const AGAIN: &str = "write the scripts again with `som sql`, and run all of them";

/// What to do about results with lost or doubled parts.
const DONE_AGAIN: &str = "the engine lost a part of its work, or did one twice: run the script again";

/// A folder of scripts and their results.
#[derive(Debug)]
pub struct Results {
    folder: PathBuf,
    list: ScriptList,
}

/// A file of results.
#[derive(Debug, Clone)]
pub struct ResultFile {
    /// On disk.
    pub path: PathBuf,
    /// Relative to the folder of scripts, with `/`.
    pub name: String,
}

impl Results {
    /// Opens a folder.
    ///
    /// # Errors
    /// No list of scripts, or one of another program or of other definitions.
    pub fn open(folder: &Path, definitions: &Definitions) -> Result<Results> {
        let path = folder.join(LIST);
        let wrong = |reason: &str| Error::at(Kind::Extract, &path, reason, AGAIN);
        let text = std::fs::read(&path).map_err(|e| wrong(&format!("can't be read: {e}")))?;
        let list: ScriptList =
            serde_json::from_slice(&text).map_err(|_| wrong("is not a script list that `som sql` wrote"))?;
        if list.form != FORM {
            return Err(wrong("the scripts give results of another form: another version of the program wrote them"));
        }
        for scripted in &list.registers {
            let register = definitions.register(&scripted.register);
            let now = register.map(|register| definition_hash(definitions, register));
            if now.as_ref() != Some(&scripted.definition) {
                let reason = format!("the script of register `{}` is of other definitions", scripted.register);
                return Err(wrong(&reason));
            }
        }
        let population = definitions.population().map(|register| register.id.value.as_str());
        if population.is_none_or(|id| {
            list.registers
                .iter()
                .all(|scripted| scripted.register != id || scripted.gives != ScriptResultKind::Residence)
        }) {
            return Err(wrong("there is no script of the population"));
        }
        Ok(Results { folder: folder.to_owned(), list })
    }

    /// Holds the files that the scripts were written from against those of the same names in a folder of extracts. Files that the folder
    /// does not have lie elsewhere, and are not looked at.
    ///
    /// # Errors
    /// A file that is another one than the script's.
    pub fn require_unchanged(&self, extracts: &Extracts) -> Result<()> {
        let all = self.list.registers.iter().flat_map(|scripted| std::iter::once(scripted).chain(&scripted.related));
        for scripted in all {
            for file in &scripted.files {
                let Some(path) = extracts.file(&file.name) else { continue };
                if footer_hash(path).ok().as_ref() != Some(&file.footer) {
                    let reason = "the file has changed since the script was written from it";
                    let message = format!("register `{}`: {}: {reason}", scripted.register, file.name);
                    return Err(Error::new(Kind::Extract, message, AGAIN));
                }
            }
        }
        Ok(())
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The engine that ran the scripts, if the folder names it.
    ///
    /// # Errors
    /// A file that names no engine.
    pub fn engine(&self) -> Result<Option<Engine>> {
        Engine::of(&self.folder)
    }

    /// The list of scripts.
    pub fn list(&self) -> &ScriptList {
        &self.list
    }

    /// The script of a register that gives residence or sums, if it has one.
    pub fn of(&self, register: &str, gives: ScriptResultKind) -> Option<&ScriptedRegister> {
        self.list.registers.iter().find(|scripted| scripted.register == register && scripted.gives == gives)
    }

    /// The Parquet files of one result of a register, in order of name. An engine writes as many as it likes.
    ///
    /// # Errors
    /// No file.
    pub fn files(&self, scripted: &ScriptedRegister, part: &str) -> Result<Vec<ResultFile>> {
        let folder = self.folder.join(RESULTS).join(&scripted.register).join(part);
        let mut files = Vec::new();
        let mut folders = vec![folder.clone()];
        while let Some(next) = folders.pop() {
            let missing = || {
                let hint =
                    format!("run {} with the engine of the scripts", self.folder.join(&scripted.script).display());
                // The totals are what a script writes last.
                let reason = match part == scripted.totals_part() {
                    true => "the script did not run to its end: there are no totals",
                    false => "there is no result",
                };
                Error::at(Kind::Extract, &folder, reason, hint)
            };
            let entries = std::fs::read_dir(&next).map_err(|_| missing())?;
            for entry in entries {
                let path = entry.map_err(|_| missing())?.path();
                let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
                if path.is_dir() {
                    folders.push(path);
                } else if name.ends_with(".parquet") && !name.starts_with(['.', '_']) {
                    let inside = path.strip_prefix(&self.folder).unwrap_or(&path);
                    let parts = inside.components().map(|part| part.as_os_str().to_string_lossy());
                    files.push(ResultFile { name: parts.collect::<Vec<_>>().join("/"), path });
                }
            }
            if folders.is_empty() && files.is_empty() {
                return Err(missing());
            }
        }
        files.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(files)
    }
}

impl ScriptedRegister {
    /// The result with the register's rows.
    pub fn rows_part(&self) -> &'static str {
        match self.gives {
            ScriptResultKind::Residence => RESIDENCE,
            ScriptResultKind::Sums => ROWS,
        }
    }

    /// The results that the script gives.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        let joined = self.sources.iter().filter_map(|source| source.joined.as_deref());
        let copies = self.copies.then_some(COPIES);
        let related = self.related.iter().map(|related| related.part.as_str());
        let days = (!self.days.is_empty()).then(|| self.days_part());
        let conditions = (!self.conditions.is_empty()).then(|| self.conditions_part());
        let digits = (self.digits > 0).then(|| self.digits_part());
        let beside = joined.chain(copies).chain(related).chain(days).chain(conditions).chain(digits);
        std::iter::once(self.rows_part()).chain(beside).chain([self.totals_part()])
    }

    /// The result with odd days.
    pub fn days_part(&self) -> &'static str {
        self.gives.days_part()
    }

    /// The result with the conditions that choose rows.
    pub fn conditions_part(&self) -> &'static str {
        self.gives.conditions_part()
    }

    /// The result with codes of digits by their length.
    pub fn digits_part(&self) -> &'static str {
        self.gives.digits_part()
    }

    /// The result with the totals of the others.
    pub fn totals_part(&self) -> &'static str {
        match self.gives {
            ScriptResultKind::Residence => RESIDENCE_TOTALS,
            ScriptResultKind::Sums => TOTALS,
        }
    }

    /// Holds the pieces of rows, a year or week each, against those that there must be.
    ///
    /// # Errors
    /// Another number of pieces.
    pub fn require_pieces(&self, found: u64, wanted: u64) -> Result<()> {
        if found == wanted {
            return Ok(());
        }
        let reason =
            format!("register `{}`: its results count {found} years or weeks of rows, of {wanted}", self.register);
        Err(Error::new(Kind::Extract, reason, DONE_AGAIN))
    }

    /// Holds the spells that were joined against those that were to be.
    ///
    /// # Errors
    /// Another number of spells.
    pub fn require_spells(&self, found: u64, wanted: u64) -> Result<()> {
        if found == wanted {
            return Ok(());
        }
        let reason = format!("register `{}`: {found} spells were joined, of {wanted}", self.register);
        Err(Error::new(Kind::Extract, reason, DONE_AGAIN))
    }

    /// Holds what a result counts beside the sums against the rows that it is counted of.
    ///
    /// # Errors
    /// More than there can be.
    pub fn require_at_most(&self, part: &str, found: u64, most: u64) -> Result<()> {
        if found <= most {
            return Ok(());
        }
        let reason = format!("register `{}`: its result `{part}` counts {found} rows, of {most}", self.register);
        Err(Error::new(Kind::Extract, reason, DONE_AGAIN))
    }

    /// The error of a result without a row of a file.
    pub fn without_file(&self, part: &str, file: &ScriptedFile) -> Error {
        let reason = format!("register `{}`: its result `{part}` has no row of {}", self.register, file.name);
        Error::new(Kind::Extract, reason, DONE_AGAIN)
    }

    /// Holds the rows of a result against those that its script reads: an engine that lost a part of its work, or did one twice,
    /// has another number.
    ///
    /// # Errors
    /// Another number of rows.
    pub fn require_rows(&self, found: u64, wanted: u64) -> Result<()> {
        if found == wanted {
            return Ok(());
        }
        let reason = format!("its results count {found} rows of the extracts, which have {wanted}");
        let hint = "the extracts changed since the scripts were written, or the engine lost a part or did one twice: write the scripts \
                    again and run them";
        Err(Error::new(Kind::Extract, format!("register `{}`: {reason}", self.register), hint))
    }
}
