//! The status of every regression of the published specifications, and the significant estimates among them.

use std::collections::{HashMap, HashSet};

use definitions::Definitions;
use definitions::disclosure::Policy;
use definitions::estimation::ENTRY_YEAR;
use definitions::plan::{Job, Plan};
use foundation::tables::Database;
use foundation::tables::audit::AuditFitRow;
use foundation::tables::published::{CovarianceRow, EstimateRow, FitRow};
use foundation::words::Status;
use regressions::q_values;
use statistics::estimate::adjust::Age;

use crate::control::{Controlled, significant};
use crate::disclosure::{self, Verdict};

/// The rows of statuses and estimates; `fits` are in the plan's order.
pub fn estimates(database: &mut Database, plan: &Plan<'_>, controlled: &Controlled, fits: &[AuditFitRow]) {
    let definitions = plan.definitions();
    let of = |job: &Job| (job.comparison, job.consequence, job.year);
    let beside: HashMap<_, &AuditFitRow> = plan
        .jobs()
        .iter()
        .zip(fits)
        .filter(|(job, _)| plan.specification(job).id.value == ENTRY_YEAR)
        .map(|(job, fit)| (of(job), fit))
        .collect();
    // A q-value shows the p that it is of, and p the degrees of freedom: where counts are held back, both are of those shown.
    let p: Vec<Option<f64>> = fits.iter().zip(&controlled.fits).map(|(fit, v)| shown_p(definitions, fit, *v)).collect();
    let q = q_values(plan, &p);
    for (((job, fit), verdict), q) in plan.jobs().iter().zip(fits).zip(&controlled.fits).zip(q) {
        let Some(verdict) = *verdict else { continue };
        let (status, reason) = match verdict {
            Verdict::HeldBack(rule) => (Status::HeldBack, Some(rule)),
            Verdict::Told(status) => (status, None),
            Verdict::Released | Verdict::WithoutCounts(_) => (fit.status, None),
        };
        let significant = reason.is_none() && significant(definitions, fit);
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
            let regression = Regression { job, fit, verdict, q };
            database.estimates.extend(estimate(plan, regression, beside.get(&of(job)).copied()));
        }
    }
}

/// A regression with what was planned and decided about it.
#[derive(Clone, Copy)]
struct Regression<'a> {
    job: &'a Job,
    fit: &'a AuditFitRow,
    verdict: Verdict,
    /// The q-value of the p-value that is shown.
    q: Option<f64>,
}

/// The p-value as it is published.
fn shown_p(definitions: &Definitions, fit: &AuditFitRow, verdict: Option<Verdict>) -> Option<f64> {
    match verdict {
        Some(Verdict::WithoutCounts(_)) => {
            let shown = disclosure::figures(&definitions.policy, false, fit.estimate?, fit.standard_error?, fit.df?)?;
            fit.p.map(|_| shown.inference.p)
        }
        _ => fit.p,
    }
}

/// The row of a significant estimate; `beside` is the specification with the entry year.
fn estimate(plan: &Plan<'_>, of: Regression<'_>, beside: Option<&AuditFitRow>) -> Option<EstimateRow> {
    let Regression { job, fit, verdict, q } = of;
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
        Verdict::Released | Verdict::Told(_) | Verdict::HeldBack(_) => None,
    };
    let shown = disclosure::figures(policy, reason.is_none(), fit.estimate?, fit.standard_error?, fit.df?)?;
    let exact = i64::unsigned_abs;
    let count = |n: i64| reason.is_none().then(|| disclosure::count(policy, exact(n)));
    let mean = disclosure::mean(policy, fit.mean_non_success?, exact(fit.n_non_success), exact(fit.users_non_success));
    // Both follow from the degrees of freedom, and so from the number of persons.
    let robustness = |value: Option<f64>| {
        let shown = value.filter(|_| reason.is_none());
        shown.map(|value| disclosure::significant(policy, policy.digits, value))
    };
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
        q: q.map(|q| disclosure::significant(policy, 2, q)),
        robustness: robustness(fit.robustness),
        robustness_to_insignificance: robustness(fit.robustness_to_insignificance),
        n_success: count(fit.n_success),
        n_non_success: count(fit.n_non_success),
        clusters: fit.clusters.and_then(count),
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

/// Covariances between estimates that are both published.
pub fn covariances(database: &mut Database, policy: &Policy, rows: &[CovarianceRow]) {
    let published: HashSet<_> = database.estimates.iter().map(EstimateRow::key).collect();
    let both = |row: &&CovarianceRow| published.contains(&row.key()) && published.contains(&row.other_key());
    // One digit more than errors have, so that no correlation is rounded beyond one.
    let rounded = |row: &CovarianceRow| CovarianceRow {
        covariance: disclosure::significant(policy, policy.digits + 1, row.covariance),
        ..row.clone()
    };
    let kept = rows.iter().filter(both).map(rounded).collect();
    database.covariances = kept;
}
