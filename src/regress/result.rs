//! What comes out: a row for every outcome and value of `by`, and what a reader should know beside it.

use serde::Serialize;

use foundation::words::Status;
use statistics::status::FitOutcome;

/// One regression with its counts.
#[derive(Debug, Clone)]
pub struct OutcomeFit {
    /// Persons: rows, or the sum of frequency weights.
    pub n: u64,
    /// Persons who succeed.
    pub n_success: u64,
    /// Clusters, with CR1.
    pub clusters: Option<u64>,
    /// Its figures, or the status in their place.
    pub outcome: FitOutcome,
}

/// A row of the results.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResultRow {
    /// The outcome's column.
    pub outcome: String,
    /// The value of `by`.
    pub by: Option<i64>,
    /// The status.
    pub status: Status,
    /// Persons.
    pub n: u64,
    /// Persons who succeed.
    pub n_success: u64,
    /// Clusters, with CR1.
    pub clusters: Option<u64>,
    /// Columns kept of the design, with intercept and success.
    pub k: Option<u64>,
    /// Degrees of freedom of t.
    pub df: Option<i64>,
    /// The coefficient on success.
    pub coef: Option<f64>,
    /// Its standard error.
    pub se: Option<f64>,
    /// Coefficient over standard error.
    pub t: Option<f64>,
    /// Two-sided p-value.
    pub p: Option<f64>,
    /// Lower end of the 95 % interval.
    pub lower: Option<f64>,
    /// Upper end of the 95 % interval.
    pub upper: Option<f64>,
}

impl ResultRow {
    /// A row of an outcome and a value of `by`.
    pub fn of(name: &str, by: Option<i64>, fitted: &OutcomeFit) -> ResultRow {
        let outcome = &fitted.outcome;
        let inference = outcome.inference;
        ResultRow {
            outcome: name.to_owned(),
            by,
            status: outcome.status,
            n: fitted.n,
            n_success: fitted.n_success,
            clusters: fitted.clusters,
            k: (outcome.rank > 0).then_some(outcome.rank as u64),
            df: outcome.df.map(|df| df as i64),
            coef: outcome.estimate.map(|(coefficient, _)| coefficient),
            se: outcome.estimate.map(|(_, error)| error),
            t: inference.map(|inference| inference.t),
            p: inference.map(|inference| inference.p),
            lower: inference.map(|inference| inference.lower),
            upper: inference.map(|inference| inference.upper),
        }
    }
}

/// All regressions of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    /// By outcome in the order asked for, then by value.
    pub rows: Vec<ResultRow>,
    /// What a reader should know beside them, a line each.
    pub notes: Vec<String>,
}
