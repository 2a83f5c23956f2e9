//! The outcome of one regression: its figures, or the status and the reason in their place.

use foundation::words::{Covariance, Status};

use super::counts::Minimum;
use super::precheck::{CONSTANT, NoFigures};
use crate::estimate::{CellOutcome, DroppedTerm, Errors, Factor, Fit, NotIdentified, Scores};
use crate::inference::{Inference, Robustness, infer, robustness};

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
    /// Degrees of freedom of t: with CR1 one less than there are clusters.
    pub df: Option<f64>,
    /// Residual sum of squares.
    pub rss: Option<f64>,
    /// Columns kept, with intercept and success; 0 where the design was not factorised.
    pub rank: usize,
    /// Persons of leverage 1.
    pub leverage_one: u64,
    /// Terms left out.
    pub dropped: Vec<DroppedTerm>,
    /// Clusters, with CR1, where the design was factorised.
    pub clusters: Option<u64>,
    /// The contribution of each of them to the estimate.
    pub scores: Option<Scores>,
}

impl From<NoFigures> for FitOutcome {
    fn from(NoFigures { status, reason }: NoFigures) -> FitOutcome {
        FitOutcome::without(status, reason)
    }
}

impl FitOutcome {
    fn without(status: Status, reason: impl Into<String>) -> FitOutcome {
        FitOutcome {
            status,
            reason: Some(reason.into()),
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

    /// Fits an outcome. `significance` is the level that an unobserved confounder is compared with.
    pub fn new(
        factor: &Result<Factor, NotIdentified>,
        outcome: &CellOutcome,
        minimum: Minimum,
        errors: Errors<'_>,
        significance: f64,
    ) -> FitOutcome {
        match fitted(factor, outcome, minimum, errors.clusters()) {
            Ok(fit) => estimated(&fit, errors, significance),
            Err(without) => *without,
        }
    }

    /// The same with what is known of its design.
    fn with_design(self, factor: &Factor, clusters: Option<u64>) -> FitOutcome {
        FitOutcome {
            clusters,
            rank: factor.rank,
            leverage_one: factor.leverage_one(),
            dropped: factor.dropped.clone(),
            df: Some(df(factor, clusters) as f64),
            ..self
        }
    }
}

fn df(factor: &Factor, clusters: Option<u64>) -> i64 {
    clusters.map_or(factor.df(), |clusters| clusters.cast_signed() - 1)
}

/// Fits an outcome up to its error; `clusters` is how many there are, with CR1.
///
/// # Errors
/// The outcome without figures, or of a perfect fit.
pub fn fitted<'f>(
    factor: &'f Result<Factor, NotIdentified>,
    outcome: &CellOutcome,
    minimum: Minimum,
    clusters: Option<u64>,
) -> Result<Fit<'f>, Box<FitOutcome>> {
    if outcome.constant {
        return Err(Box::new(FitOutcome::without(Status::NoVariation, CONSTANT)));
    }
    let factor = match factor {
        Ok(factor) => factor,
        Err(not_identified) => {
            let dropped = not_identified.dropped.clone();
            let without = FitOutcome::without(Status::RankDeficient, not_identified.reason());
            return Err(Box::new(FitOutcome { dropped, ..without }));
        }
    };
    let without =
        |status, reason: String| Err(Box::new(FitOutcome::without(status, reason).with_design(factor, clusters)));
    let needed = minimum.df.max(Minimum::NONE.df);
    if i128::from(factor.df()) < i128::from(needed) {
        let reason = match needed {
            1 => "no residual degrees of freedom".to_owned(),
            _ => format!("below the minimum of {needed} residual degrees of freedom"),
        };
        return without(Status::TooFewDf, reason);
    }
    let needed = minimum.clusters.max(Minimum::NONE.clusters);
    if clusters.is_some_and(|clusters| clusters < needed) {
        let reason = match needed {
            2 => "fewer than two clusters".to_owned(),
            _ => format!("below the minimum of {needed} clusters"),
        };
        return without(Status::TooFewClusters, reason);
    }
    let fit = Fit::new(factor, outcome);
    if !fit.coefficient.is_finite() || !fit.rss.is_finite() {
        let reason = "the adjusters' numbers are too large to be distinguished as doubles";
        return without(Status::RankDeficient, reason.to_owned());
    }
    if fit.perfect {
        let reason = "every residual is zero: t and p are undefined";
        let perfect = FitOutcome {
            estimate: Some((fit.coefficient, 0.0)),
            rss: Some(0.0),
            ..FitOutcome::without(Status::PerfectFit, reason)
        };
        return Err(Box::new(perfect.with_design(factor, clusters)));
    }
    Ok(fit)
}

/// The figures of a fit. `significance` is the level that an unobserved confounder is compared with.
pub fn estimated(fit: &Fit<'_>, errors: Errors<'_>, significance: f64) -> FitOutcome {
    let (factor, clusters) = (fit.factor(), errors.clusters());
    let (variance, scores) = fit.variance_of(errors);
    let error = variance.map(f64::sqrt);
    let inference = error.and_then(|error| infer(fit.coefficient, error, df(factor, clusters) as f64));
    let t_iid = fit.variance(Covariance::Iid).map(|variance| fit.coefficient / variance.sqrt());
    let outcome = match (error, inference) {
        (Some(error), Some(inference)) => FitOutcome {
            reason: None,
            estimate: Some((fit.coefficient, error)),
            inference: Some(inference),
            robustness: t_iid.and_then(|t| robustness(t, factor.df() as f64, significance)),
            rss: Some(fit.rss),
            scores,
            ..FitOutcome::without(Status::Estimated, "")
        },
        _ if clusters.is_some() => {
            FitOutcome::without(Status::TooFewClusters, "the clusters' scores are zero: they carry no error")
        }
        _ => FitOutcome::without(Status::NoVariation, "the robust variance is zero"),
    };
    outcome.with_design(factor, clusters)
}
