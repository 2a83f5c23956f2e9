//! `som verify`: the checks of a release.

use std::path::PathBuf;

use super::output::{self, counted};
use foundation::error::Result;
use release::knowledge;
use show::paragraph::paragraph;

/// Verify a release: hashes, schema, references and figures.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The release, such as output/2026.1.
    release: PathBuf,
}

/// Runs the command.
///
/// # Errors
/// The first check that fails.
pub fn run(args: &Args) -> Result<()> {
    let verified = knowledge::verify(&args.release)?;
    let manifest = &verified.manifest;
    let synthetic = if manifest.synthetic { "; made from synthetic extracts" } else { "" };
    let found = format!(
        "{}: {}, {}, {}: hashes, schema, references and figures are consistent{synthetic}",
        manifest.release,
        counted(manifest.tables.len(), "table", "tables"),
        counted(verified.fits, "regression", "regressions"),
        counted(verified.estimates, "significant estimate", "significant estimates"),
    );
    output::print(&paragraph("", &found))
}
