//! What can be wrong with a file of rows: one message per fault, with file, row group and column, never a value.

use engine::registers::{ExtractError, Fault};
use foundation::error::{Error, Kind, RoomError};

/// A fault in a file, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileError {
    /// The file, as it was named.
    pub file: String,
    /// The row group, counted from 0.
    pub row_group: Option<usize>,
    /// The column.
    pub column: Option<String>,
    /// What is wrong.
    pub fault: RowFault,
}

/// What is wrong with a file of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowFault {
    /// As with any extract.
    Extract(Box<Fault>),
    /// Parquet that needs a key to be read.
    Encrypted,
    /// Nothing is there.
    Missing {
        /// The operating system's reason.
        reason: String,
    },
    /// A folder without Parquet files.
    NoFiles,
    /// No column of that name.
    NoColumn {
        /// The nearest name in the file.
        near: Option<String>,
    },
    /// Two columns differ in case only, and neither is spelled as asked.
    TwoColumns {
        /// The other.
        other: String,
    },
    /// Two columns have the same name.
    SameName,
    /// A column of the wrong type.
    WrongType {
        /// The type in the file.
        found: String,
        /// What it should hold.
        wanted: &'static str,
    },
    /// Text in one file, numbers in another.
    MixedTypes {
        /// The type in the first file.
        before: String,
        /// The type in this one.
        here: String,
    },
    /// NaN or infinite values.
    NotFinite {
        /// How many.
        count: usize,
    },
    /// Numbers with decimals where there must be none, or beyond what can be counted.
    NotWhole {
        /// How many.
        count: usize,
    },
    /// Neither 0 nor 1.
    NotZeroOne {
        /// How many.
        count: usize,
    },
    /// Negative weights.
    Negative {
        /// How many.
        count: usize,
    },
}

impl RowFault {
    /// With the count of another of the same kind.
    #[must_use]
    pub fn plus(self, other: RowFault) -> RowFault {
        match (self, other) {
            (Self::NotFinite { count }, Self::NotFinite { count: more }) => Self::NotFinite { count: count + more },
            (Self::NotWhole { count }, Self::NotWhole { count: more }) => Self::NotWhole { count: count + more },
            (Self::NotZeroOne { count }, Self::NotZeroOne { count: more }) => Self::NotZeroOne { count: count + more },
            (Self::Negative { count }, Self::Negative { count: more }) => Self::Negative { count: count + more },
            (first, _) => first,
        }
    }
}

impl From<Fault> for RowFault {
    fn from(fault: Fault) -> RowFault {
        RowFault::Extract(Box::new(fault))
    }
}

impl From<ExtractError> for FileError {
    fn from(error: ExtractError) -> FileError {
        FileError {
            // Every fault of an open file names it.
            file: error.file.map_or_else(String::new, |file| file.display().to_string()),
            row_group: error.row_group,
            column: error.column,
            fault: match *error.fault {
                Fault::NotParquet { reason } if reason.contains("encrypted") => RowFault::Encrypted,
                fault => fault.into(),
            },
        }
    }
}

impl RoomError for FileError {
    fn kind(&self) -> Kind {
        Kind::Extract
    }

    fn hint(&self) -> Option<String> {
        Some(self.hint())
    }
}

impl From<FileError> for Error {
    fn from(error: FileError) -> Error {
        Error::room(error)
    }
}

impl FileError {
    /// A fault of a file as a whole.
    pub fn of(file: &str, fault: RowFault) -> FileError {
        FileError { file: file.to_owned(), row_group: None, column: None, fault }
    }

    /// The same in a column.
    #[must_use]
    pub fn in_column(mut self, column: &str) -> FileError {
        self.column = Some(column.to_owned());
        self
    }

    /// The same in a row group.
    #[must_use]
    pub fn in_row_group(mut self, row_group: usize) -> FileError {
        self.row_group = Some(row_group);
        self
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match &self.fault {
            RowFault::Extract(fault) => match **fault {
                Fault::Changed => "let the delivery finish, then run again".to_owned(),
                _ => "deliver the file again: it was not written to its end, or is not Parquet".to_owned(),
            },
            RowFault::Encrypted => "export the file without encryption: no key can be given".to_owned(),
            RowFault::Missing { .. } => "check the path".to_owned(),
            RowFault::NoFiles => "name a Parquet file, or a folder with files that end in .parquet".to_owned(),
            RowFault::NoColumn { near: Some(near) } if near.chars().any(is_invisible) => {
                format!("the file has `{}`, with an invisible character: rename the column in the file", short(near))
            }
            RowFault::NoColumn { near: Some(near) } => format!("did you mean `{}`?", short(near)),
            RowFault::NoColumn { near: None } => "check the name against the file's columns".to_owned(),
            RowFault::TwoColumns { .. } => "spell the column exactly as in the file".to_owned(),
            RowFault::SameName => "rename one of them in the file: a name stands for one column".to_owned(),
            RowFault::WrongType { found, .. } if found.starts_with("times of the zone") => {
                "convert the times to dates of their zone: the year of a time depends on the zone".to_owned()
            }
            RowFault::WrongType { .. } => "name another column, or convert this one".to_owned(),
            RowFault::MixedTypes { .. } => "deliver all files with the same types".to_owned(),
            RowFault::NotFinite { .. } => "write null where there is no value, and leave such rows out".to_owned(),
            RowFault::NotWhole { .. } => "round the values, or name another column".to_owned(),
            RowFault::NotZeroOne { .. } => {
                "code success as 1 and non-success as 0, and what is unknown as null".to_owned()
            }
            RowFault::Negative { .. } => "weights are zero or more: correct the column".to_owned(),
        }
    }
}

impl std::error::Error for FileError {}

impl std::fmt::Display for FileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(row_group) = self.row_group {
            write!(f, ", row group {row_group}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column `{}`", short(column))?;
        }
        write!(f, ": {}", self.fault)
    }
}

impl std::fmt::Display for RowFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Extract(fault) => write!(f, "{fault}"),
            Self::Encrypted => write!(f, "is encrypted"),
            Self::Missing { reason } => write!(f, "can't be opened ({reason})"),
            Self::NoFiles => write!(f, "is a folder without Parquet files"),
            Self::NoColumn { .. } => write!(f, "there is no such column"),
            Self::TwoColumns { other } => write!(f, "is there twice, also as `{}`", short(other)),
            Self::SameName => write!(f, "two columns have this name"),
            Self::WrongType { found, wanted } => write!(f, "holds {found}, where there must be {wanted}"),
            Self::MixedTypes { before, here } => write!(f, "holds {here}, and {before} in the files before"),
            Self::NotFinite { count } => write!(f, "{count} value(s) that are NaN or infinite"),
            Self::NotWhole { count } => write!(f, "{count} value(s) that are not whole, or too large to be counted"),
            Self::NotZeroOne { count } => write!(f, "{count} value(s) that are neither 0 nor 1"),
            Self::Negative { count } => write!(f, "{count} negative weight(s)"),
        }
    }
}

/// Whether a character takes no room of its own, such as the byte order mark of a text file that a column came from.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// A name without its invisible characters.
pub fn visible(name: &str) -> String {
    name.chars().filter(|c| !is_invisible(*c)).collect()
}

/// A name that may be of any length, for a message on one line. Invisible characters are written as their codes.
pub fn short(name: &str) -> String {
    const LONGEST: usize = 80;
    let mut shown = String::new();
    for c in name.chars().take(LONGEST) {
        match c {
            c if c.is_control() => shown.push('�'),
            c if is_invisible(c) => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    if name.chars().count() > LONGEST { shown + "…" } else { shown }
}
