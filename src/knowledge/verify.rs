//! Verifying a release: every byte, every reference, every promise about its figures.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use super::manifest::{MANIFEST, MANIFEST_HASH, Manifest};
use super::parquet;
use crate::error::{Error, Result};
use crate::tables::published::{
    CohortRow, ConsequenceRow, CovarianceRow, EffectRow, EstimateRow, FitRow, PriceIndexRow, PriceRow,
    QualificationRow, SourceRow, SubgroupRow, SuccessMeasureRow, TargetGroupRow,
};
use crate::tables::{Database, Row};
use crate::words::Status;

/// What was verified.
#[derive(Debug)]
pub struct Verified {
    /// The manifest.
    pub manifest: Manifest,
    /// Published estimates.
    pub estimates: usize,
    /// Planned regressions.
    pub fits: usize,
}

/// Verifies a release.
///
/// # Errors
/// The first thing that does not hold.
pub fn verify(release: &Path) -> Result<Verified> {
    let manifest = Manifest::read(release)?;
    no_strangers(release, &manifest)?;
    for entry in &manifest.tables {
        let path = release.join(&entry.file);
        let bytes = std::fs::read(&path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => wrong(&path, "is missing, and the manifest lists it".to_owned()),
            _ => wrong(&path, e.to_string()),
        })?;
        if blake3::hash(&bytes).to_hex().to_string() != entry.blake3 {
            return Err(wrong(&path, "does not have the hash that the manifest states".to_owned()));
        }
    }
    schema::<TargetGroupRow>(release, &manifest)?;
    schema::<SubgroupRow>(release, &manifest)?;
    schema::<SuccessMeasureRow>(release, &manifest)?;
    schema::<CohortRow>(release, &manifest)?;
    schema::<ConsequenceRow>(release, &manifest)?;
    schema::<EstimateRow>(release, &manifest)?;
    schema::<CovarianceRow>(release, &manifest)?;
    schema::<FitRow>(release, &manifest)?;
    schema::<PriceRow>(release, &manifest)?;
    schema::<PriceIndexRow>(release, &manifest)?;
    schema::<EffectRow>(release, &manifest)?;
    schema::<QualificationRow>(release, &manifest)?;
    schema::<SourceRow>(release, &manifest)?;
    let database = super::read(release)?;
    if let Err(reason) = promises(&database, &manifest) {
        return Err(wrong(release, reason));
    }
    Ok(Verified { estimates: database.estimates.len(), fits: database.fits.len(), manifest })
}

fn wrong(path: &Path, reason: String) -> Error {
    Error::Database {
        path: path.to_owned(),
        reason,
        hint: "do not use it: fetch or build the release again".to_owned(),
    }
}

/// That the folder holds what the manifest lists, and nothing else.
fn no_strangers(release: &Path, manifest: &Manifest) -> Result<()> {
    let mut listed: BTreeSet<String> = manifest.tables.iter().map(|entry| entry.file.clone()).collect();
    listed.extend([MANIFEST.to_owned(), MANIFEST_HASH.to_owned(), "tables".to_owned()]);
    let mut folders = vec![release.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|e| wrong(&folder, e.to_string()))? {
            let path = entry.map_err(|e| wrong(&folder, e.to_string()))?.path();
            let inside = path.strip_prefix(release).unwrap_or(&path);
            let name = inside.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
            if !listed.contains(&name) {
                return Err(wrong(&path, "is not listed in the manifest".to_owned()));
            }
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
    Ok(())
}

/// That a table is listed, has the columns of its row type, the rows that the manifest counts, and unique keys.
fn schema<R: Row>(release: &Path, manifest: &Manifest) -> Result<()> {
    let path = release.join("tables").join(format!("{}.parquet", R::TABLE));
    let entry = manifest.tables.iter().find(|entry| entry.table == R::TABLE);
    let entry = entry.ok_or_else(|| wrong(&path, "is missing from the manifest".to_owned()))?;
    let expected: Vec<_> = parquet::fields::<R>()?.iter().map(|f| (f.name().clone(), f.data_type().clone())).collect();
    let found = parquet::columns(&path)?;
    if found != expected {
        return Err(wrong(&path, format!("does not have the columns of the table `{}`", R::TABLE)));
    }
    let rows: Vec<R> = parquet::read(&path)?;
    if rows.len() as u64 != entry.rows {
        return Err(wrong(&path, format!("has {} rows, and the manifest says {}", rows.len(), entry.rows)));
    }
    let mut seen = HashSet::new();
    for row in &rows {
        let json = serde_json::to_value(row).map_err(|e| Error::Internal(e.to_string()))?;
        let key: Vec<String> =
            R::KEY.iter().map(|column| json.get(column).map(ToString::to_string).unwrap_or_default()).collect();
        if !seen.insert(key) {
            return Err(wrong(&path, format!("has two rows with the same key ({})", R::KEY.join(", "))));
        }
    }
    Ok(())
}

/// That references lead somewhere, that only significant estimates are published, and that intervals hold them.
fn promises(database: &Database, manifest: &Manifest) -> std::result::Result<(), String> {
    let groups: HashSet<&str> = database.target_groups.iter().map(|g| g.target_group.as_str()).collect();
    let consequences: HashSet<&str> = database.consequences.iter().map(|c| c.consequence.as_str()).collect();
    let subgroups: HashSet<(&str, &str)> =
        database.subgroups.iter().map(|s| (s.target_group.as_str(), s.subgroup.as_str())).collect();
    let measures: HashSet<(&str, &str)> =
        database.success_measures.iter().map(|s| (s.target_group.as_str(), s.success_measure.as_str())).collect();
    let mut published = HashSet::new();
    for fit in &database.fits {
        let known = subgroups.contains(&(fit.target_group.as_str(), fit.subgroup.as_str()))
            && measures.contains(&(fit.target_group.as_str(), fit.success_measure.as_str()))
            && groups.contains(fit.target_group.as_str())
            && consequences.contains(fit.consequence.as_str());
        if !known {
            return Err(format!(
                "`fits` speaks of {} / {}, which is defined nowhere",
                fit.target_group, fit.consequence
            ));
        }
        if fit.significant && fit.status != Status::Estimated {
            return Err(format!("`fits` calls a regression significant whose status is {}", fit.status));
        }
        if fit.significant {
            published.insert((
                &fit.target_group,
                &fit.subgroup,
                &fit.success_measure,
                &fit.consequence,
                fit.follow_up_year,
            ));
        }
    }
    if published.len() != database.estimates.len() {
        return Err("`fits` and `estimates` do not agree on what is significant".to_owned());
    }
    for e in &database.estimates {
        let at = format!("{} / {} / year {}", e.target_group, e.consequence, e.follow_up_year);
        if !published.contains(&(&e.target_group, &e.subgroup, &e.success_measure, &e.consequence, e.follow_up_year)) {
            return Err(format!("the estimate {at} is not significant in `fits`"));
        }
        if e.p.is_nan() || e.p >= manifest.significance {
            return Err(format!("the estimate {at} is published with p = {}", e.p));
        }
        if !(e.lower <= e.estimate && e.estimate <= e.upper && e.standard_error > 0.0) {
            return Err(format!("the interval of the estimate {at} does not hold it"));
        }
    }
    for price in &database.prices {
        if !consequences.contains(price.consequence.as_str()) {
            return Err(format!("a price is of `{}`, which is defined nowhere", price.consequence));
        }
    }
    for entry in &manifest.fits {
        let counted = database.fits.iter().filter(|fit| fit.status.word() == entry.status).count() as u64;
        if counted != entry.count {
            return Err(format!(
                "the manifest counts {} fits with status {}, `fits` has {counted}",
                entry.count, entry.status
            ));
        }
    }
    Ok(())
}
