//! A line of the table of an examination: a fault that a build stops at, or a note.

use serde::Serialize;

use engine::registers::{ExtractError, Fault};

/// The beginning of the code of a note on bad rows; the cause follows.
pub(super) const BAD_ROW: &str = "bad_row_";

/// The beginning of the code of a note on codes; what was counted follows.
pub(super) const CODES: &str = "codes_";

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// A build stops at it.
    Fault,
    /// Worth a look.
    Note,
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How grave it is.
    pub level: Level,
    /// The register.
    pub register: String,
    /// The file, as found below the extracts' folder.
    pub file: Option<String>,
    /// The row group, counted from 0.
    pub row_group: Option<usize>,
    /// The column, as it is called in the file.
    pub column: Option<String>,
    /// What it is, in one word.
    pub code: String,
    /// The same as a sentence. Never a value of a row.
    pub message: String,
    /// How many values, rows, spells or persons.
    pub count: Option<u64>,
    /// What to do about it.
    pub hint: Option<String>,
    /// The fault itself; none of a note.
    #[serde(skip)]
    pub(super) fault: Option<ExtractError>,
}

/// A fault; a count that was added up over stages takes the place of its own.
pub(super) fn of_fault(mut error: ExtractError, count: Option<usize>) -> Finding {
    if let (Some(place), Some(count)) = (error.fault.count_mut(), count) {
        *place = count;
    }
    let count = match &*error.fault {
        Fault::NoMatchingKey { count } => u64::try_from(*count).ok(),
        _ => count.map(|count| count as u64),
    };
    Finding {
        level: Level::Fault,
        hint: Some(error.hint()),
        code: error.fault.code().to_owned(),
        message: match error.value.as_deref() {
            Some((variable, sql)) => format!("variable `{variable}` ({sql}): {}", error.fault),
            None => error.fault.to_string(),
        },
        file: error.file.as_ref().map(|file| file.display().to_string()),
        register: error.register.clone(),
        row_group: error.row_group,
        column: error.column.clone(),
        count,
        fault: Some(error),
    }
}

/// Something worth a look at a register.
pub(super) fn note(register: &str, code: &str, message: String, count: Option<u64>) -> Finding {
    Finding {
        level: Level::Note,
        register: register.to_owned(),
        file: None,
        row_group: None,
        column: None,
        code: code.to_owned(),
        message,
        count,
        hint: None,
        fault: None,
    }
}
