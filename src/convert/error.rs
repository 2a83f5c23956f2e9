//! What stops a conversion, or one file of it: what is wrong, where, and what to do. Never a value of a row.
//!
//! Owns the messages. Does not decide whether the other files go on; that is for [`crate::convert`].

use std::path::PathBuf;

/// Which kind of fault it is. A command line maps each to its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The folders or settings that were asked for.
    Usage,
    /// A source file that can't be read, placed or trusted.
    Source,
    /// An output that can't be written, or that another process or program wrote.
    Output,
    /// The user stopped it.
    Interrupted,
    /// An internal error.
    Internal,
}

/// What stops a conversion, or one file of it. Paths are as the user gave them, sources relative to the folder of sources.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConvertError {
    /// The folder of sources.
    #[error("{}: {reason}", path.display())]
    NoFolder {
        /// Which.
        path: PathBuf,
        /// `no such folder`, that it is a file, or that it holds no SAS file.
        reason: String,
    },
    /// A name rule that can't be used.
    #[error("name rule `{rule}`: {reason}")]
    Rule {
        /// Which.
        rule: String,
        /// Why.
        reason: String,
    },
    /// A share outside 0 to 1.
    #[error("the limit of values that do not fit their declared form must be between 0 and 1")]
    Limit,
    /// Another conversion writes to the same folder.
    #[error("{}: another conversion is writing here", path.display())]
    Busy {
        /// The folder of extracts.
        path: PathBuf,
    },
    /// The record of what is converted can't be understood.
    #[error("{}: cannot be understood: {reason}", path.display())]
    Ledger {
        /// The record.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A file's name that no rule fits.
    #[error("{source_file}: no rule fits its name")]
    Unplaced {
        /// Which.
        source_file: String,
    },
    /// Two sources that would give the same output.
    #[error("{source_file}: would give the same output as {other}")]
    SameOutput {
        /// Which.
        source_file: String,
        /// The other.
        other: String,
    },
    /// A source that holds a period as a whole, and one that holds a part of it.
    #[error("{source_file}: holds the same period as {other}, one as a whole and one as a part")]
    WholeAndPart {
        /// Which.
        source_file: String,
        /// The other.
        other: String,
    },
    /// An extract of the same period whose source is gone.
    #[error(
        "{source_file}: {extract} is of the same period, and its source {source_gone} is not in the folder: both would be read"
    )]
    Stale {
        /// Which.
        source_file: String,
        /// The other extract.
        extract: String,
        /// What it was converted from.
        source_gone: String,
    },
    /// A source that can't be read by the operating system.
    #[error("{source_file}: cannot be read: {reason}")]
    Unreadable {
        /// Which.
        source_file: String,
        /// Why.
        reason: String,
    },
    /// Not a SAS dataset, or one that isn't understood.
    #[error("{source_file}: not understood: {reason}")]
    NotUnderstood {
        /// Which.
        source_file: String,
        /// Why.
        reason: String,
    },
    /// Shorter than its header says.
    #[error("{source_file}: cut short: {found} bytes, where its header says {expected}")]
    CutShort {
        /// Which.
        source_file: String,
        /// Bytes in the file.
        found: u64,
        /// Bytes by the header.
        expected: u64,
    },
    /// The pages hold another number of rows than the header says.
    #[error("{source_file}: its pages hold {found} rows, where its header says {expected}")]
    RowCount {
        /// Which.
        source_file: String,
        /// Rows that were read.
        found: u64,
        /// Rows by the header, without deleted ones.
        expected: u64,
    },
    /// Damaged data.
    #[error("{source_file}: damaged near page {page}: {reason}")]
    Damaged {
        /// Which.
        source_file: String,
        /// The first page of the part that failed, counted from 0.
        page: u64,
        /// Why.
        reason: String,
    },
    /// A column that can't be read as it is described.
    #[error("{source_file}: column {column}: {reason}")]
    Column {
        /// Which.
        source_file: String,
        /// Its name.
        column: String,
        /// Why.
        reason: String,
    },
    /// Text in an encoding that isn't read.
    #[error("{source_file}: column {column}: text beyond ASCII in the encoding {encoding}, which is not read")]
    Encoding {
        /// Which.
        source_file: String,
        /// The column.
        column: String,
        /// The header's encoding.
        encoding: String,
    },
    /// Too many values that do not fit their declared form.
    #[error("{source_file}: column {column}: {misfits} of {rows} values do not fit the form: {form}")]
    Misfits {
        /// Which.
        source_file: String,
        /// The column.
        column: String,
        /// The declared form.
        form: String,
        /// Values that do not fit.
        misfits: u64,
        /// Rows.
        rows: u64,
    },
    /// A source that changed while it was read.
    #[error("{source_file}: changed while it was read")]
    ChangedMeanwhile {
        /// Which.
        source_file: String,
    },
    /// A source that is another than the one that was converted.
    #[error("{source_file}: changed since it was converted: {what}")]
    Changed {
        /// Which.
        source_file: String,
        /// What differs: its content, its declared forms, the program's format, its output.
        what: String,
    },
    /// An output folder that holds Parquet files which are not on record.
    #[error("{}: is there already, and no conversion has recorded it", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// An output that can't be written.
    #[error("{}: cannot be written: {reason}", path.display())]
    Output {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The user stopped it.
    #[error("interrupted")]
    Interrupted,
    /// An internal error.
    #[error("internal error: {0}")]
    Internal(String),
}

impl ConvertError {
    /// Which kind it is.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::NoFolder { .. } | Self::Rule { .. } | Self::Limit => ErrorKind::Usage,
            Self::Busy { .. } | Self::Ledger { .. } | Self::Foreign { .. } | Self::Output { .. } => ErrorKind::Output,
            Self::Interrupted => ErrorKind::Interrupted,
            Self::Internal(_) => ErrorKind::Internal,
            _ => ErrorKind::Source,
        }
    }

    /// What to do.
    pub fn hint(&self) -> String {
        match self {
            Self::NoFolder { .. } => "name the folder that holds the delivery's sas7bdat files",
            Self::Rule { .. } => "write a regular expression with the group `register`, and `year`, `month` and `part` as needed",
            Self::Limit => "give a share between 0 and 1",
            Self::Busy { .. } => "wait for it to end, or name another folder",
            Self::Ledger { .. } => "restore the file, or move the extracts away and convert again",
            Self::Unplaced { .. } => {
                "name it as register and period, as in bef201512, lpr_a_kontakt2025, bef1999_1 or lmdb"
            }
            Self::SameOutput { .. } => "keep one of the two, or rename one as a part: bef1999_1, bef1999_2",
            Self::WholeAndPart { .. } => "keep the whole, or the parts: both would be counted twice",
            Self::Stale { .. } => {
                "if the source replaces it, convert again with --replace, which removes the other extract; if both are parts of one \
                 delivery, convert them from one folder"
            }
            Self::Unreadable { .. } => "check that the file is there and may be read",
            Self::NotUnderstood { .. } => {
                "check that it is a SAS dataset without encryption; if SAS reads it, write it again with SAS, uncompressed"
            }
            Self::CutShort { .. } => "copy it again from the delivery; the copy was cut",
            Self::RowCount { .. } | Self::Damaged { .. } => {
                "compare it with the delivery; if SAS reads it, write it again with SAS, uncompressed"
            }
            Self::Column { .. } => "look at the column in SAS; if it is sound, write the dataset again with SAS",
            Self::Encoding { .. } => "write the dataset again with SAS in UTF-8 or latin1",
            Self::Misfits { .. } => "correct the column's form in the register's definition, or raise the limit: the column is then left as SAS stores it",
            Self::ChangedMeanwhile { .. } => "wait until it is copied in full, then convert again",
            Self::Changed { .. } => "if that is meant, convert again with --replace",
            Self::Foreign { .. } => "move it away, or name another folder: two copies of a register would be counted twice",
            Self::Output { .. } => "check that the folder exists, is writable and has room",
            Self::Interrupted => "run the same command again; files that were finished are kept",
            Self::Internal(_) => "please report this with the command that you ran (and no data)",
        }
        .to_owned()
    }

    /// An output that can't be written, with the reason.
    pub(crate) fn output(path: impl Into<PathBuf>, reason: impl std::fmt::Display) -> ConvertError {
        ConvertError::Output { path: path.into(), reason: reason.to_string() }
    }

    /// A source that can't be read, with the reason.
    pub(crate) fn unreadable(source_file: &str, reason: impl std::fmt::Display) -> ConvertError {
        ConvertError::Unreadable { source_file: source_file.to_owned(), reason: reason.to_string() }
    }

    /// A source that isn't understood, with the reason.
    pub(crate) fn not_understood(source_file: &str, reason: impl std::fmt::Display) -> ConvertError {
        ConvertError::NotUnderstood { source_file: source_file.to_owned(), reason: reason.to_string() }
    }
}
