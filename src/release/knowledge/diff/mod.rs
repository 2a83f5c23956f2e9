//! Two releases compared: the change of every estimate, count and design of an intervention, the changed definitions and extracts, and which of them can
//! explain which estimate.
//!
//! Owns the comparison. What a release is made from comes from its manifest and tables, and from its audit where that lies
//! beside it: only there are the row counts of extracts and the texts of definitions.

mod cause;
mod causes;
mod designs;
mod details;
mod inputs;
pub use cause::{Cause, Detail, Side};
pub use designs::DesignChange;
pub use inputs::AuditInputs;

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use serde::Serialize;

use super::manifest::Manifest;
use super::read;
use causes::{Explains, causes};
use foundation::error::Result;
use foundation::tables::Database;
use foundation::tables::published::{CohortRow, EstimateRow, FitRow};
use foundation::words::{Arm, Change, GroupKind, Status};

/// What two releases have in common and what not.
#[derive(Debug, Clone, Serialize)]
pub struct Diff {
    /// The earlier release.
    pub before: String,
    /// The later one.
    pub after: String,
    /// Definitions, extracts, prices and program that differ.
    pub causes: Vec<Cause>,
    /// Regressions with a different result, beyond the error of the earlier estimate.
    pub changes: Vec<RegressionChange>,
    /// What is another in the designs of interventions and in their balance.
    pub designs: Vec<DesignChange>,
    /// Counts of cohorts that the earlier release shows and the later one holds back.
    pub held_back: Vec<HeldBackCount>,
    /// Regressions whose estimate moved by at most one standard error.
    pub moved: u64,
    /// Regressions with the same result.
    pub alike: u64,
}

/// A count of a cohort that is held back now.
#[derive(Debug, Clone, Serialize)]
pub struct HeldBackCount {
    /// The target group.
    pub target_group: String,
    /// The subgroup.
    pub subgroup: String,
    /// The success measure.
    pub success_measure: String,
    /// Which cohort.
    pub arm: Arm,
    /// Whether it is of a target group or of an intervention.
    pub kind: GroupKind,
    /// Its published persons in the earlier release.
    pub before: i64,
    /// Why the later one holds it back.
    pub reason: Option<String>,
}

/// A regression that came out otherwise.
#[derive(Debug, Clone, Serialize)]
pub struct RegressionChange {
    /// The target group.
    pub target_group: String,
    /// The subgroup.
    pub subgroup: String,
    /// The success measure.
    pub success_measure: String,
    /// The consequence.
    pub consequence: String,
    /// Years after t = 0.
    pub follow_up_year: i32,
    /// What became of it.
    pub change: Change,
    /// Its status before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_before: Option<Status>,
    /// Its status after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_after: Option<Status>,
    /// The estimate before, if it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<f64>,
    /// The estimate after, if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<f64>,
    /// The distance in standard errors of the earlier estimate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errors: Option<f64>,
    /// The causes that it depends on.
    pub causes: Vec<String>,
}

type Key<'a> = (&'a str, &'a str, &'a str, &'a str, i32);

/// Compares two releases.
///
/// # Errors
/// A release, or an audit beside it, that can't be read.
pub fn diff(before: &Path, after: &Path) -> Result<Diff> {
    let manifests = (Manifest::read(before)?, Manifest::read(after)?);
    let inputs =
        (AuditInputs::of_release(before, &manifests.0.release)?, AuditInputs::of_release(after, &manifests.1.release)?);
    let (before, after) = rayon::join(|| read(before), || read(after));
    let (before, after) = (before?, after?);
    Ok(compare(
        Side { manifest: &manifests.0, database: &before, inputs: inputs.0.as_ref() },
        Side { manifest: &manifests.1, database: &after, inputs: inputs.1.as_ref() },
    ))
}

/// Compares two releases in memory.
pub fn compare(before: Side<'_>, after: Side<'_>) -> Diff {
    let mut causes = causes(before, after);
    let explains = Explains::of(&causes, before.manifest, after.manifest);
    let (a, b) = (Index::of(before.database), Index::of(after.database));
    let keys: BTreeSet<Key<'_>> = a.fits.keys().chain(b.fits.keys()).copied().collect();
    let mut changes = Vec::new();
    let (mut moved, mut alike) = (0, 0);
    let mut explained: HashMap<String, u64> = HashMap::new();
    let mut count = |causes: &[String]| {
        causes.iter().for_each(|cause| *explained.entry(cause.clone()).or_default() += 1);
    };
    for key in keys {
        let (fits, estimates) = ((a.fits.get(&key), b.fits.get(&key)), (a.estimates.get(&key), b.estimates.get(&key)));
        let (target_group, subgroup, success_measure, consequence, follow_up_year) = key;
        let Some(change) = change(fits, estimates) else {
            // The first change of data is often smaller than the error: it counts too.
            if estimates.0.map(|e| e.estimate) == estimates.1.map(|e| e.estimate) {
                alike += 1;
            } else {
                moved += 1;
                count(&explains.which(target_group, consequence));
            }
            continue;
        };
        let causes = explains.which(target_group, consequence);
        count(&causes);
        changes.push(RegressionChange {
            target_group: target_group.to_owned(),
            subgroup: subgroup.to_owned(),
            success_measure: success_measure.to_owned(),
            consequence: consequence.to_owned(),
            follow_up_year,
            change,
            status_before: fits.0.map(|fit| fit.status),
            status_after: fits.1.map(|fit| fit.status),
            before: estimates.0.map(|e| e.estimate),
            after: estimates.1.map(|e| e.estimate),
            errors: estimates.0.zip(estimates.1).map(|(a, b)| (b.estimate - a.estimate).abs() / a.standard_error),
            causes,
        });
    }
    for cause in &mut causes {
        cause.explains = explained.get(&cause.what).map_or(0, |regressions| *regressions);
    }
    Diff {
        before: before.database.release.clone(),
        after: after.database.release.clone(),
        causes,
        changes,
        designs: designs::changes(before.database, after.database),
        held_back: held_back(before.database, after.database),
        moved,
        alike,
    }
}

/// Counts that were shown and are not any more, in order of their keys.
fn held_back(before: &Database, after: &Database) -> Vec<HeldBackCount> {
    let key = |row: &CohortRow| (row.target_group.clone(), row.subgroup.clone(), row.success_measure.clone(), row.arm);
    let shown: HashMap<_, i64> = before.cohorts.iter().filter_map(|row| Some((key(row), row.persons?))).collect();
    let kind = |group: &str| match after.intervention(group) {
        Some(_) => GroupKind::Intervention,
        None => GroupKind::TargetGroup,
    };
    let hidden = after.cohorts.iter().filter(|row| row.persons.is_none());
    hidden
        .filter_map(|row| {
            Some(HeldBackCount {
                target_group: row.target_group.clone(),
                subgroup: row.subgroup.clone(),
                success_measure: row.success_measure.clone(),
                arm: row.arm,
                kind: kind(&row.target_group),
                before: *shown.get(&key(row))?,
                reason: row.reason.clone(),
            })
        })
        .collect()
}

struct Index<'a> {
    fits: HashMap<Key<'a>, &'a FitRow>,
    estimates: HashMap<Key<'a>, &'a EstimateRow>,
}

impl<'a> Index<'a> {
    fn of(database: &'a Database) -> Index<'a> {
        let fit = |r: &'a FitRow| {
            ((&*r.target_group, &*r.subgroup, &*r.success_measure, &*r.consequence, r.follow_up_year), r)
        };
        let estimate = |r: &'a EstimateRow| {
            ((&*r.target_group, &*r.subgroup, &*r.success_measure, &*r.consequence, r.follow_up_year), r)
        };
        Index {
            fits: database.fits.iter().map(fit).collect(),
            estimates: database.estimates.iter().map(estimate).collect(),
        }
    }
}

/// What became of one regression; nothing where it came out the same or within the earlier error.
fn change(
    fits: (Option<&&FitRow>, Option<&&FitRow>),
    estimates: (Option<&&EstimateRow>, Option<&&EstimateRow>),
) -> Option<Change> {
    match (fits, estimates) {
        ((None, _), _) => Some(Change::New),
        ((_, None), _) => Some(Change::Gone),
        (_, (Some(a), Some(b))) if (a.estimate < 0.0) != (b.estimate < 0.0) => Some(Change::SignFlipped),
        (_, (Some(a), Some(b))) => {
            ((b.estimate - a.estimate).abs() > a.standard_error).then_some(Change::MovedBeyondError)
        }
        ((_, Some(fit)), (Some(_), None)) if fit.status == Status::Estimated => Some(Change::LostSignificance),
        ((Some(fit), _), (None, Some(_))) if fit.status == Status::Estimated => Some(Change::GainedSignificance),
        ((Some(a), Some(b)), _) => (a.status != b.status).then_some(Change::StatusChanged),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(status: Status) -> FitRow {
        FitRow {
            target_group: "g".to_owned(),
            subgroup: "all".to_owned(),
            success_measure: "m".to_owned(),
            consequence: "c".to_owned(),
            follow_up_year: 1,
            status,
            significant: false,
            reason: None,
        }
    }

    #[test]
    fn a_status_without_estimates_changes_or_does_not() {
        let (estimated, held) = (fit(Status::Estimated), fit(Status::HeldBack));
        assert_eq!(change((Some(&&estimated), Some(&&held)), (None, None)), Some(Change::StatusChanged));
        assert_eq!(change((Some(&&estimated), Some(&&estimated)), (None, None)), None);
        assert_eq!(change((None, Some(&&held)), (None, None)), Some(Change::New));
        assert_eq!(change((Some(&&held), None), (None, None)), Some(Change::Gone));
    }
}
