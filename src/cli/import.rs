//! `som import`: a release rebuilt from its transfer files.

use std::path::PathBuf;

use super::output;
use foundation::error::Result;
use release::knowledge;

/// Rebuild a release from the files transferred out of the secure room.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The transferred folder: a release's `transfer`.
    transfer: PathBuf,
    /// The folder of releases.
    #[arg(long, value_name = "DIR", default_value = "output")]
    output: PathBuf,
}

/// Runs the command.
///
/// # Errors
/// Files that are not those of one release, an existing release, an output that can't be written.
pub fn run(args: &Args) -> Result<()> {
    let release = knowledge::import(&args.transfer, &args.output)?;
    output::print(&format!("release: {} (rebuilt to the bit, and verified)\n", release.display()))
}
