//! Two releases held against each other: what became of every estimate, what was changed between them, and which change can
//! explain which estimate.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use serde::Serialize;

use super::manifest::Manifest;
use super::read;
use foundation::error::Result;
use foundation::tables::Database;
use foundation::tables::published::{EstimateRow, FitRow};
use foundation::words::{Change, Status};

/// What two releases have in common and what not.
#[derive(Debug, Clone, Serialize)]
pub struct Diff {
    /// The earlier release.
    pub before: String,
    /// The later one.
    pub after: String,
    /// Definitions, extracts, prices and program that differ.
    pub causes: Vec<Cause>,
    /// Regressions that came out otherwise.
    pub changes: Vec<RegressionChange>,
    /// Regressions that came out the same, or within the error.
    pub alike: u64,
}

/// Something that an estimate is made from, and that differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Cause {
    /// What: `variable/shelter_nights`, `extract/bef`, `program`, `settings`, …
    pub what: String,
    /// Added, removed or changed, and how.
    pub how: String,
    /// How many of the regressions that came out otherwise are made from it.
    pub explains: u64,
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
    pub status_before: Option<Status>,
    /// Its status after.
    pub status_after: Option<Status>,
    /// The estimate before, if it was published.
    pub before: Option<f64>,
    /// The estimate after, if it is.
    pub after: Option<f64>,
    /// The distance in standard errors of the earlier estimate.
    pub errors: Option<f64>,
    /// The causes that it depends on.
    pub causes: Vec<String>,
}

type Key<'a> = (&'a str, &'a str, &'a str, &'a str, i32);

/// Holds two releases against each other.
///
/// # Errors
/// A release that can't be read.
pub fn diff(before: &Path, after: &Path) -> Result<Diff> {
    let (of_before, of_after) = (Manifest::read(before)?, Manifest::read(after)?);
    let (before, after) = rayon::join(|| read(before), || read(after));
    Ok(compare((&of_before, &before?), (&of_after, &after?)))
}

/// Holds two releases in memory against each other.
pub fn compare(before: (&Manifest, &Database), after: (&Manifest, &Database)) -> Diff {
    let mut causes = causes(before.0, after.0);
    let explains = Explains::of(&causes, before.0, after.0);
    let (a, b) = (Index::of(before.1), Index::of(after.1));
    let keys: BTreeSet<Key<'_>> = a.fits.keys().chain(b.fits.keys()).copied().collect();
    let mut changes = Vec::new();
    let mut alike = 0;
    for key in keys {
        let (fits, estimates) = ((a.fits.get(&key), b.fits.get(&key)), (a.estimates.get(&key), b.estimates.get(&key)));
        let Some(change) = change(fits, estimates) else {
            alike += 1;
            continue;
        };
        let (target_group, subgroup, success_measure, consequence, follow_up_year) = key;
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
            causes: explains.which(target_group, consequence),
        });
    }
    for cause in &mut causes {
        cause.explains = changes.iter().filter(|change| change.causes.contains(&cause.what)).count() as u64;
    }
    Diff { before: before.1.release.clone(), after: after.1.release.clone(), causes, changes, alike }
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

/// Everything that an estimate could be made from, and that differs.
fn causes(before: &Manifest, after: &Manifest) -> Vec<Cause> {
    let mut causes = Vec::new();
    let (a, b) = (hashes(before), hashes(after));
    let other_room = before.room != after.room;
    for what in a.keys().chain(b.keys()).collect::<BTreeSet<_>>() {
        let how = match (a.get(what), b.get(what)) {
            (None, Some(_)) => "added".to_owned(),
            (Some(_), None) => "removed".to_owned(),
            // Hashes salted with different secrets say nothing of the content.
            (Some(_), Some(_)) if other_room && what.starts_with("extract/") => {
                "not comparable, as the releases are from different rooms".to_owned()
            }
            (Some(a), Some(b)) if a != b => "changed".to_owned(),
            _ => continue,
        };
        causes.push(Cause { what: what.clone(), how, explains: 0 });
    }
    let mut differs = |what: &str, a: String, b: String| {
        if a != b {
            causes.push(Cause { what: what.to_owned(), how: format!("{a} → {b}"), explains: 0 });
        }
    };
    differs("program", before.program_version.clone(), after.program_version.clone());
    differs("schema", before.schema_version.to_string(), after.schema_version.to_string());
    causes
}

/// Hashes by what they are of: an entry of definitions, or all extracts of a register together.
fn hashes(manifest: &Manifest) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for entry in &manifest.entries {
        found.insert(entry.entry.clone(), entry.blake3.clone());
    }
    if manifest.entries.is_empty() {
        // A release of schema version 1 has the hashes of files only.
        found.extend(manifest.definitions.iter().map(|file| (format!("file/{}", file.path), file.blake3.clone())));
    }
    for extract in &manifest.extracts {
        let of_register = found.entry(format!("extract/{}", extract.register)).or_default();
        *of_register += &format!("{} {}\n", extract.name, extract.blake3);
    }
    found
}

/// Which causes an estimate depends on.
struct Explains {
    causes: Vec<String>,
    /// What a target group and a consequence are made of, in either release.
    on: HashMap<String, BTreeSet<String>>,
    /// Whether both releases say what depends on what.
    known: bool,
}

impl Explains {
    fn of(causes: &[Cause], before: &Manifest, after: &Manifest) -> Explains {
        let mut on: HashMap<String, BTreeSet<String>> = HashMap::new();
        for entry in before.entries.iter().chain(&after.entries) {
            on.entry(entry.entry.clone()).or_default().extend(entry.depends_on.iter().cloned());
        }
        let causes = causes.iter().map(|cause| cause.what.clone()).collect();
        Explains { causes, on, known: !before.entries.is_empty() && !after.entries.is_empty() }
    }

    fn which(&self, target_group: &str, consequence: &str) -> Vec<String> {
        if !self.known {
            return self.causes.clone();
        }
        let mut wanted: BTreeSet<String> =
            ["program", "schema", "settings", "policy"].into_iter().map(str::to_owned).collect();
        for root in [format!("target_group/{target_group}"), format!("consequence/{consequence}")] {
            wanted.extend(self.on.get(&root).into_iter().flatten().cloned());
            wanted.insert(root);
        }
        self.causes.iter().filter(|cause| wanted.contains(*cause)).cloned().collect()
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
