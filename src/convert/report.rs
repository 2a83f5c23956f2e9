//! What a conversion did: a row per source, and a row per count that is not zero. Never a value of a row.
//!
//! Owns the rows; how they are shown is for the caller.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::{ConvertError, ErrorKind};

/// What happened to a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was converted.
    Converted,
    /// It was converted earlier, and nothing has changed since.
    Skipped,
    /// It was refused, and nothing of it was written.
    Refused,
}

/// A source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileRow {
    /// Its path below the folder of sources.
    pub source_file: String,
    /// The register; none if no rule fits its name.
    pub register: Option<String>,
    /// The year of its period.
    pub year: Option<i32>,
    /// The month of its period.
    pub month: Option<u32>,
    /// The part of a period in several files.
    pub part: Option<u32>,
    /// What happened.
    pub outcome: Outcome,
    /// Rows.
    pub rows: Option<u64>,
    /// Columns of the source.
    pub columns: Option<u64>,
    /// Missing numbers of a special kind (`._`, `.A` to `.Z`), over all columns.
    pub special_missing: Option<u64>,
    /// Texts that could not be decoded without doubt, over all columns.
    pub lossy_text: Option<u64>,
    /// Values that do not fit their declared form, over all columns; these columns are as SAS stores them.
    pub misfits: Option<u64>,
    /// The extract, below the folder of extracts.
    pub output: Option<String>,
    /// Extracts of the same period that were removed because their sources are gone.
    pub removed: Option<String>,
    /// Why it was refused.
    pub reason: Option<String>,
    /// What to do about it.
    pub hint: Option<String>,
}

/// A count of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CountRow {
    /// The source.
    pub source_file: String,
    /// The register.
    pub register: String,
    /// The column, as the file names it.
    pub column: String,
    /// What was counted: `missing .` to `missing .Z`, `missing NaN`, `blank`, `undecodable`, `control_characters`,
    /// `zeros_added`; `misfits`, the values that do not fit the column's declared form; and `kept_as_number` or `kept_as_text`, all
    /// values of a column that is as SAS stores it because one of them does not fit its form or its format.
    pub counted: String,
    /// How many values; at least one.
    pub values: u64,
}

/// What a conversion did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Sources by name.
    pub files: Vec<FileRow>,
    /// Counts by source and column.
    pub counts: Vec<CountRow>,
    /// The faults of refused sources, in the order of [`Report::files`].
    #[serde(skip)]
    pub faults: Vec<ConvertError>,
}

impl Report {
    /// How many sources had an outcome.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.files.iter().filter(|file| file.outcome == outcome).count()
    }

    /// The kind of fault that decides the exit code; `None` if every source is converted. An internal error comes
    /// before an output that can't be written, and this before a source.
    pub fn fault(&self) -> Option<ErrorKind> {
        let kinds = [ErrorKind::Internal, ErrorKind::Output, ErrorKind::Source];
        kinds.into_iter().find(|kind| self.faults.iter().any(|fault| fault.kind() == *kind))
    }
}

/// Sums of a file's counts: special missing values, lossy texts, misfits.
pub(crate) fn sums(counts: &BTreeMap<String, BTreeMap<String, u64>>) -> (u64, u64, u64) {
    let mut sums = (0, 0, 0);
    for (counted, values) in counts.values().flatten() {
        match counted.as_str() {
            "missing ." | "missing NaN" => {}
            "undecodable" | "control_characters" => sums.1 += values,
            "misfits" => sums.2 += values,
            missing if missing.starts_with("missing ") => sums.0 += values,
            _ => {}
        }
    }
    sums
}
