//! Reading a release into memory.

use std::path::Path;

use super::manifest::Manifest;
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
    database.fill(&mut Files { release, version: manifest.schema_version })?;
    Ok(database)
}

struct Files<'a> {
    release: &'a Path,
    version: u32,
}

impl Fill for Files<'_> {
    type Error = Error;

    fn rows<R: Row>(&mut self) -> Result<Vec<R>> {
        if self.version < R::SINCE {
            return Ok(Vec::new());
        }
        parquet::read(&self.release.join(file_of::<R>()))
    }
}

/// A table's file in a release.
pub fn file_of<R: Row>() -> String {
    format!("tables/{}.parquet", R::TABLE)
}
