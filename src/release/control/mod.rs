//! The question to disclosure control: every cohort and regression of a build, which cohorts share persons, and what earlier
//! releases published.
//!
//! Owns what is asked and how answers are sorted. Owns no rule of disclosure, which is for `disclosure`.

mod contributions;
mod overlap;

use definitions::Definitions;
use definitions::plan::{Comparison, Job, Plan};
use engine::cohort::Cohort;
use engine::moments::InProcess;
use foundation::error::{Error, Result};
use foundation::tables::audit::{AuditFitRow, DisclosureRow};
use foundation::tables::{Database, SCHEMA_VERSION};
use foundation::words::{Arm, Decision, Rule, Status};

use crate::disclosure::{self, Asked, CohortCount, Control, Earlier, Question, Verdict};

/// One cohort of the build, counted.
#[derive(Debug)]
pub struct CountedCohort {
    /// The subgroup and success measure.
    pub comparison: Comparison,
    /// The side.
    pub arm: Arm,
    /// Its persons.
    pub persons: u64,
    /// Why they are held back, if they are.
    pub held_back: Option<Rule>,
}

/// Decisions by what they are about, for those who publish.
#[derive(Debug, Default)]
pub struct Controlled {
    /// Every cohort, in the order of target group, subgroup, measure and arm by name.
    pub cohorts: Vec<CountedCohort>,
    /// The verdict on each regression, in the plan's order; none for specifications that are not published.
    pub fits: Vec<Option<Verdict>>,
    /// Every decision.
    pub decisions: Vec<DisclosureRow>,
}

/// Asks disclosure control, and sorts the answers; `fits` are in the plan's order, `cohorts` by target group.
///
/// # Errors
/// A decision that needs a review, where the policy says that it stops the release.
pub fn control(
    plan: &Plan<'_>,
    cohorts: &[Cohort],
    source: &InProcess<'_>,
    fits: &[AuditFitRow],
    earlier: Vec<Earlier>,
) -> Result<Controlled> {
    let definitions = plan.definitions();
    let shown = |fit: &AuditFitRow| {
        fit.status == Status::Estimated && (definitions.policy.companion || significant(definitions, fit))
    };
    let published = || plan.jobs().iter().zip(fits).filter(|(job, _)| job.is_published());
    let asked: Vec<Asked<'_>> = published().map(|(job, fit)| ask(plan, job, fit, shown(fit))).collect();
    let mut counted = counts(plan, cohorts);
    // Without control there is no question about shared persons.
    let (sorted, pairs) = match definitions.policy.control {
        true => rayon::join(|| overlap::overlaps(plan, cohorts), || overlap::pairs(plan, cohorts, &counted)),
        false => (Vec::new(), Vec::new()),
    };
    let shown: Vec<&Job> = published().zip(&asked).filter(|(_, asked)| asked.shown).map(|((job, _), _)| job).collect();
    let question = Question {
        policy: definitions.policy,
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
            format!("{} decisions ask for a look, the first on {}", reviews.count(), first.key),
            "look at what changed since the earlier release; set `stop_for_review = false` in disclosure.toml to \
                   publish, with the decisions in the audit",
        ));
    }
    let mut verdicts = verdicts.into_iter();
    let of_job = |job: &Job| if job.is_published() { verdicts.next() } else { None };
    let fits = plan.jobs().iter().map(of_job).collect();
    counted.iter_mut().zip(held_back).for_each(|(cohort, held_back)| cohort.held_back = held_back);
    Ok(Controlled { cohorts: counted, fits, decisions })
}

fn ask<'a>(plan: &Plan<'_>, job: &Job, fit: &'a AuditFitRow, shown: bool) -> Asked<'a> {
    Asked { fit, shown, covered: !job.entry_years.is_empty(), minimum: plan.specification(job).minimum }
}

/// Whether an estimate is significant, exactly and as it is published.
pub fn significant(definitions: &Definitions, fit: &AuditFitRow) -> bool {
    let level = definitions.settings.significance;
    let (Some(estimate), Some(error), Some(df), Some(p)) = (fit.estimate, fit.standard_error, fit.df, fit.p) else {
        return false;
    };
    let as_published = || disclosure::figures(&definitions.policy, true, estimate, error, df);
    fit.status == Status::Estimated && p < level && as_published().is_some_and(|figures| figures.inference.p < level)
}

/// The last look at the tables.
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
fn counts(plan: &Plan<'_>, cohorts: &[Cohort]) -> Vec<CountedCohort> {
    let sides = plan.comparisons().iter().flat_map(|comparison| Arm::ALL.iter().map(move |arm| (*comparison, *arm)));
    let count = |(comparison, arm): (Comparison, Arm)| {
        let persons = cohorts[comparison.group.0].count(comparison, Some(arm)).unsigned_abs();
        CountedCohort { comparison, arm, persons, held_back: None }
    };
    let mut counted: Vec<CountedCohort> = sides.map(count).collect();
    counted.sort_by_key(|cohort| plan.cohort_key(cohort.comparison, cohort.arm));
    counted
}

fn count_of(plan: &Plan<'_>, cohort: &CountedCohort) -> CohortCount {
    let key = plan.cohort_key(cohort.comparison, cohort.arm).owned();
    let of = key.comparison;
    CohortCount { key: (of.target_group, of.subgroup, of.success_measure, key.arm), persons: cohort.persons }
}
