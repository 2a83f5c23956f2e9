//! The outcome of one regression: its figures, or the status and the reason in their place.

use crate::clusters::Clusters;
use crate::counts::Counts;
use crate::factors::SharedFactor;
use definitions::estimation::{Estimation, Minimum};
use foundation::words::{Baseline, Covariance, Status};
use statistics::estimate::{CellOutcome, Dropped, Fit, Scores};
use statistics::inference::{Inference, Robustness, infer, robustness};

/// The outcome of one regression.
#[derive(Debug, Clone)]
pub struct FitOutcome {
    /// The status.
    pub status: Status,
    /// Why there are no figures, or not all.
    pub reason: Option<String>,
    /// Coefficient and standard error.
    pub estimate: Option<(f64, f64)>,
    /// What follows from them.
    pub inference: Option<Inference>,
    /// How strong an unobserved confounder would have to be.
    pub robustness: Option<Robustness>,
    /// Degrees of freedom.
    pub df: Option<f64>,
    /// Residual sum of squares.
    pub rss: Option<f64>,
    /// Columns kept.
    pub rank: usize,
    /// Persons of leverage 1.
    pub leverage_one: u64,
    /// Terms left out.
    pub dropped: Vec<Dropped>,
    /// Clusters, with CR1.
    pub clusters: Option<u64>,
    /// What each of them adds to the estimate.
    pub scores: Option<Scores>,
}

impl FitOutcome {
    fn without(status: Status, reason: String) -> FitOutcome {
        FitOutcome {
            status,
            reason: Some(reason),
            estimate: None,
            inference: None,
            robustness: None,
            df: None,
            rss: None,
            rank: 0,
            leverage_one: 0,
            dropped: Vec::new(),
            clusters: None,
            scores: None,
        }
    }
}

/// Whether a regression could have any persons, whatever their values.
#[derive(Debug, Clone, Copy)]
pub struct Availability {
    /// Whether the registers cover the follow-up year for any year t = 0.
    pub covered: bool,
    /// Whether the success cohort has persons.
    pub success: bool,
    /// Whether the non-success cohort has persons.
    pub non_success: bool,
}

/// The reasons not to run a regression, checked in order before any of its figures is computed.
pub fn precheck(
    counts: Counts,
    available: Availability,
    minimum: Minimum,
    baseline: Baseline,
    constant: bool,
) -> Option<FitOutcome> {
    let Counts { success, non_success, .. } = counts;
    if !available.covered {
        return Some(FitOutcome::without(
            Status::NotAvailable,
            "the registers cover the year for no entrant".to_owned(),
        ));
    }
    if !(available.success || available.non_success) {
        return Some(FitOutcome::without(Status::EmptyCohort, "nobody is in either cohort".to_owned()));
    }
    if success + non_success == 0 {
        return Some(FitOutcome::without(Status::NotAvailable, "nobody has a known value in the year".to_owned()));
    }
    if success == 0 || non_success == 0 {
        let reason = match (success == 0, available.success, available.non_success) {
            (true, true, _) => "nobody of the success cohort has a known value in the year",
            (false, _, true) => "nobody of the non-success cohort has a known value in the year",
            (true, false, _) => "nobody succeeds",
            (false, _, false) => "everybody succeeds",
        };
        return Some(FitOutcome::without(Status::EmptyCohort, reason.to_owned()));
    }
    if success.min(non_success) < minimum.persons {
        let reason = format!("the smaller cohort is below the minimum of {} persons", minimum.persons);
        return Some(FitOutcome::without(Status::BelowMinN, reason));
    }
    let level = baseline == Baseline::Level;
    if constant && level && counts.users_success + counts.users_non_success == 0 {
        return Some(FitOutcome::without(Status::NoUsers, "nobody in either cohort uses it".to_owned()));
    }
    if constant {
        return Some(FitOutcome::without(Status::NoVariation, "the outcome is the same for everybody".to_owned()));
    }
    if counts.effective_users() < minimum.users {
        let reason = format!("users times the smaller cohort's share are below the minimum of {}", minimum.users);
        return Some(FitOutcome::without(Status::TooFewUsers, reason));
    }
    None
}

/// Runs a regression that passed [`precheck`]; `clusters` are CR1's.
pub fn fit(
    factor: &SharedFactor,
    outcome: &CellOutcome,
    clusters: Option<&Clusters>,
    specification: &Estimation,
    significance: f64,
) -> FitOutcome {
    let factor = match &**factor {
        Ok(factor) => factor,
        Err(not_identified) => {
            let mut without = FitOutcome::without(Status::RankDeficient, not_identified.reason().to_owned());
            without.dropped.clone_from(&not_identified.dropped);
            return without;
        }
    };
    let df = factor.df();
    let number = clusters.map(Clusters::number);
    let of_t = number.map_or(df, |clusters| clusters.cast_signed() - 1);
    let described = |outcome: FitOutcome| FitOutcome {
        clusters: number,
        rank: factor.rank,
        leverage_one: factor.leverage_one(),
        dropped: factor.dropped.clone(),
        df: Some(of_t as f64),
        ..outcome
    };
    // Without any, or with a single cluster, there is no error.
    let minimum = specification.minimum.df.max(1);
    if df < i64::try_from(minimum).unwrap_or(i64::MAX) {
        let reason = format!("below the minimum of {minimum} residual degrees of freedom");
        return described(FitOutcome::without(Status::TooFewDf, reason));
    }
    let minimum = specification.minimum.clusters.max(2);
    if number.is_some_and(|clusters| clusters < minimum) {
        let reason = format!("below the minimum of {minimum} clusters");
        return described(FitOutcome::without(Status::TooFewClusters, reason));
    }
    let fit = Fit::new(factor, outcome);
    if fit.perfect {
        let mut without =
            FitOutcome::without(Status::PerfectFit, "every residual is zero: t and p are undefined".to_owned());
        without.estimate = Some((fit.coefficient, 0.0));
        without.rss = Some(0.0);
        return described(without);
    }
    let scores = clusters.and_then(|clusters| fit.scores(clusters.iter()));
    let variance = match &scores {
        Some(scores) => fit.variance_of(scores),
        None => fit.variance(specification.covariance.value),
    };
    let error = variance.map(f64::sqrt);
    let inference = error.and_then(|error| infer(fit.coefficient, error, of_t as f64));
    let t_iid = fit.variance(Covariance::Iid).map(|variance| fit.coefficient / variance.sqrt());
    match (error, inference) {
        (Some(error), Some(inference)) => described(FitOutcome {
            reason: None,
            estimate: Some((fit.coefficient, error)),
            inference: Some(inference),
            robustness: t_iid.and_then(|t| robustness(t, df as f64, significance)),
            rss: Some(fit.rss),
            scores,
            ..FitOutcome::without(Status::Estimated, String::new())
        }),
        _ if number.is_some() => {
            let reason = "the clusters' scores are zero: they carry no error";
            described(FitOutcome::without(Status::TooFewClusters, reason.to_owned()))
        }
        _ => described(FitOutcome::without(Status::NoVariation, "the robust variance is zero".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cohort_of_missing_values_is_not_an_empty_cohort() {
        let said = |(success, non_success), (in_success, in_non_success)| {
            let counts = Counts { success, non_success, ..Counts::default() };
            let available = Availability { covered: true, success: in_success, non_success: in_non_success };
            let outcome = precheck(counts, available, Minimum::default(), Baseline::Level, false).unwrap();
            (outcome.status, outcome.reason.unwrap())
        };
        let empty = |reason: &str| (Status::EmptyCohort, reason.to_owned());
        assert_eq!(said((0, 90), (false, true)), empty("nobody succeeds"));
        assert_eq!(said((90, 0), (true, false)), empty("everybody succeeds"));
        assert_eq!(said((0, 90), (true, true)), empty("nobody of the success cohort has a known value in the year"));
        assert_eq!(
            said((90, 0), (true, true)),
            empty("nobody of the non-success cohort has a known value in the year")
        );
        assert_eq!(said((0, 0), (false, false)), empty("nobody is in either cohort"));
        assert_eq!(said((0, 0), (true, true)).0, Status::NotAvailable);
    }
}
