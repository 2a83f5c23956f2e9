//! `som calculate`: a case file and a release to a result.

use std::path::PathBuf;

use super::output;
use crate::error::Result;
use crate::show::{self, Format};
use crate::words::Language;
use crate::{calculator, case, knowledge};

/// Calculate what an intervention costs and brings, whom, and when.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The case file.
    case: PathBuf,
    /// The release to calculate with, such as output/2026.1.
    #[arg(long, value_name = "DIR")]
    database: PathBuf,
    /// Tables, or everything (json), or one line per year, payer and item (csv).
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The language of tables and labels.
    #[arg(long, value_enum, default_value_t)]
    language: Language,
}

/// Runs the command.
///
/// # Errors
/// A release or case that can't be used, or a standard output that can't be written.
pub fn run(args: &Args) -> Result<()> {
    let database = knowledge::read(&args.database)?;
    let inputs = case::read(&args.case, &database)?;
    let result = calculator::calculate(&inputs);
    output::print(&show::case::show(&inputs, &result, args.format, args.language)?)
}
