//! The status of every regression of the published specifications, and the significant estimates among them.

use std::collections::HashMap;

use definitions::estimation::ENTRY_YEAR;
use definitions::plan::{Job, Plan};
use foundation::tables::Database;
use foundation::tables::audit::AuditFitRow;
use foundation::tables::published::{CovarianceRow, EstimateRow, FitRow};
use foundation::words::Status;
use regressions::{Fits, q_values};
use statistics::estimate::adjust::Age;

use crate::control::{ControlOutcome, significant};
use crate::disclosure::{self, Perturbation, Verdict};

/// The rows of statuses and estimates; `fits` are in the plan's order.
pub fn estimates(database: &mut Database, plan: &Plan<'_>, controlled: &ControlOutcome, fits: &[AuditFitRow]) {
    let definitions = plan.definitions();
    let of = |job: &Job| (job.comparison, job.consequence, job.year);
    let beside: HashMap<_, &AuditFitRow> = plan
        .jobs()
        .iter()
        .zip(fits)
        .filter(|(job, _)| plan.specification(job).id.value == ENTRY_YEAR)
        .map(|(job, fit)| (of(job), fit))
        .collect();
    let perturbation = &controlled.perturbation;
    // q × rank ÷ p gives the size of the family: it has every regression whose published status is `estimated`, and no other.
    let decided = || fits.iter().zip(&controlled.fits).zip(&controlled.cells);
    let p: Vec<Option<f64>> =
        decided().map(|((fit, verdict), cells)| shown_p(perturbation, *cells, fit, *verdict)).collect();
    let q = q_values(plan, &p);
    for ((job, ((fit, verdict), cells)), q) in plan.jobs().iter().zip(decided()).zip(q) {
        let Some(verdict) = *verdict else { continue };
        let (status, reason) = match verdict {
            Verdict::HeldBack(rule) => (Status::HeldBack, Some(rule)),
            Verdict::Replaced(status) => (status, None),
            Verdict::Released | Verdict::WithoutCounts(_) => (fit.status, None),
        };
        let significant = reason.is_none() && significant(definitions, perturbation, *cells, fit);
        database.fits.push(FitRow {
            target_group: fit.target_group.clone(),
            subgroup: fit.subgroup.clone(),
            success_measure: fit.success_measure.clone(),
            consequence: fit.consequence.clone(),
            follow_up_year: fit.follow_up_year,
            status,
            significant,
            reason,
        });
        if significant {
            let regression = Regression { job, fit, cells: *cells, verdict, q };
            database.estimates.extend(estimate(plan, perturbation, regression, beside.get(&of(job)).copied()));
        }
    }
}

/// A regression with what was planned and decided about it.
#[derive(Clone, Copy)]
struct Regression<'a> {
    job: &'a Job,
    fit: &'a AuditFitRow,
    cells: [u64; 2],
    verdict: Verdict,
    /// The q-value of the p-value that is shown.
    q: Option<f64>,
}

/// The p-value as it is published; 1 where the published status is `estimated` and there is no figure.
pub(super) fn shown_p(
    perturbation: &Perturbation,
    cells: [u64; 2],
    fit: &AuditFitRow,
    verdict: Option<Verdict>,
) -> Option<f64> {
    match verdict? {
        Verdict::Replaced(Status::Estimated) => Some(1.0),
        Verdict::Replaced(_) | Verdict::HeldBack(_) => None,
        verdict @ (Verdict::Released | Verdict::WithoutCounts(_)) => {
            fit.p?;
            let counts = verdict == Verdict::Released;
            perturbation.figures(cells, counts, fit).map(|shown| shown.inference.p)
        }
    }
}

/// The row of a significant estimate; `beside` is the specification with the entry year.
fn estimate(
    plan: &Plan<'_>,
    perturbation: &Perturbation,
    of: Regression<'_>,
    beside: Option<&AuditFitRow>,
) -> Option<EstimateRow> {
    let Regression { job, fit, cells, verdict, q } = of;
    let definitions = plan.definitions();
    let policy = &definitions.policy;
    let (group, consequence) = (plan.group(job.comparison.group), plan.consequence(job));
    let published = plan.specification(job);
    let depends = beside.filter(|other| other.status == Status::Estimated).and_then(|other| {
        let (ours, theirs) = (fit.estimate?, other.estimate?);
        Some(ours.signum() != theirs.signum() || other.p? >= definitions.settings.significance)
    });
    let reason = match verdict {
        Verdict::WithoutCounts(rule) => Some(rule),
        Verdict::Released | Verdict::Replaced(_) | Verdict::HeldBack(_) => None,
    };
    let shown = perturbation.figures(cells, reason.is_none(), fit)?;
    let exact = i64::unsigned_abs;
    let [success, non_success] = cells;
    let count = |cell: u64, n: i64| reason.is_none().then(|| perturbation.count(cell, exact(n)));
    let mean = perturbation.mean(cells, fit);
    // Both robustness values together give the degrees of freedom, and so the number of persons.
    let robustness = perturbation.robustness(&shown, fit, definitions.settings.significance);
    let [robustness, robustness_to_insignificance] = robustness.map(|value| value.filter(|_| reason.is_none()));
    // The years t = 0 that carry it by the definitions: the first or the last to enter may be one person.
    let (first_entry_year, last_entry_year) = job.entry_years.span()?;
    let all = exact(fit.n_success + fit.n_non_success);
    Some(EstimateRow {
        target_group: fit.target_group.clone(),
        subgroup: fit.subgroup.clone(),
        success_measure: fit.success_measure.clone(),
        consequence: fit.consequence.clone(),
        follow_up_year: fit.follow_up_year,
        estimate: shown.estimate,
        standard_error: shown.standard_error,
        lower: shown.inference.lower,
        upper: shown.inference.upper,
        t: shown.inference.t,
        df: shown.df,
        p: shown.inference.p,
        q,
        robustness,
        robustness_to_insignificance,
        n_success: count(success, fit.n_success),
        n_non_success: count(non_success, fit.n_non_success),
        clusters: fit.clusters.and_then(|n| count(success.wrapping_add(non_success), n)),
        baseline: Some(fit.baseline),
        mean_non_success: mean.filter(|_| reason.is_none()),
        reason,
        price_year: consequence.is_kroner().then_some(definitions.settings.price_year.value),
        covariance: published.covariance.value,
        age_form: published.adjust.age.as_ref().map(Age::form),
        adjusts_sex: published.adjust.sex,
        first_entry_year,
        last_entry_year,
        defines_success: plan.defines_success(job),
        depends_on_entry_year: depends,
        share_after_break: fit.share_after_break.map(|share| disclosure::share(policy, share, all)),
        provenance: group.provenance.max(consequence.provenance),
    })
}

/// Covariances between the years of a consequence, as they are published, where both estimates have figures and leave; `all` is for
/// the companion, which has estimates that are not significant too.
pub fn covariances(plan: &Plan<'_>, controlled: &ControlOutcome, fits: &Fits, all: bool) -> Vec<CovarianceRow> {
    let (definitions, perturbation) = (plan.definitions(), &controlled.perturbation);
    let mut shown: HashMap<_, (&AuditFitRow, [u64; 2], f64)> = HashMap::new();
    for ((fit, verdict), cells) in fits.rows.iter().zip(&controlled.fits).zip(&controlled.cells) {
        let Some(verdict @ (Verdict::Released | Verdict::WithoutCounts(_))) = *verdict else { continue };
        let figures = perturbation.figures(*cells, verdict == Verdict::Released, fit);
        let leaves = fit.status == Status::Estimated && (all || significant(definitions, perturbation, *cells, fit));
        if let Some(figures) = figures.filter(|_| leaves) {
            shown.insert(fit.key(), (fit, *cells, figures.standard_error));
        }
    }
    let published = |row: &CovarianceRow| {
        let (one, cells, error) = shown.get(&row.key())?;
        let (other, _, other_error) = shown.get(&row.other_key())?;
        let covariance = perturbation.covariance(*cells, row, [one, other], [*error, *other_error])?;
        Some(CovarianceRow { covariance, ..row.clone() })
    };
    fits.covariances.iter().filter_map(published).collect()
}
