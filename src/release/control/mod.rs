//! The question to disclosure control: every cohort and regression of a build, which cohorts share persons, and what earlier
//! releases published.
//!
//! Owns what is asked and how answers are sorted. Owns no rule of disclosure, which is for `disclosure`.

mod contributions;
mod overlap;

use std::collections::HashMap;

use definitions::Definitions;
use definitions::plan::{Comparison, Job, Plan};
use engine::cohort::Cohort;
use engine::moments::InProcess;
use engine::persons::Persons;
use foundation::error::{Error, Result};
use foundation::tables::audit::{AuditFitRow, DisclosureRow};
use foundation::tables::{Database, SCHEMA_VERSION};
use foundation::words::{Arm, Decision, Rule, Status};

use crate::disclosure::{self, Asked, CohortCount, Control, Earlier, Perturbation, Question, Secret, Verdict};

/// One cohort of the build, counted.
#[derive(Debug)]
pub struct CountedCohort {
    /// The subgroup and success measure.
    pub comparison: Comparison,
    /// The side.
    pub arm: Arm,
    /// Its persons.
    pub persons: u64,
    /// Its cell key: the sum of its persons' keys modulo 2^64.
    pub cell: u64,
    /// Why they are held back, if they are.
    pub held_back: Option<Rule>,
}

/// Decisions by what they are about, for those who publish.
#[derive(Debug)]
pub struct Controlled {
    /// Every cohort, in the order of target group, subgroup, measure and arm by name.
    pub cohorts: Vec<CountedCohort>,
    /// The verdict on each regression, in the plan's order; none for specifications that are not published.
    pub fits: Vec<Option<Verdict>>,
    /// The cell keys of each regression's cohorts, success first, in the plan's order.
    pub cells: Vec<[u64; 2]>,
    /// What turns exact figures into published ones.
    pub perturbation: Perturbation,
    /// Every decision.
    pub decisions: Vec<DisclosureRow>,
}

/// Asks disclosure control, and sorts the answers; `fits` are in the plan's order, `cohorts` by target group, the keys by person.
///
/// # Errors
/// A decision that needs a review, where the policy says that it stops the release.
pub fn control(
    plan: &Plan<'_>,
    cohorts: &[Cohort],
    source: &InProcess<'_>,
    fits: &[AuditFitRow],
    earlier: Vec<Earlier>,
    (secret, keys): (Secret, &[u64]),
) -> Result<Controlled> {
    let definitions = plan.definitions();
    let perturbation = Perturbation { policy: definitions.policy, secret };
    let mut counted = counts(plan, cohorts, keys);
    let by_cohort: HashMap<(Comparison, Arm), u64> =
        counted.iter().map(|cohort| ((cohort.comparison, cohort.arm), cohort.cell)).collect();
    let cells_of = |job: &Job| [Arm::Success, Arm::NonSuccess].map(|arm| by_cohort[&(job.comparison, arm)]);
    let cells: Vec<[u64; 2]> = plan.jobs().iter().map(cells_of).collect();
    let shown = |fit: &AuditFitRow, cells: [u64; 2]| {
        let significant = || significant(definitions, &perturbation, cells, fit);
        fit.status == Status::Estimated && (definitions.policy.companion || significant())
    };
    let published = || plan.jobs().iter().zip(fits).zip(&cells).filter(|((job, _), _)| job.is_published());
    let asked: Vec<Asked<'_>> =
        published().map(|((job, fit), cells)| ask(plan, job, (fit, *cells), shown(fit, *cells))).collect();
    // Without control there is no question about shared persons.
    let (sorted, pairs) = match definitions.policy.control {
        true => rayon::join(|| overlap::overlaps(plan, cohorts), || overlap::pairs(plan, cohorts, &counted)),
        false => (Vec::new(), Vec::new()),
    };
    let shown: Vec<&Job> =
        published().zip(&asked).filter(|(_, asked)| asked.shown).map(|(((job, _), _), _)| job).collect();
    let question = Question {
        policy: definitions.policy,
        secret,
        amounts: contributions::of_parts(plan, cohorts, source, &sorted, &shown)?,
        cohorts: counted.iter().map(|cohort| count_of(plan, cohort)).collect(),
        fits: asked,
        overlaps: sorted.into_iter().map(|sorted| sorted.overlap).collect(),
        pairs,
        earlier,
    };
    let Control { cohorts: held_back, fits: verdicts, decisions } = disclosure::control(&question);
    let reviews = decisions.iter().filter(|row| row.decision == Decision::Review);
    if definitions.policy.stop_for_review
        && let Some(first) = reviews.clone().next()
    {
        return Err(Error::disclosure(
            format!("{} decisions need a review, the first on {}", reviews.count(), first.key),
            "look at what changed since the earlier release; set `stop_for_review = false` in disclosure.toml to \
                   publish, with the decisions in the audit",
        ));
    }
    let mut verdicts = verdicts.into_iter();
    let of_job = |job: &Job| if job.is_published() { verdicts.next() } else { None };
    let fits = plan.jobs().iter().map(of_job).collect();
    counted.iter_mut().zip(held_back).for_each(|(cohort, held_back)| cohort.held_back = held_back);
    Ok(Controlled { cohorts: counted, fits, cells, perturbation, decisions })
}

fn ask<'a>(plan: &Plan<'_>, job: &Job, (fit, cells): (&'a AuditFitRow, [u64; 2]), shown: bool) -> Asked<'a> {
    Asked { fit, cells, shown, covered: !job.entry_years.is_empty(), minimum: plan.specification(job).minimum }
}

/// Whether an estimate is significant: exactly, and as published, with its counts and without.
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

/// Every cohort, in the order of the published table.
fn counts(plan: &Plan<'_>, cohorts: &[Cohort], keys: &[u64]) -> Vec<CountedCohort> {
    let sides = plan.comparisons().iter().flat_map(|comparison| Arm::ALL.iter().map(move |arm| (*comparison, *arm)));
    let count = |(comparison, arm): (Comparison, Arm)| {
        let cohort = &cohorts[comparison.group.0];
        let persons = cohort.count(comparison, Some(arm)).unsigned_abs();
        CountedCohort { comparison, arm, persons, cell: cell(cohort, comparison, arm, keys), held_back: None }
    };
    let mut counted: Vec<CountedCohort> = sides.map(count).collect();
    counted.sort_by_key(|cohort| plan.cohort_key(cohort.comparison, cohort.arm));
    counted
}

fn count_of(plan: &Plan<'_>, cohort: &CountedCohort) -> CohortCount {
    let key = plan.cohort_key(cohort.comparison, cohort.arm).owned();
    let of = key.comparison;
    CohortCount {
        key: (of.target_group, of.subgroup, of.success_measure, key.arm),
        persons: cohort.persons,
        cell: cohort.cell,
    }
}

/// The key of every person by index, derived from the secret.
pub fn person_keys(definitions: &Definitions, persons: &Persons, secret: &Secret) -> Vec<u64> {
    let mut keys = vec![0; persons.len()];
    // Without control no figure is perturbed.
    if definitions.policy.control {
        persons.lookup.each_key(|person, key| keys[person.at()] = secret.person(key));
    }
    keys
}

/// The cell key of a cohort: the sum of its persons' keys modulo 2^64, each person once.
fn cell(cohort: &Cohort, comparison: Comparison, arm: Arm, keys: &[u64]) -> u64 {
    let members = cohort.determined(comparison).filter(|(_, of)| *of == arm).map(|(at, _)| cohort.entries[at].person);
    let mut last = None;
    let persons = members.filter(|person| last.replace(*person) != Some(*person));
    persons.fold(0, |sum, person| sum.wrapping_add(keys[person.at()]))
}
