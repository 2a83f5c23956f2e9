//! Standard output: results, and nothing but results. Standard error: all else.

use std::io::{ErrorKind, Write};

use foundation::error::{Error, Result};

/// Writes a result. A reader that has seen enough is no error.
///
/// # Errors
/// A standard output that can't be written.
pub fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|error| Error::output("standard output", error)),
    }
}

/// Writes a line to standard error, if anybody listens.
pub fn say(line: &str) {
    // There is nowhere left to say that it can't be said; the exit code stands.
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// Rows as JSON.
///
/// # Errors
/// The program's own fault only.
pub fn json<T: serde::Serialize>(rows: &T) -> Result<String> {
    serde_json::to_string_pretty(rows).map(|text| text + "\n").map_err(|e| Error::internal(e.to_string()))
}

/// Rows as CSV, with a header.
///
/// # Errors
/// The program's own fault only.
pub fn csv<T: serde::Serialize>(rows: &[T]) -> Result<String> {
    let internal = |e: &dyn std::fmt::Display| Error::internal(e.to_string());
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).map_err(|e| internal(&e))?;
    }
    let bytes = writer.into_inner().map_err(|e| internal(&e))?;
    String::from_utf8(bytes).map_err(|e| internal(&e))
}
