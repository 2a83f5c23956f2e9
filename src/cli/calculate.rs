//! `som calculate`: a case file and a release to a result.

use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use crate::error::{Error, Result};
use crate::show::{self, Format};
use crate::words::Language;
use crate::{calculator, case, knowledge};

/// Calculates what an intervention costs and brings, whom, and when.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The case file.
    pub case: PathBuf,
    /// The release to calculate with, such as output/2026.1.
    #[arg(long, value_name = "DIR")]
    pub database: PathBuf,
    /// The form of the result.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// The language of the result.
    #[arg(long, value_enum, default_value_t)]
    pub language: Language,
}

/// Runs the command.
///
/// # Errors
/// A release or case that can't be used, or a standard output that can't be written.
pub fn run(args: &Args) -> Result<()> {
    let text = text(args)?;
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // The reader has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|error| Error::output("standard output", error)),
    }
}

/// What the command prints.
///
/// # Errors
/// A release or case that can't be used.
pub fn text(args: &Args) -> Result<String> {
    let database = knowledge::read(&args.database)?;
    let inputs = case::read(&args.case, &database)?;
    let result = calculator::calculate(&inputs);
    show::case::show(&inputs, &result, args.format, args.language)
}
