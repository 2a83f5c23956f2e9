//! What earlier releases published, with the exact counts where their audits are present.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::files::audit_beside;
use super::manifest::{MANIFEST, MANIFEST_HASH, Manifest};
use super::{RegisterEntry, parquet, read};
use crate::disclosure::{Counts, EarlierRelease};
use foundation::error::{Error, Result};
use foundation::keys::{CohortKey, ComparisonKey, FollowUpYear, RegressionKey};
use foundation::tables::audit::{AttritionRow, AuditFitRow};
use foundation::words::Arm;
use rayon::prelude::*;
use serde::Deserialize;

/// The named releases; where none is named, every other one in the folder in order of name, and those that the room's register has
/// elsewhere.
///
/// # Errors
/// A folder that can't be read, or a release that can't.
pub fn earlier(
    output: &Path,
    release: &str,
    named: &[PathBuf],
    registered: &[RegisterEntry],
) -> Result<Vec<EarlierRelease>> {
    let mut places = if named.is_empty() { others(output, release)? } else { named.to_vec() };
    if named.is_empty() {
        let known: HashSet<String> = places.iter().filter_map(|place| stated_by(place)).collect();
        // Those of the room that were written to another folder.
        let elsewhere = registered.iter().filter(|r| r.is_there() && !known.contains(&r.manifest_blake3));
        places.extend(elsewhere.map(|registered| registered.folder.clone()));
    }
    let releases: Vec<Result<EarlierRelease>> = places.par_iter().map(|place| one(place)).collect();
    releases.into_iter().collect()
}

/// What a release's `manifest.blake3` says.
fn stated_by(place: &Path) -> Option<String> {
    std::fs::read_to_string(place.join(MANIFEST_HASH)).ok().map(|stated| stated.trim_end().to_owned())
}

/// Every other release in the folder, in order of name.
///
/// # Errors
/// A folder that can't be read.
pub fn others(output: &Path, release: &str) -> Result<Vec<PathBuf>> {
    let mut places = Vec::new();
    for entry in std::fs::read_dir(output).map_err(|e| Error::output(output, e))? {
        let path = entry.map_err(|e| Error::output(output, e))?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let this = path.file_name().is_some_and(|name| name == release);
        if !hidden && !this && path.join(MANIFEST).is_file() {
            places.push(path);
        }
    }
    places.sort();
    Ok(places)
}

fn one(place: &Path) -> Result<EarlierRelease> {
    let release = Manifest::read(place)?.release;
    let (database, audit) = rayon::join(|| read(place), || audit_beside(place, &release).map(|audit| audit_of(&audit)));
    let database = database?;
    let manifest_blake3 = stated_by(place).ok_or_else(|| Error::output(place, "has no manifest.blake3"))?;
    let mut cohorts = HashMap::new();
    let mut fits: HashMap<RegressionKey, Counts> = HashMap::new();
    for row in &database.cohorts {
        if let Some(persons) = row.persons {
            cohorts.insert(row.key().owned(), i64::unsigned_abs(persons));
        }
    }
    let mut figures = HashMap::new();
    for row in &database.estimates {
        figures.insert(row.key().owned(), [row.estimate, row.standard_error, row.df]);
        if let (Some(success), Some(non_success)) = (row.n_success, row.n_non_success) {
            let counts = Counts {
                persons: [i64::unsigned_abs(success), i64::unsigned_abs(non_success)],
                users: None,
                amounts: [None; 2],
            };
            fits.insert(row.key().owned(), counts);
        }
    }
    let Some((attrition, audited)) = audit.transpose()?.flatten() else {
        return Ok(EarlierRelease { release: database.release, manifest_blake3, exact: false, cohorts, fits, figures });
    };
    for row in attrition {
        let arm = match row.name.as_str() {
            "success" => Arm::Success,
            "non_success" => Arm::NonSuccess,
            _ => continue,
        };
        let Some(measure) = row.success_measure else { continue };
        let comparison =
            ComparisonKey { target_group: row.target_group, subgroup: row.subgroup, success_measure: measure };
        if let Some(persons) = cohorts.get_mut(&CohortKey { comparison, arm }) {
            *persons = i64::unsigned_abs(row.persons);
        }
    }
    let mut seen = HashSet::new();
    for row in audited {
        let of = row.counts();
        let key = row.key();
        // Rows come in the plan's order, in which the published specification is first.
        if let Some(counts) = fits.get_mut(&key).filter(|_| seen.insert(key.clone())) {
            *counts = of;
        }
    }
    Ok(EarlierRelease { release: database.release, manifest_blake3, exact: true, cohorts, fits, figures })
}

/// The audit's tables; nothing where a program of another version wrote other columns.
///
/// # Errors
/// A table that is missing, unreadable or damaged: without it, the release would be compared by its published counts.
fn audit_of(audit: &Path) -> Result<Option<(Vec<AttritionRow>, Vec<AuditedCounts>)>> {
    let (attrition, fits) = (table::<AttritionRow>(audit), table::<AuditFitRow>(audit));
    if !parquet::is_current::<AttritionRow>(&attrition)? || !parquet::is_current::<AuditFitRow>(&fits)? {
        return Ok(None);
    }
    let fits = parquet::read_columns::<AuditFitRow, AuditedCounts>(&fits)?;
    Ok(Some((parquet::read(&attrition)?, fits)))
}

/// The columns of an audited regression that later releases are compared with.
#[derive(Deserialize)]
struct AuditedCounts {
    target_group: String,
    subgroup: String,
    success_measure: String,
    consequence: String,
    follow_up_year: i32,
    persons_success: i64,
    persons_non_success: i64,
    persons_using_success: i64,
    persons_using_non_success: i64,
    amount_success: Option<f64>,
    amount_non_success: Option<f64>,
    largest_success: Option<f64>,
    largest_non_success: Option<f64>,
    second_success: Option<f64>,
    second_non_success: Option<f64>,
}

impl AuditedCounts {
    fn key(&self) -> RegressionKey {
        RegressionKey {
            comparison: ComparisonKey {
                target_group: self.target_group.clone(),
                subgroup: self.subgroup.clone(),
                success_measure: self.success_measure.clone(),
            },
            consequence: self.consequence.clone(),
            follow_up_year: FollowUpYear(self.follow_up_year),
        }
    }

    fn counts(&self) -> Counts {
        Counts::exact(
            [self.persons_success, self.persons_non_success].map(i64::unsigned_abs),
            [self.persons_using_success, self.persons_using_non_success].map(i64::unsigned_abs),
            [
                [self.amount_success, self.largest_success, self.second_success],
                [self.amount_non_success, self.largest_non_success, self.second_non_success],
            ],
        )
    }
}

fn table<R: foundation::tables::Row>(audit: &Path) -> PathBuf {
    audit.join(format!("{}.parquet", R::TABLE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::tests::fit;

    #[test]
    fn what_is_read_of_an_audit_is_what_a_regression_counts() {
        let row = AuditFitRow {
            persons_success: 61,
            persons_non_success: 62,
            persons_using_success: 31,
            persons_using_non_success: 32,
            amount_success: Some(7.5),
            largest_success: Some(4.5),
            second_success: Some(2.5),
            amount_non_success: Some(70.5),
            largest_non_success: Some(40.5),
            second_non_success: Some(20.5),
            ..fit("women", "visits", 3, [61, 62], [31, 32])
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fits.parquet");
        parquet::write(&path, std::slice::from_ref(&row)).unwrap();
        let read: Vec<AuditedCounts> = parquet::read_columns::<AuditFitRow, _>(&path).unwrap();
        assert_eq!(read.len(), 1);
        assert_eq!((read[0].key(), read[0].counts()), (row.key().owned(), Counts::of(&row)));
        assert!(read[0].counts().amounts.iter().all(Option::is_some));
        // A file without one of the columns is no audit: its amounts would be unknown without a word.
        parquet::write_older(&path, &[row], foundation::tables::SCHEMA_VERSION, &["second_success"]).unwrap();
        let refused = parquet::read_columns::<AuditFitRow, AuditedCounts>(&path).map(drop).unwrap_err();
        assert!(refused.to_string().contains("has no column `second_success`"), "{refused}");
    }
}
