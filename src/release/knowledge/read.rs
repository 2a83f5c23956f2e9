//! Reading a release into memory.

use std::path::Path;

use super::manifest::{Manifest, TableEntry};
use super::parquet;
use foundation::error::{Error, Result};
use foundation::tables::visit::TableSource;
use foundation::tables::{Database, Row};

/// Reads every table of a release.
///
/// # Errors
/// No release, a damaged one, or one whose schema this program does not read.
pub fn read(release: &Path) -> Result<Database> {
    let manifest = Manifest::read(release)?;
    let mut database = Database {
        release: manifest.release,
        price_year: manifest.price_year,
        synthetic: manifest.synthetic,
        ..Database::default()
    };
    database.fill(&mut Files { release, version: manifest.schema_version, tables: &manifest.tables })?;
    database.note_places();
    Ok(database)
}

struct Files<'a> {
    release: &'a Path,
    version: u32,
    tables: &'a [TableEntry],
}

impl TableSource for Files<'_> {
    type Error = Error;

    fn rows<R: Row>(&mut self) -> Result<Vec<R>> {
        if self.version < R::SINCE {
            return Ok(Vec::new());
        }
        table(self.release, self.tables, "do not use it: fetch or build the release again")
    }
}

/// The rows of a table whose file has the hash that a manifest states: a file of another release would be believed.
///
/// # Errors
/// A file that is not listed, can't be read, or has another hash, with what to do.
pub fn table<R: Row>(folder: &Path, tables: &[TableEntry], hint: &str) -> Result<Vec<R>> {
    let path = folder.join(file_of::<R>());
    let wrong = |reason: &str| Error::database(path.clone(), reason.to_owned(), hint.to_owned());
    let entry = tables.iter().find(|entry| entry.table == R::TABLE);
    let entry = entry.ok_or_else(|| wrong("is missing from the manifest"))?;
    let bytes = std::fs::read(&path).map_err(|e| wrong(&e.to_string()))?;
    if entry.blake3 != blake3::hash(&bytes).to_hex().to_string() {
        return Err(wrong("does not have the hash that the manifest states"));
    }
    parquet::read(&path)
}

/// A table's file in a release.
pub fn file_of<R: Row>() -> String {
    format!("tables/{}.parquet", R::TABLE)
}
