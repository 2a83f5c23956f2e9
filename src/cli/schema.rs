//! `som schema`: the JSON Schemas of the files of definitions and of a case, for editors.

use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;

use super::new;
use super::output;
use definitions::schema::{FILES, FileKind, JsonSchema};
use foundation::error::{Error, Result};
use foundation::words::Language;
use show::rows;
use show::table::{Align, table};

/// Print the JSON Schema of a kind of file, for completion and checks in an editor.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The kind of file; a list of them unless given.
    #[arg(value_name = "KIND", value_parser = PossibleValuesParser::new(names()))]
    kind: Option<String>,
    /// The file to write, which must not exist; without KIND the folder to write every schema into, likewise.
    #[arg(long, value_name = "PATH")]
    to: Option<PathBuf>,
}

/// The kind of the files that `som calculate` reads.
const CASE: &str = "case";

fn names() -> Vec<&'static str> {
    FILES.iter().map(|file| file.name).chain([CASE]).collect()
}

/// Runs the command.
///
/// # Errors
/// A file or folder that exists or can't be written.
pub fn run(args: &Args) -> Result<()> {
    match (&args.kind, &args.to) {
        (Some(kind), Some(path)) => new::write(path, &text(kind)?),
        (Some(kind), None) => output::print(&text(kind)?),
        (None, Some(folder)) => every(folder),
        (None, None) => output::print(&list()),
    }
}

fn every(folder: &Path) -> Result<()> {
    std::fs::create_dir(folder).map_err(|error| Error::output(folder, error))?;
    names().into_iter().try_for_each(|name| new::write(&folder.join(format!("{name}.json")), &text(name)?))
}

fn text(kind: &str) -> Result<String> {
    let schema: JsonSchema = match FileKind::named(kind) {
        Some(file) => file.schema(),
        None => calculation::case::schema(Language::En),
    };
    rows::json(&schema)
}

fn list() -> String {
    let rows = FILES.iter().map(|file| [file.name, file.place, file.about]);
    let case = [CASE, "any", "A case for `som calculate`."];
    let rows: Vec<Vec<String>> = rows.chain([case]).map(|row| row.map(str::to_owned).to_vec()).collect();
    let headers = [("kind", Align::Left), ("files", Align::Left), ("holds", Align::Left)];
    table("JSON Schemas", &headers, &rows)
}
