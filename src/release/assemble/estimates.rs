//! The status of every regression of the published specifications, and the significant estimates among them.

use std::collections::HashMap;

use definitions::estimation::ENTRY_YEAR;
use definitions::plan::{Job, Plan};
use foundation::tables::audit::AuditFitRow;
use foundation::tables::break_shares;
use foundation::tables::published::{CovarianceRow, EstimateRow, FitRow};
use foundation::words::Status;
use rayon::prelude::*;
use regressions::{Fits, q_values};
use statistics::estimate::adjust::Age;

use super::regression_rows::DecidedFit;
use crate::control::{ControlOutcome, significant};
use crate::disclosure::{self, Perturbation, Verdict};

/// The rows of statuses and estimates, in the plan's order; `fits` are in that order too.
pub fn estimates(
    plan: &Plan<'_>,
    controlled: &ControlOutcome,
    fits: &[AuditFitRow],
) -> (Vec<FitRow>, Vec<EstimateRow>) {
    let definitions = plan.definitions();
    let of = |job: &Job| (job.comparison, job.consequence, job.year);
    let with_entry_year: HashMap<_, &AuditFitRow> = plan
        .jobs()
        .iter()
        .zip(fits)
        .filter(|(job, _)| plan.specification(job).id.value == ENTRY_YEAR)
        .map(|(job, fit)| (of(job), fit))
        .collect();
    let perturbation = &controlled.perturbation;
    // q × rank ÷ p gives the size of the family: it has every regression whose published status is `estimated`, and no other.
    let decided = || fits.par_iter().zip(&controlled.fits).zip(&controlled.cells);
    let p: Vec<Option<f64>> =
        decided().map(|((fit, verdict), cells)| shown_p(perturbation, *cells, fit, *verdict)).collect();
    let q = q_values(plan, &p);
    let row = |at: usize| {
        let (job, fit) = (&plan.jobs()[at], &fits[at]);
        let (verdict, cells, q) = (controlled.fits[at]?, controlled.cells[at], q[at]);
        let decided = DecidedFit { definitions, perturbation, fit, cells, verdict, q };
        let status = decided.status_row();
        let is_shown = status.significant;
        let estimate = || estimate(plan, job, &decided, with_entry_year.get(&of(job)).copied());
        Some((status, is_shown.then(estimate).flatten()))
    };
    let rows: Vec<(FitRow, Option<EstimateRow>)> = (0..fits.len()).into_par_iter().filter_map(row).collect();
    let (statuses, estimates): (Vec<FitRow>, Vec<Option<EstimateRow>>) = rows.into_iter().unzip();
    (statuses, estimates.into_iter().flatten().collect())
}

/// The p-value as it is published; none where the published status is another than `estimated`.
pub(super) fn shown_p(
    perturbation: &Perturbation,
    cells: [u64; 2],
    fit: &AuditFitRow,
    verdict: Option<Verdict>,
) -> Option<f64> {
    match verdict? {
        Verdict::Replaced(_) | Verdict::HeldBack(_) => None,
        verdict @ (Verdict::Released | Verdict::WithoutCounts(_)) => {
            fit.p?;
            let counts = verdict == Verdict::Released;
            perturbation.figures(cells, counts, fit).map(|shown| shown.inference.p)
        }
    }
}

/// The row of a significant estimate; `with_entry_year` is the specification with the entry year.
fn estimate(
    plan: &Plan<'_>,
    job: &Job,
    decided: &DecidedFit<'_>,
    with_entry_year: Option<&AuditFitRow>,
) -> Option<EstimateRow> {
    let (fit, definitions) = (decided.fit, decided.definitions);
    let published = plan.specification(job);
    let depends = with_entry_year.filter(|other| other.status == Status::Estimated).and_then(|other| {
        let (ours, theirs) = (fit.estimate?, other.estimate?);
        Some(ours.signum() != theirs.signum() || other.p? >= definitions.settings.significance)
    });
    // The years t = 0 that carry it by the definitions: the first or the last to enter may be one person.
    let years = job.entry_years.span()?;
    let all = (fit.n_success + fit.n_non_success).unsigned_abs();
    let row = decided.estimate_row(plan.group(job.comparison.group).provenance, years)?;
    let mut after_breaks = fit.shares_after_breaks.as_deref().map_or_else(Vec::new, break_shares::read);
    for (_, share) in &mut after_breaks {
        *share = disclosure::share(&definitions.policy, *share, all);
    }
    Some(EstimateRow {
        covariance: published.covariance.value,
        age_form: published.adjust.age.as_ref().map(Age::form),
        adjusts_sex: published.adjust.sex,
        defines_success: plan.defines_success(job),
        depends_on_entry_year: depends,
        against_expectation: definitions
            .expected(&fit.target_group, &fit.consequence)
            .and_then(|expected| expected.contradicted_by(row.estimate)),
        share_after_break: break_shares::last(&after_breaks),
        shares_after_breaks: break_shares::written(&after_breaks),
        ..row
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
