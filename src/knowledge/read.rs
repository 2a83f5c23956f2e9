//! Reading a release.

use std::path::Path;

use serde::Deserialize;

use super::parquet;
use crate::error::{Error, Result};
use crate::tables::{Database, Row, SCHEMA_VERSION};

/// What reading needs of a release's manifest.
#[derive(Deserialize)]
struct Manifest {
    release: String,
    schema_version: u32,
    price_year: i32,
    synthetic: bool,
}

/// Reads a whole release.
///
/// # Errors
/// A folder that is not a release of this schema.
pub fn read(path: &Path) -> Result<Database> {
    let manifest = path.join("manifest.json");
    let wrong = |reason: String| Error::Database {
        path: manifest.clone(),
        reason,
        hint: "name the folder of a release, such as output/2026.1".to_owned(),
    };
    let text = std::fs::read_to_string(&manifest).map_err(|e| wrong(e.to_string()))?;
    let read: Manifest = serde_json::from_str(&text).map_err(|e| wrong(format!("is no manifest ({e})")))?;
    if read.schema_version != SCHEMA_VERSION {
        return Err(wrong(format!(
            "has schema version {}, and this program reads {SCHEMA_VERSION}",
            read.schema_version
        )));
    }
    Ok(Database {
        release: read.release,
        price_year: read.price_year,
        synthetic: read.synthetic,
        target_groups: table(path)?,
        subgroups: table(path)?,
        success_measures: table(path)?,
        cohorts: table(path)?,
        consequences: table(path)?,
        estimates: table(path)?,
        fits: table(path)?,
        prices: table(path)?,
        price_index: table(path)?,
        effects: table(path)?,
        qualifications: table(path)?,
        sources: table(path)?,
    })
}

fn table<R: Row>(release: &Path) -> Result<Vec<R>> {
    parquet::read(&release.join("tables").join(format!("{}.parquet", R::TABLE)))
}
