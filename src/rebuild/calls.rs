//! The decision on one regression: its figures, or the status and the reason in their place.

use super::clusters::Clusters;
use definitions::estimation::{Estimation, Minimum};
use foundation::words::{Baseline, Covariance, Status};
use statistics::estimate::{CellOutcome, Dropped, Factor, Fit, NotIdentified, Scores};
use statistics::inference::{Inference, Robustness, infer, robustness};

/// How many persons and users a regression has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Persons in the success cohort.
    pub success: u64,
    /// Persons in the non-success cohort.
    pub non_success: u64,
    /// Users in the success cohort.
    pub users_success: u64,
    /// Users in the non-success cohort.
    pub users_non_success: u64,
}

impl Counts {
    /// Pooled users times the smaller cohort's share of persons.
    pub fn effective_users(self) -> f64 {
        let all = (self.success + self.non_success) as f64;
        (self.users_success + self.users_non_success) as f64 * self.success.min(self.non_success) as f64 / all
    }
}

/// What became of one regression.
#[derive(Debug, Clone)]
pub struct Call {
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

impl Call {
    fn without(status: Status, reason: String) -> Call {
        Call {
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

/// Whom a regression could have had, whatever their values.
#[derive(Debug, Clone, Copy)]
pub struct Reach {
    /// Whether the registers cover the follow-up year for any year t = 0.
    pub covered: bool,
    /// Whether anybody is in the success cohort.
    pub success: bool,
    /// Whether anybody is in the non-success cohort.
    pub non_success: bool,
}

/// Holds a regression against the reasons not to run it, before any of its figures is looked at.
pub fn held(counts: Counts, reach: Reach, minimum: Minimum, baseline: Baseline, constant: bool) -> Option<Call> {
    let Counts { success, non_success, .. } = counts;
    if !reach.covered {
        return Some(Call::without(Status::NotAvailable, "the registers cover the year for no entrant".to_owned()));
    }
    if !(reach.success || reach.non_success) {
        return Some(Call::without(Status::EmptyCohort, "nobody is in either cohort".to_owned()));
    }
    if success + non_success == 0 {
        return Some(Call::without(Status::NotAvailable, "nobody has a known value in the year".to_owned()));
    }
    if success == 0 || non_success == 0 {
        let reason = match (success == 0, reach.success, reach.non_success) {
            (true, true, _) => "nobody of the success cohort has a known value in the year",
            (false, _, true) => "nobody of the non-success cohort has a known value in the year",
            (true, false, _) => "nobody succeeds",
            (false, _, false) => "everybody succeeds",
        };
        return Some(Call::without(Status::EmptyCohort, reason.to_owned()));
    }
    if success.min(non_success) < minimum.persons {
        let reason = format!("the smaller cohort is below the minimum of {} persons", minimum.persons);
        return Some(Call::without(Status::BelowMinN, reason));
    }
    let level = baseline == Baseline::Level;
    if constant && level && counts.users_success + counts.users_non_success == 0 {
        return Some(Call::without(Status::NoUsers, "nobody in either cohort uses it".to_owned()));
    }
    if constant {
        return Some(Call::without(Status::NoVariation, "the outcome is the same for everybody".to_owned()));
    }
    if counts.effective_users() < minimum.users {
        let reason = format!("users times the smaller cohort's share are below the minimum of {}", minimum.users);
        return Some(Call::without(Status::TooFewUsers, reason));
    }
    None
}

/// Runs a regression that nothing holds back; `clusters` are CR1's.
pub fn decide(
    factor: &Result<Factor, NotIdentified>,
    outcome: &CellOutcome,
    clusters: Option<&Clusters>,
    specification: &Estimation,
    significance: f64,
) -> Call {
    let factor = match factor {
        Ok(factor) => factor,
        Err(not_identified) => {
            let mut call = Call::without(Status::RankDeficient, not_identified.reason().to_owned());
            call.dropped.clone_from(&not_identified.dropped);
            return call;
        }
    };
    let df = factor.df();
    let number = clusters.map(Clusters::number);
    let of_t = number.map_or(df, |clusters| clusters.cast_signed() - 1);
    let described = |call: Call| Call {
        clusters: number,
        rank: factor.rank,
        leverage_one: factor.leverage_one(),
        dropped: factor.dropped.clone(),
        df: Some(of_t as f64),
        ..call
    };
    // Without any, or with a single cluster, there is no error.
    let minimum = specification.minimum.df.max(1);
    if df < i64::try_from(minimum).unwrap_or(i64::MAX) {
        let reason = format!("below the minimum of {minimum} residual degrees of freedom");
        return described(Call::without(Status::TooFewDf, reason));
    }
    let minimum = specification.minimum.clusters.max(2);
    if number.is_some_and(|clusters| clusters < minimum) {
        let reason = format!("below the minimum of {minimum} clusters");
        return described(Call::without(Status::TooFewClusters, reason));
    }
    let fit = Fit::new(factor, outcome);
    if fit.perfect {
        let mut call = Call::without(Status::PerfectFit, "every residual is zero: t and p are undefined".to_owned());
        call.estimate = Some((fit.coefficient, 0.0));
        call.rss = Some(0.0);
        return described(call);
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
        (Some(error), Some(inference)) => described(Call {
            reason: None,
            estimate: Some((fit.coefficient, error)),
            inference: Some(inference),
            robustness: t_iid.and_then(|t| robustness(t, df as f64, significance)),
            rss: Some(fit.rss),
            scores,
            ..Call::without(Status::Estimated, String::new())
        }),
        _ if number.is_some() => {
            let reason = "the clusters' scores are zero: they carry no error";
            described(Call::without(Status::TooFewClusters, reason.to_owned()))
        }
        _ => described(Call::without(Status::NoVariation, "the robust variance is zero".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cohort_without_a_known_value_is_not_one_that_nobody_is_in() {
        let said = |(success, non_success), (in_success, in_non_success)| {
            let counts = Counts { success, non_success, ..Counts::default() };
            let reach = Reach { covered: true, success: in_success, non_success: in_non_success };
            let call = held(counts, reach, Minimum::default(), Baseline::Level, false).unwrap();
            (call.status, call.reason.unwrap())
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
