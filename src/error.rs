//! Everything that can stop a command: what is wrong, where, what to do, and the exit code that says which kind it is.
//!
//! Owns the messages that more than one room gives. A room with many messages of its own keeps them in its own error type,
//! which is wrapped here.

use std::path::PathBuf;

use crate::definitions::mistake::Mistakes;

/// What stopped a command.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The words on the command line.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to do.
        hint: String,
    },
    /// Mistakes in definitions.
    #[error("{0}")]
    Definition(#[from] Mistakes),
    /// A folder or file of definitions that can't be read.
    #[error("{}: {reason}", path.display())]
    DefinitionFile {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: String,
        /// What to do.
        hint: String,
    },
    /// An extract that can't be used.
    #[error("{0}")]
    Extract(#[from] crate::registers::ExtractError),
    /// Extracts that a check found fault with.
    #[error("{count} fault(s) in the extracts: a build would be refused")]
    Faulty {
        /// How many.
        count: usize,
    },
    /// A file of rows that can't be used.
    #[error("{0}")]
    File(#[from] crate::regress::FileError),
    /// Mistakes in a case.
    #[error("{0}")]
    Case(Mistakes),
    /// A knowledge database, or a case's file, that can't be used.
    #[error("{}: {reason}", path.display())]
    Database {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
        /// What to do.
        hint: String,
    },
    /// Test persons did not come out as expected.
    #[error("{0}")]
    TestPersons(String),
    /// Disclosure control stopped it.
    #[error("disclosure control: {reason}")]
    Disclosure {
        /// What may not leave, without its figures.
        reason: String,
        /// What to do.
        hint: String,
    },
    /// An output that can't be written.
    #[error("{}: cannot be written: {reason}", path.display())]
    Output {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: String,
        /// What to do.
        hint: String,
    },
    /// A release that is there already, or is being built.
    #[error("{}: {reason}", path.display())]
    Release {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: String,
        /// What to do.
        hint: String,
    },
    /// The user stopped the command.
    #[error("interrupted: nothing was published")]
    Interrupted,
    /// The program's own fault.
    #[error("internal error: {0}")]
    Internal(String),
}

impl Error {
    /// The exit code, of fixed meaning.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Internal(_) => 1,
            Self::Usage { .. } => 2,
            Self::Definition(_) | Self::DefinitionFile { .. } => 10,
            Self::Extract(_) | Self::Faulty { .. } | Self::File(_) => 11,
            Self::Case(_) | Self::Database { .. } => 12,
            Self::TestPersons(_) => 13,
            Self::Disclosure { .. } => 14,
            Self::Output { .. } => 15,
            Self::Release { .. } => 16,
            Self::Interrupted => 130,
        }
    }

    /// What to do, on a line of its own. Mistakes in definitions carry their hints beside each.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Usage { hint, .. }
            | Self::DefinitionFile { hint, .. }
            | Self::Database { hint, .. }
            | Self::Disclosure { hint, .. }
            | Self::Output { hint, .. }
            | Self::Release { hint, .. } => Some(hint.clone()),
            Self::Extract(error) => Some(error.hint()),
            Self::File(error) => Some(error.hint()),
            Self::Faulty { .. } => Some("what to do about each stands with it; then check again".to_owned()),
            Self::Interrupted => {
                Some("run the same command again; a build goes on after the registers that it had finished".to_owned())
            }
            Self::Internal(_) => Some("please report this with the command that you ran (and no data)".to_owned()),
            Self::Definition(_) | Self::Case(_) | Self::TestPersons(_) => None,
        }
    }

    /// An output that can't be written, with the operating system's reason.
    pub fn output(path: impl Into<PathBuf>, reason: impl std::fmt::Display) -> Error {
        Error::Output {
            path: path.into(),
            reason: reason.to_string(),
            hint: "check that the folder exists, is writable and has room".to_owned(),
        }
    }
}

/// The result of everything that can be stopped.
pub type Result<T, E = Error> = std::result::Result<T, E>;
