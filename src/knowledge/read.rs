//! Reading a release into memory.

use std::path::Path;

use super::manifest::Manifest;
use super::parquet;
use crate::error::Result;
use crate::tables::{Database, Row};

/// Reads every table of a release.
///
/// # Errors
/// No release, a damaged one, or one whose schema this program does not read.
pub fn read(release: &Path) -> Result<Database> {
    let manifest = Manifest::read(release)?;
    Ok(Database {
        release: manifest.release,
        price_year: manifest.price_year,
        synthetic: manifest.synthetic,
        target_groups: table(release)?,
        subgroups: table(release)?,
        success_measures: table(release)?,
        cohorts: table(release)?,
        consequences: table(release)?,
        estimates: table(release)?,
        covariances: table(release)?,
        fits: table(release)?,
        prices: table(release)?,
        price_index: table(release)?,
        effects: table(release)?,
        qualifications: table(release)?,
        sources: table(release)?,
    })
}

fn table<R: Row>(release: &Path) -> Result<Vec<R>> {
    parquet::read(&release.join("tables").join(format!("{}.parquet", R::TABLE)))
}
