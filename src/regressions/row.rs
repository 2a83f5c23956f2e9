//! A regression as a row of the audit.

use definitions::plan::{Job, Plan};
use engine::moments::{CellList, LargestContributions, Moments};
use foundation::tables::audit::{Amounts, AuditFitRow};
use foundation::tables::break_shares;
use statistics::estimate::adjust::Age;
use statistics::status::{Counts, FitOutcome};

/// One regression that was run: its outcome, with what the audit shows beside it.
pub struct Run {
    /// The outcome.
    pub outcome: FitOutcome,
    /// What moments count.
    pub entries: Counts,
    /// Persons, where moments count entries.
    pub persons: Counts,
    /// Means of the success and of the non-success cohort.
    pub means: [Option<f64>; 2],
}

/// The row of a regression; `contributions` are of amounts alone.
pub fn row(
    plan: &Plan<'_>,
    (cells, moments): (&CellList, &Moments),
    job: &Job,
    run: Run,
    contributions: Option<&[LargestContributions; 2]>,
) -> AuditFitRow {
    let (specification, consequence) = (plan.specification(job), plan.consequence(job));
    let Run { outcome, entries: counts, persons, means: [mean_success, mean_non_success] } = run;
    let key = plan.key(job).owned();
    // Cells are sorted by the year t = 0, and only entry years have persons.
    let entered = || cells.keys.iter().zip(&moments.n).filter(|(_, n)| **n > 0).map(|(key, _)| i32::from(key.t0));
    let after_breaks: Vec<(i32, f64)> = consequence
        .breaks
        .iter()
        .filter_map(|one| Some((one.year.value, share_after(one.year.value, job, (cells, moments))?)))
        .collect();
    let dropped = outcome.dropped.iter().map(|d| format!("{}: {}", d.term, d.reason)).collect::<Vec<_>>().join("; ");
    let row = AuditFitRow {
        target_group: key.comparison.target_group,
        subgroup: key.comparison.subgroup,
        success_measure: key.comparison.success_measure,
        consequence: key.consequence,
        follow_up_year: job.year.0,
        specification: specification.id.value.clone(),
        covariance: specification.covariance.value,
        age_form: specification.adjust.age.as_ref().map(Age::form),
        status: outcome.status,
        reason: outcome.reason,
        baseline: specification.baseline,
        n_success: count(counts.success),
        n_non_success: count(counts.non_success),
        clusters: outcome.clusters.map(count),
        users_success: count(counts.users_success),
        users_non_success: count(counts.users_non_success),
        rank: Some(outcome.rank as i64),
        dropped: (!dropped.is_empty()).then_some(dropped),
        leverage_one: Some(count(outcome.leverage_one)),
        mean_success,
        mean_non_success,
        estimate: outcome.estimate.map(|(estimate, _)| estimate),
        standard_error: outcome.estimate.map(|(_, error)| error),
        lower: outcome.inference.map(|i| i.lower),
        upper: outcome.inference.map(|i| i.upper),
        t: outcome.inference.map(|i| i.t),
        df: outcome.df,
        p: outcome.inference.map(|i| i.p),
        q: None,
        robustness: outcome.robustness.map(|r| r.to_zero),
        robustness_to_insignificance: outcome.robustness.map(|r| r.to_insignificance),
        rss: outcome.rss,
        first_entry_year: entered().next(),
        last_entry_year: entered().next_back(),
        share_after_break: break_shares::last(&after_breaks),
        shares_after_breaks: break_shares::written(&after_breaks),
        persons_success: count(persons.success),
        persons_non_success: count(persons.non_success),
        persons_using_success: count(persons.users_success),
        persons_using_non_success: count(persons.users_non_success),
        largest_share: None,
        two_largest_share: None,
        amount_success: None,
        largest_success: None,
        second_success: None,
        amount_non_success: None,
        largest_non_success: None,
        second_non_success: None,
        largest_weight: None,
    };
    let step = plan.coverage(job).variable().resolution.step();
    match contributions {
        Some(contributions) => with_contributions(row, contributions, step),
        None => row,
    }
}

/// The share of persons whose follow-up year lies on or after a break.
fn share_after(break_year: i32, job: &Job, (cells, moments): (&CellList, &Moments)) -> Option<f64> {
    let after = cells.keys.iter().zip(&moments.n).filter(|(key, _)| job.year.calendar(i32::from(key.t0)) >= break_year);
    let all: u64 = moments.n.iter().sum();
    (all > 0).then(|| after.map(|(_, n)| n).sum::<u64>() as f64 / all as f64)
}

/// A row with the largest contributions to its cohorts' amounts; `step` is what a step is worth.
fn with_contributions(row: AuditFitRow, contributions: &[LargestContributions; 2], step: f64) -> AuditFitRow {
    let amounts = contributions.each_ref().map(|of| Amounts {
        all: of.all as f64 * step,
        largest: of.largest as f64 * step,
        second: of.second as f64 * step,
    });
    row.with_amounts(amounts, contributions.each_ref().map(LargestContributions::shares))
}

/// A count as tables have it. No count of persons comes near the end of the type.
fn count(n: u64) -> i64 {
    n.cast_signed()
}
