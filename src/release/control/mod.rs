//! The request to disclosure control: every cohort and regression of a build, which cohorts share persons, and what earlier
//! releases published.
//!
//! Owns the request and the assignment of decisions to cohorts and regressions. Owns no rule of disclosure: see `disclosure`.

mod cohorts;
mod contributions;
mod interventions;
mod overlap;
mod significance;

use std::collections::HashMap;

use definitions::Definitions;
use definitions::plan::{Comparison, Job, Plan};
use engine::cohort::Cohort;
use engine::moments::MomentSource;
use foundation::error::{Error, Result};
use foundation::tables::audit::{AuditFitRow, DisclosureRow};
use foundation::tables::{Database, SCHEMA_VERSION};
use foundation::words::{Arm, Decision, Status};

use crate::disclosure::{
    self, Candidate, CohortCount, Control, EarlierRelease, Perturbation, PublishedComparison, Request, Secret, Verdict,
};

use ::interventions::Assessment;
pub use cohorts::{CountedCohort, person_keys};
pub use interventions::ControlledIntervention;
pub use significance::significant;

/// The decisions by cohort and regression.
#[derive(Debug)]
pub struct ControlOutcome {
    /// Every cohort, in the order of target group, subgroup, measure and arm by name.
    pub cohorts: Vec<CountedCohort>,
    /// The verdict on each regression, in the plan's order; none for specifications that are not published.
    pub fits: Vec<Option<Verdict>>,
    /// The cell keys of each regression's cohorts, success first, in the plan's order.
    pub cells: Vec<[u64; 2]>,
    /// What turns exact figures into published ones.
    pub perturbation: Perturbation,
    /// The decisions on each intervention, in the order of the definitions.
    pub interventions: Vec<ControlledIntervention>,
    /// Every decision.
    pub decisions: Vec<DisclosureRow>,
    /// The comparisons of which anything leaves, for the room.
    pub published: Vec<PublishedComparison>,
}

/// What was published before.
#[derive(Debug, Default)]
pub struct History {
    /// Earlier releases, cell by cell.
    pub earlier: Vec<EarlierRelease>,
    /// Comparisons that releases of the room published, by their persons.
    pub published: Vec<PublishedComparison>,
}

/// Runs disclosure control; `fits` are in the plan's order, `cohorts` by target group, the keys by person. The groups of
/// interventions are cohorts like any other, and compared with all of them.
///
/// # Errors
/// A decision that needs a review, where the policy says that it stops the release.
pub fn control(
    plan: &Plan<'_>,
    cohorts: &[Cohort],
    source: &dyn MomentSource,
    (fits, assessments): (&[AuditFitRow], &[Assessment]),
    history: History,
    (secret, keys): (Secret, &[u64]),
) -> Result<ControlOutcome> {
    let definitions = plan.definitions();
    let perturbation = Perturbation { policy: definitions.policy, secret };
    let mut counted = cohorts::counts(plan, cohorts, keys);
    let by_cohort: HashMap<(Comparison, Arm), u64> =
        counted.iter().map(|cohort| ((cohort.comparison, cohort.arm), cohort.cell)).collect();
    let cells_of = |job: &Job| [Arm::Success, Arm::NonSuccess].map(|arm| by_cohort[&(job.comparison, arm)]);
    let cells: Vec<[u64; 2]> = plan.jobs().iter().map(cells_of).collect();
    let shown = |fit: &AuditFitRow, cells: [u64; 2]| {
        let significant = || significant(definitions, &perturbation, cells, fit);
        fit.status == Status::Estimated && (definitions.policy.companion || significant())
    };
    let published = || plan.jobs().iter().zip(fits).zip(&cells).filter(|((job, _), _)| job.is_published());
    let groups = interventions::groups(assessments, keys);
    let of_interventions: Vec<interventions::PublishedPersons> =
        assessments.iter().map(|of| interventions::counted(definitions, of)).collect();
    let mut candidates: Vec<Candidate<'_>> =
        published().map(|((job, fit), cells)| candidate(plan, job, (fit, *cells), shown(fit, *cells))).collect();
    // Without control, shared persons do not matter.
    let (partitions, pairs) = match definitions.policy.control {
        true => rayon::join(|| overlap::overlaps(plan, cohorts), || overlap::pairs(plan, cohorts, &counted)),
        false => (Vec::new(), Vec::new()),
    };
    let shown: Vec<&Job> =
        published().zip(&candidates).filter(|(_, candidate)| candidate.shown).map(|(((job, _), _), _)| job).collect();
    let amounts = contributions::of_parts(plan, cohorts, source, &partitions, &shown)?;
    let of_target_groups = candidates.len();
    for ((assessment, counted), group) in assessments.iter().zip(&of_interventions).zip(&groups) {
        let both = assessment.fits.iter().zip(&counted.effects);
        candidates.extend(both.map(|(fit, shown)| group.candidate(definitions, &perturbation, fit, shown)));
    }
    let mut pairs = pairs;
    if definitions.policy.control {
        pairs.extend(interventions::pairs(plan, cohorts, &counted, &groups));
    }
    let mut counts: Vec<CohortCount> = counted.iter().map(|cohort| cohorts::count_of(plan, cohort)).collect();
    counts.extend(groups.iter().flat_map(interventions::Group::counts));
    let request = Request {
        policy: definitions.policy,
        secret,
        amounts,
        cohorts: counts,
        fits: candidates,
        overlaps: partitions.into_iter().map(|partition| partition.overlap).collect(),
        pairs,
        earlier: history.earlier,
        published: history.published,
    };
    let Control { cohorts: held_back, fits: verdicts, decisions, published } = disclosure::control(&request);
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
    let (of_plan, of_effects) = verdicts.split_at(of_target_groups);
    let (held_back, of_groups) = held_back.split_at(counted.len());
    let interventions = interventions::controlled(of_interventions, groups, of_groups, of_effects);
    let mut verdicts = of_plan.iter().copied();
    let of_job = |job: &Job| if job.is_published() { verdicts.next() } else { None };
    let fits = plan.jobs().iter().map(of_job).collect();
    counted.iter_mut().zip(held_back).for_each(|(cohort, held_back)| cohort.held_back = *held_back);
    Ok(ControlOutcome { cohorts: counted, fits, cells, perturbation, interventions, decisions, published })
}

fn candidate<'a>(plan: &Plan<'_>, job: &Job, (fit, cells): (&'a AuditFitRow, [u64; 2]), shown: bool) -> Candidate<'a> {
    Candidate { fit, cells, shown, covered: !job.entry_years.is_empty(), minimum: plan.specification(job).minimum }
}

/// The final check of the tables.
///
/// # Errors
/// What may not leave.
pub fn final_check(definitions: &Definitions, database: &Database) -> Result<()> {
    let policy = &definitions.policy;
    if !policy.control {
        return Ok(());
    }
    disclosure::gate(policy, SCHEMA_VERSION, database).map_err(|reason| {
        Error::disclosure(reason, "nothing was published; please report this with the definitions (and no data)")
    })
}
