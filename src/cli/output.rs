//! Standard output for results, standard error for everything else, and the options for the format of a result.

use std::io::{ErrorKind, Write};

use serde::Serialize;

use foundation::error::{Error, Result};
pub use show::number::count_of as counted;
use show::rows::{Dialect, Format, Rows, render};

/// The format of a result.
#[derive(Debug, clap::Args)]
pub struct Form {
    /// The format of the result.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// CSV of this dialect; `excel-da` opens in Excel with Danish settings.
    #[arg(long, value_enum, value_name = "DIALECT", conflicts_with = "format")]
    pub csv: Option<Dialect>,
}

impl Form {
    /// Whether the result is text for people.
    pub fn is_table(&self) -> bool {
        self.format == Format::Table && self.csv.is_none()
    }

    /// Prints a result: `table` is its text for people, `document` all of it, `rows` its list.
    ///
    /// # Errors
    /// Standard output that can't be written.
    pub fn print<T: Serialize + ?Sized>(
        &self,
        table: impl FnOnce() -> String,
        document: &T,
        rows: impl FnOnce() -> Result<Rows>,
    ) -> Result<()> {
        let (format, dialect) = match self.csv {
            Some(dialect) => (Format::Csv, dialect),
            None => (self.format, Dialect::Plain),
        };
        print(&render(format, dialect, table, document, rows)?)
    }

    /// Prints a list of flat records.
    ///
    /// # Errors
    /// Standard output that can't be written.
    pub fn print_list<T: Serialize>(&self, table: impl FnOnce() -> String, records: &[T]) -> Result<()> {
        self.print(table, records, || Rows::of(records))
    }
}

/// Writes a result. A closed pipe is not an error.
///
/// # Errors
/// Standard output that can't be written.
pub fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|error| Error::output("standard output", error)),
    }
}

/// Writes a line to standard error.
pub fn say(line: &str) {
    // A message that can't be written is lost; the exit code remains.
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
