//! `som new`: files to begin with.

use std::io::Write;
use std::path::PathBuf;

use super::output;
use crate::error::{Error, Result};
use crate::words::Language;

/// A file to begin with, full of comments.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// A case for `som calculate`, valid as it stands against the release of `som demo`.
    Case(Case),
}

#[derive(Debug, clap::Args)]
struct Case {
    /// The file to write, which must not exist; standard output unless given.
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// The language of comments and names.
    #[arg(long, value_enum, default_value_t)]
    language: Language,
}

/// Runs the command.
///
/// # Errors
/// A file that is there already, or can't be written.
pub fn run(args: &Args) -> Result<()> {
    let What::Case(case) = &args.what;
    let text = match case.language {
        Language::Da => include_str!("case.da.toml"),
        Language::En => include_str!("case.en.toml"),
    };
    let Some(path) = &case.to else { return output::print(text) };
    // A file that somebody has filled in is never overwritten.
    let file = std::fs::OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| Error::output(path, error))
}
