//! `som document`: the documentation report of a release.

use std::path::{Path, PathBuf};

use super::{new, output};
use definitions::Definitions;
use foundation::error::{Error, Kind, Result};
use foundation::words::Language;
use release::knowledge;
use release::knowledge::manifest::Manifest;
use show::report::document::{Document, page};

/// Write the documentation of a release: method, target groups, consequences, prices, effects and changes on one page.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The release.
    #[arg(long, value_name = "DIR")]
    database: PathBuf,
    /// The folder of the definitions that it was built from.
    #[arg(long, value_name = "DIR", default_value = "pipelines")]
    pipelines: PathBuf,
    /// The release before it, for the chapter on changes; none by default.
    #[arg(long, value_name = "DIR")]
    since: Option<PathBuf>,
    /// The language.
    #[arg(long, value_enum, default_value_t)]
    language: Language,
    /// The file to write, which must not exist; standard output unless given.
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// A release that can't be read, definitions that it was not built from, a file that exists or can't be written.
pub fn run(args: &Args) -> Result<()> {
    knowledge::verify(&args.database)?;
    let database = knowledge::read(&args.database)?;
    let manifest = Manifest::read(&args.database)?;
    let definitions = Definitions::load(&args.pipelines)?;
    same(&manifest, &definitions, &args.pipelines)?;
    let since = args.since.as_ref().map(|before| knowledge::diff(before, &args.database)).transpose()?;
    let document = Document {
        database: &database,
        manifest: &manifest,
        definitions: &definitions,
        since: since.as_ref(),
        language: args.language,
    };
    let text = page(&document);
    match &args.to {
        Some(path) => new::write(path, &text),
        None => output::print(&text),
    }
}

/// Refuses definitions that the release was not built from: the page would describe other definitions.
fn same(manifest: &Manifest, definitions: &Definitions, folder: &Path) -> Result<()> {
    match knowledge::differing_definition(manifest, definitions) {
        None => Ok(()),
        Some(name) => Err(Error::new(
            Kind::Definition,
            format!("{} is not as release {} was built from it", folder.join(name).display(), manifest.release),
            "name the folder with the definitions of that release, by --pipelines DIR",
        )),
    }
}
