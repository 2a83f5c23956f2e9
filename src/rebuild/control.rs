//! What disclosure control is asked: every cohort and regression of the build, who is in several of them, and what earlier
//! releases published.

use std::collections::{HashMap, HashSet};

use super::dominance;
use super::overlap::{self, Sorted};
use definitions::Definitions;
use definitions::plan;
use engine::cohort::Cohort;
use engine::persons::Persons;
use engine::variables::Sums;
use foundation::error::{Error, Result};
use foundation::tables::audit::AuditFitRow;
use foundation::tables::{Database, SCHEMA_VERSION};
use foundation::words::{Arm, Decision, Rule, Status};
use release::disclosure::{
    self, Asked, CohortCount, CohortKey, Control, Earlier, Overlap, Perturbation, Question, Secret, Verdict,
};

/// Decisions by what they are about, for those who publish.
#[derive(Debug)]
pub struct Controlled {
    /// Persons of each cohort, and why they are held back, in the order of target group, subgroup, measure and arm.
    pub cohorts: Vec<(CohortCount, Option<Rule>)>,
    /// What is decided on each regression, by position among all fits; other specifications are never published.
    pub fits: Vec<Option<Verdict>>,
    /// The cell keys of each regression's cohorts, success first, by position among all fits.
    pub cells: Vec<[u64; 2]>,
    /// What turns exact figures into published ones.
    pub perturbation: Perturbation,
    /// Every decision.
    pub decisions: Vec<foundation::tables::audit::DisclosureRow>,
}

/// Whom the build followed, and what they used.
#[derive(Clone, Copy)]
pub struct Followed<'a> {
    /// The cohorts, in the order of target groups.
    pub cohorts: &'a [Cohort],
    /// Everybody.
    pub persons: &'a Persons,
    /// The values of consequences.
    pub sums: &'a Sums,
}

/// Asks, and sorts the answers.
///
/// # Errors
/// A decision that asks for a look, where the policy says that it stops the release.
pub fn control(
    definitions: &Definitions,
    followed: Followed<'_>,
    fits: &[AuditFitRow],
    earlier: Vec<Earlier>,
    secret: Secret,
) -> Result<Controlled> {
    let perturbation = Perturbation { policy: definitions.policy, secret };
    let cohorts = counts(definitions, followed, &secret);
    let by_key: HashMap<_, u64> = cohorts.iter().map(|cohort| (cohort.key.clone(), cohort.cell)).collect();
    let cells: Vec<[u64; 2]> = fits.iter().map(|fit| cells_of(fit, &by_key)).collect::<Result<_>>()?;
    let published = |fit: &AuditFitRow| {
        let group = definitions.target_group(&fit.target_group);
        group.and_then(|g| g.estimations.first()).is_some_and(|e| e.id.value == fit.specification)
    };
    let positions: Vec<usize> =
        fits.iter().enumerate().filter(|(_, fit)| published(fit)).map(|(position, _)| position).collect();
    let shown = |fit: &AuditFitRow, cells| {
        definitions.policy.companion || significant(definitions, &perturbation, cells, fit)
    };
    let asked: Vec<Asked<'_>> = positions
        .iter()
        .filter_map(|at| fits.get(*at).zip(cells.get(*at)))
        .map(|(fit, cells)| {
            ask(definitions, (fit, *cells), fit.status == Status::Estimated && shown(fit, *cells))
        })
        .collect();
    // Without control nobody asks.
    let (sorted, pairs) = match definitions.policy.control {
        true => rayon::join(
            || overlap::overlaps(definitions, followed.cohorts),
            || overlap::pairs(definitions, followed.cohorts, &cohorts),
        ),
        false => (Vec::new(), Vec::new()),
    };
    let question = Question {
        policy: definitions.policy,
        secret,
        amounts: amounts(definitions, followed, &sorted, &asked)?,
        cohorts,
        fits: asked,
        overlaps: sorted.into_iter().map(|sorted| sorted.overlap).collect(),
        pairs,
        earlier,
    };
    let Control { cohorts: held, fits: verdicts, decisions } = disclosure::control(&question);
    let reviews = decisions.iter().filter(|row| row.decision == Decision::Review);
    if definitions.policy.stop_for_review
        && let Some(first) = reviews.clone().next()
    {
        return Err(Error::disclosure(
            format!("{} decisions ask for a look, the first on {}", reviews.count(), first.key),
            "look at what changed since the earlier release; set `stop_for_review = false` in disclosure.toml to \
                   publish, with the decisions in the audit",
        ));
    }
    let mut by_position = vec![None; fits.len()];
    for (at, verdict) in positions.into_iter().zip(verdicts) {
        if let Some(slot) = by_position.get_mut(at) {
            *slot = Some(verdict);
        }
    }
    let cohorts = question.cohorts.into_iter().zip(held).collect();
    Ok(Controlled { cohorts, fits: by_position, cells, perturbation, decisions })
}

fn ask<'a>(definitions: &Definitions, (fit, cells): (&'a AuditFitRow, [u64; 2]), shown: bool) -> Asked<'a> {
    let group = definitions.target_group(&fit.target_group);
    let published = group.and_then(|group| Some((group, group.estimations.first()?)));
    let covered = published.zip(definitions.consequence(&fit.consequence)).is_some_and(|((group, published), of)| {
        !plan::entry_years(definitions, group, &of.variable, published, fit.follow_up_year).is_empty()
    });
    let minimum = published.map(|(_, published)| published.minimum).unwrap_or_default();
    Asked { fit, cells, shown, covered, minimum }
}

/// The amounts of parts, where more than one subgroup's counts would be published.
fn amounts(
    definitions: &Definitions,
    followed: Followed<'_>,
    sorted: &[Sorted],
    asked: &[Asked<'_>],
) -> Result<Vec<disclosure::Amounts>> {
    let of = |asked: &Asked<'_>| {
        let fit = asked.fit;
        (fit.target_group.clone(), fit.success_measure.clone(), fit.consequence.clone())
    };
    let shown: HashSet<_> = asked.iter().filter(|asked| asked.shown).map(of).collect();
    let is_asked = |overlap: &Overlap, consequence: &str| {
        shown.contains(&(overlap.target_group.clone(), overlap.success_measure.clone(), consequence.to_owned()))
    };
    dominance::of_parts(definitions, followed, sorted, &is_asked)
}

/// Whether an estimate is significant: exact, and as published, with its counts and without.
pub fn significant(definitions: &Definitions, perturbation: &Perturbation, cells: [u64; 2], fit: &AuditFitRow) -> bool {
    let level = definitions.settings.significance;
    let as_published = |counts| {
        let figures = perturbation.figures(cells, counts, fit);
        figures.is_some_and(|figures| figures.inference.p < level)
    };
    fit.status == Status::Estimated && fit.p.is_some_and(|p| p < level) && as_published(true) && as_published(false)
}

/// The final check of the tables.
///
/// # Errors
/// What may not leave.
pub fn last_look(definitions: &Definitions, database: &Database) -> Result<()> {
    let policy = &definitions.policy;
    if !policy.control {
        return Ok(());
    }
    disclosure::gate(policy, SCHEMA_VERSION, database).map_err(|reason| {
        Error::disclosure(reason, "nothing was published; please report this with the definitions (and no data)")
    })
}

/// The cell keys of a regression's cohorts, success first.
fn cells_of(fit: &AuditFitRow, cells: &HashMap<CohortKey, u64>) -> Result<[u64; 2]> {
    let of = |arm: Arm| {
        let key = (fit.target_group.clone(), fit.subgroup.clone(), fit.success_measure.clone(), arm);
        cells.get(&key).copied().ok_or_else(|| Error::internal(format!("no cohort for {}", fit.target_group)))
    };
    Ok([of(Arm::Success)?, of(Arm::NonSuccess)?])
}

/// The key of every person by index, derived from the secret.
fn person_keys(persons: &Persons, secret: &Secret) -> Vec<u64> {
    let mut keys = vec![0; persons.len()];
    persons.lookup.each_key(|person, key| {
        if let Some(slot) = keys.get_mut(person as usize) {
            *slot = secret.person(key);
        }
    });
    keys
}

fn counts(definitions: &Definitions, followed: Followed<'_>, secret: &Secret) -> Vec<CohortCount> {
    let mut counts = Vec::new();
    // Without control no figure is perturbed.
    let keys = if definitions.policy.control { person_keys(followed.persons, secret) } else { Vec::new() };
    for (group, cohort) in definitions.target_groups.iter().zip(followed.cohorts) {
        for (subgroup, belongs) in &cohort.subgroups {
            for (measure, arms) in &cohort.successes {
                for arm in Arm::ALL {
                    let is_member = |at: usize| belongs.get(at) == Some(&true) && arms.get(at) == Some(&Some(*arm));
                    counts.push(CohortCount {
                        key: (group.id.value.clone(), subgroup.clone(), measure.clone(), *arm),
                        persons: cohort.persons(is_member).unsigned_abs(),
                        cell: cell(cohort, is_member, &keys),
                    });
                }
            }
        }
    }
    counts.sort_by(|a, b| a.key.cmp(&b.key));
    counts
}

/// The cell key of the persons with an entry for which something holds: the sum of their keys modulo 2^64, each person once.
fn cell(cohort: &Cohort, holds: impl Fn(usize) -> bool, keys: &[u64]) -> u64 {
    let mut last = None;
    let members = cohort.entries.iter().enumerate().filter(|(at, _)| holds(*at)).map(|(_, entry)| entry.person);
    let members = members.filter(|person| last.replace(*person) != Some(*person));
    members.filter_map(|person| keys.get(person as usize)).fold(0, |sum, key| sum.wrapping_add(*key))
}
