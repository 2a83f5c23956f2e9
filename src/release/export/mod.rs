//! A release in the file types that others read: text, workbook, SQLite, a described data package, and the transfer folder of the
//! secure room.
//!
//! Owns the shape of those files, and says of every table and column what the schema says. Owns no figures: every cell is the
//! release's own.

mod checker;
pub mod find;
mod frictionless;
pub mod heading;
mod references;
mod sqlite;
mod transfer;
mod workbook;

use std::path::Path;

use crate::view::{self, View, plain};
use foundation::error::{Error, Result};
use foundation::staging::StagedFolder;
use foundation::tables::Database;

pub use transfer::transfer;

/// A file type that a release can be exported to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// A folder with one comma-separated file for each table.
    Csv,
    /// One workbook: a sheet with a filtered table for each table, headings in Danish.
    Xlsx,
    /// One SQLite database: keys, references, and the views that a calculator wants.
    Sqlite,
    /// A folder with a Frictionless data package: comma-separated files described by `datapackage.json`.
    Frictionless,
}

/// The name of what is written in the staged folder.
const WRITTEN: &str = "written";

/// Writes a release to a new file or folder.
///
/// # Errors
/// A place that is taken or can't be written; tables that are too large for the file type.
pub fn export(database: &Database, kind: Kind, to: &Path) -> Result<()> {
    if to.symlink_metadata().is_ok() {
        return Err(Error::exists(to));
    }
    let views = view::views(database).map_err(Error::internal)?;
    let parent = to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Staged and renamed, so that a stopped export leaves nothing that looks whole.
    let staged = StagedFolder::within(parent, ".export.")?;
    let written = staged.path().join(WRITTEN);
    match kind {
        Kind::Csv => folder(&written, &files(&views)?)?,
        Kind::Frictionless => {
            let mut files = files(&views)?;
            files.push(("datapackage.json".to_owned(), frictionless::descriptor(database, &views, &files)?));
            folder(&written, &files)?;
        }
        Kind::Xlsx => {
            let bytes = workbook::workbook(&views)?;
            std::fs::write(&written, bytes).map_err(|e| Error::output(to, e))?;
        }
        Kind::Sqlite => sqlite::write(&written, &views).map_err(|e| Error::output(to, e))?,
    }
    staged.put(WRITTEN, to)
}

fn folder(to: &Path, files: &[(String, Vec<u8>)]) -> Result<()> {
    std::fs::create_dir(to).map_err(|e| Error::output(to, e))?;
    for (name, bytes) in files {
        let path = to.join(name);
        std::fs::write(&path, bytes).map_err(|e| Error::output(&path, e))?;
    }
    Ok(())
}

/// One comma-separated file for each table: a line of column names, nulls as nothing.
fn files(views: &[View]) -> Result<Vec<(String, Vec<u8>)>> {
    let internal = |e: csv::Error| Error::internal(e.to_string());
    views
        .iter()
        .map(|view| {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(view.columns.iter().map(|column| column.name)).map_err(internal)?;
            for row in &view.rows {
                writer.write_record(row.iter().map(plain)).map_err(internal)?;
            }
            let bytes = writer.into_inner().map_err(|e| Error::internal(e.to_string()))?;
            Ok((format!("{}.csv", view.name), bytes))
        })
        .collect()
}
