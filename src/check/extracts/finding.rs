//! A line of the table of an examination: a fault that a build stops at, or a note.

use serde::Serialize;

use engine::registers::ExtractError;
use foundation::tables::audit::ReadingRow;
use foundation::tables::reading::Counted;
use foundation::tables::reading_sentence::{CountedCause, quoted};
use foundation::words::{Label, Language};

/// The beginning of the code of a note on bad rows; the cause follows.
const BAD_ROW: &str = "bad_row_";

/// The beginning of the code of a note on codes; what was counted follows.
const CODES: &str = "codes_";

/// The beginning of the code of a note on odd days; what is odd follows.
const DAYS: &str = "days_";

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
#[derive(Debug, Clone, PartialEq, Serialize)]
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
    /// What it comes from.
    #[serde(skip)]
    pub(super) origin: Origin,
}

/// What a finding comes from, which says it in another language and tells its cause.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Origin {
    /// A fault, the variables whose values have it, and what to do where that depends on the definitions.
    Fault(Box<FaultOrigin>),
    /// Rows of one cause that were counted.
    Counted(Vec<ReadingRow>),
    /// A sentence of its own, in Danish.
    Sentence(String),
}

/// A fault, the variables whose values have it, and what to do where that depends on the definitions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FaultOrigin {
    pub(super) error: ExtractError,
    pub(super) variables: Vec<String>,
    pub(super) hint: Option<Label>,
}

impl FaultOrigin {
    /// The fault as a sentence, after the variables and their SQL.
    fn message(&self, language: Language) -> String {
        let fault = match language {
            Language::Da => self.error.fault.in_danish(),
            Language::En => self.error.fault.to_string(),
        };
        let Some((_, sql)) = self.error.value.as_deref() else { return fault };
        let names: Vec<&str> = self.variables.iter().map(String::as_str).collect();
        let what = match (language, names.len()) {
            (_, 0 | 1) => "variable",
            (Language::Da, _) => "variablerne",
            (Language::En, _) => "variables",
        };
        let what = if language == Language::Da && names.len() < 2 { "variablen" } else { what };
        // SQL of several variables differs.
        let sql = if sql.is_empty() { String::new() } else { format!(" ({sql})") };
        format!("{what} {}{sql}: {fault}", quoted(&names, language))
    }

    fn hint(&self, language: Language) -> String {
        match (&self.hint, language) {
            (Some(hint), language) => hint.get(language).to_owned(),
            (None, Language::Da) => self.error.fault.hint_in_danish(),
            (None, Language::En) => self.error.hint(),
        }
    }
}

impl Finding {
    /// The message in a language.
    pub fn message(&self, language: Language) -> String {
        match (&self.origin, language) {
            (_, Language::En) => self.message.clone(),
            (Origin::Fault(fault), Language::Da) => fault.message(language),
            (Origin::Counted(rows), Language::Da) => {
                let cause = CountedCause::of(rows.iter().collect());
                cause.map_or_else(|| self.message.clone(), |cause| cause.sentence(language))
            }
            (Origin::Sentence(danish), Language::Da) => danish.clone(),
        }
    }

    /// What to do about it, in a language.
    pub fn hint(&self, language: Language) -> Option<String> {
        match (&self.origin, language) {
            (_, Language::En) => self.hint.clone(),
            (Origin::Fault(fault), Language::Da) => Some(fault.hint(language)),
            (Origin::Counted(_) | Origin::Sentence(_), Language::Da) => None,
        }
    }
}

/// A fault; a count that was added up over stages takes the place of its own.
pub(super) fn of_fault(mut error: ExtractError, count: Option<usize>, hint: Option<Label>) -> Finding {
    if let (Some(place), Some(count)) = (error.fault.count_mut(), count) {
        *place = count;
    }
    let variables = error.value.iter().map(|value| value.0.clone()).collect();
    from_origin(FaultOrigin { error, variables, hint })
}

/// The finding of a fault.
pub(super) fn from_origin(origin: FaultOrigin) -> Finding {
    let error = &origin.error;
    Finding {
        level: Level::Fault,
        hint: Some(origin.hint(Language::En)),
        code: error.fault.code().to_owned(),
        message: origin.message(Language::En),
        file: error.file.as_ref().map(|file| file.display().to_string()),
        register: error.register.clone(),
        row_group: error.row_group,
        column: error.column.clone(),
        count: error.fault.count(),
        origin: Origin::Fault(Box::new(origin)),
    }
}

/// A sentence on a register in both languages.
pub(super) fn note(register: &str, code: &str, sentence: Label, count: Option<u64>) -> Finding {
    Finding {
        level: Level::Note,
        register: register.to_owned(),
        file: None,
        row_group: None,
        column: None,
        code: code.to_owned(),
        message: sentence.en,
        count,
        hint: None,
        origin: Origin::Sentence(sentence.da),
    }
}

/// The note of rows of one cause; `None` without any.
pub(super) fn counted(rows: Vec<ReadingRow>) -> Option<Finding> {
    let cause = CountedCause::of(rows.iter().collect())?;
    let (message, count) = (cause.sentence(Language::En), u64::try_from(cause.count()).ok());
    let first = rows.first()?;
    let (code, column, file) = match first.counted() {
        Counted::Bad(cause, column, place) => (format!("{BAD_ROW}{cause}"), Some(column), Some(place)),
        Counted::Code(what, column, place) => (format!("{CODES}{what}"), Some(column), Some(place)),
        Counted::Days(note, _, column) => (format!("{DAYS}{}", note.word()), Some(column), None),
        Counted::Unmet(..) | Counted::EmptyYear(_) | Counted::Spelled(..) | Counted::Alike(..) if rows.len() > 1 => {
            (format!("{}…", first.cause()), None, None)
        }
        _ => (first.name.clone(), None, None),
    };
    let (column, file) = (column.map(str::to_owned), file.map(str::to_owned));
    let (register, origin) = (first.register.clone(), Origin::Counted(Vec::new()));
    let level = Level::Note;
    let finding = Finding { level, register, file, row_group: None, column, code, message, count, hint: None, origin };
    Some(Finding { origin: Origin::Counted(rows), ..finding })
}
