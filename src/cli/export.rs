//! `som export`: a release in other file formats.

use std::path::PathBuf;

use super::output;
use foundation::error::Result;
use release::export::{self, Kind};
use release::knowledge;

/// Write a release to csv, xlsx, SQLite or a data package.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The release, such as output/2026.1.
    release: PathBuf,
    /// The file type.
    #[arg(long = "as", value_name = "TYPE", value_enum)]
    kind: Kind,
    /// The file or folder to write; it must not exist.
    #[arg(long, value_name = "PATH")]
    to: PathBuf,
}

/// Runs the command.
///
/// # Errors
/// A release that does not verify, or a place that can't be written.
pub fn run(args: &Args) -> Result<()> {
    knowledge::verify(&args.release)?;
    export::export(&knowledge::read(&args.release)?, args.kind, &args.to)?;
    output::print(&format!("{}\n", args.to.display()))
}
