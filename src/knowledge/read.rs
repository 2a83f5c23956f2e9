//! Reading a release into memory.

use std::path::Path;

use super::manifest::{Manifest, TableEntry};
use super::parquet;
use crate::error::{Error, Result};
use crate::tables::visit::Fill;
use crate::tables::{Database, Row};

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
    Ok(database)
}

struct Files<'a> {
    release: &'a Path,
    version: u32,
    tables: &'a [TableEntry],
}

impl Fill for Files<'_> {
    type Error = Error;

    fn rows<R: Row>(&mut self) -> Result<Vec<R>> {
        if self.version < R::SINCE {
            return Ok(Vec::new());
        }
        let path = self.release.join(file_of::<R>());
        let stated = self.tables.iter().find(|entry| entry.table == R::TABLE);
        let bytes = std::fs::read(&path).ok();
        let found = bytes.map(|bytes| blake3::hash(&bytes).to_hex().to_string());
        // A file that can't be read says so itself; one of another release would be believed.
        if found.is_some_and(|found| stated.is_none_or(|stated| stated.blake3 != found)) {
            return Err(Error::Database {
                path,
                reason: "does not have the hash that the manifest states".to_owned(),
                hint: "do not use it: fetch or build the release again".to_owned(),
            });
        }
        parquet::read(&path)
    }
}

/// A table's file in a release.
pub fn file_of<R: Row>() -> String {
    format!("tables/{}.parquet", R::TABLE)
}
