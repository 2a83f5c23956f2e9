//! A fault of an extract with its place: register, file, row group, column and variable, never a value.

use std::path::PathBuf;

use super::fault::Fault;
use foundation::error::{Error, Kind, RoomError};

/// A fault in an extract, and where it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExtractError {
    /// The register.
    pub register: String,
    /// The file, as found below the extracts' folder.
    pub file: Option<PathBuf>,
    /// The row group, counted from 0.
    pub row_group: Option<usize>,
    /// The column, by its name in the file.
    pub column: Option<String>,
    /// The variable and its SQL, for a fault in a computed value.
    pub value: Option<Box<(String, String)>>,
    /// What is wrong.
    pub fault: Box<Fault>,
}

impl RoomError for ExtractError {
    fn kind(&self) -> Kind {
        Kind::Extract
    }

    fn hint(&self) -> Option<String> {
        Some(self.hint())
    }
}

impl From<ExtractError> for Error {
    fn from(error: ExtractError) -> Error {
        Error::room(error)
    }
}

impl ExtractError {
    /// A fault of a register as a whole.
    pub fn of(register: &str, fault: Fault) -> ExtractError {
        ExtractError {
            register: register.to_owned(),
            file: None,
            row_group: None,
            column: None,
            value: None,
            fault: Box::new(fault),
        }
    }

    /// The same in a file.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<PathBuf>) -> ExtractError {
        self.file = Some(file.into());
        self
    }

    /// The same in a row group.
    #[must_use]
    pub fn in_row_group(mut self, row_group: usize) -> ExtractError {
        self.row_group = Some(row_group);
        self
    }

    /// The same in a column.
    #[must_use]
    pub fn in_column(mut self, column: impl Into<String>) -> ExtractError {
        self.column = Some(column.into());
        self
    }

    /// The same in a value of a variable.
    #[must_use]
    pub fn in_value(mut self, variable: &str, sql: &str) -> ExtractError {
        self.value = Some(Box::new((variable.to_owned(), sql.to_owned())));
        self
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        self.fault.hint()
    }
}

impl std::error::Error for ExtractError {}

impl std::fmt::Display for ExtractError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The folder of extracts is no register's.
        let register = (!self.register.is_empty()).then(|| format!("register `{}`", self.register));
        let file = self.file.as_ref().map(|file| file.display().to_string());
        write!(f, "{}", register.into_iter().chain(file).collect::<Vec<_>>().join(", "))?;
        if let Some(row_group) = self.row_group {
            write!(f, ", row group {row_group}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column `{column}`")?;
        }
        if let Some((variable, sql)) = self.value.as_deref() {
            write!(f, ", variable `{variable}` ({sql})")?;
        }
        write!(f, ": {}", self.fault)
    }
}
