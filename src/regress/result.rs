//! What comes out: a row for every outcome and value of `by`, and what a reader should know beside it.

use serde::Serialize;

use foundation::words::Status;
use statistics::estimate::Dropped;

/// One regression's figures, or the status in their place.
#[derive(Debug, Clone)]
pub struct Fitted {
    /// The status.
    pub status: Status,
    /// Why there are no figures, or not all.
    pub reason: Option<&'static str>,
    /// Persons: rows, or the sum of frequency weights.
    pub n: u64,
    /// Persons who succeed.
    pub n_success: u64,
    /// Clusters, with CR1.
    pub clusters: Option<u64>,
    /// Columns kept, with intercept and success.
    pub k: Option<u64>,
    /// Degrees of freedom of t: n − k, with CR1 one less than there are clusters.
    pub df: Option<i64>,
    /// The coefficient on success.
    pub coefficient: Option<f64>,
    /// Its standard error.
    pub error: Option<f64>,
    /// Coefficient over standard error.
    pub t: Option<f64>,
    /// Two-sided p-value.
    pub p: Option<f64>,
    /// Lower end of the 95 % interval.
    pub lower: Option<f64>,
    /// Upper end of the 95 % interval.
    pub upper: Option<f64>,
    /// Terms left out.
    pub dropped: Vec<Dropped>,
    /// Persons of leverage 1.
    pub leverage_one: u64,
}

impl Default for Fitted {
    fn default() -> Fitted {
        Fitted {
            status: Status::NotAvailable,
            reason: None,
            n: 0,
            n_success: 0,
            clusters: None,
            k: None,
            df: None,
            coefficient: None,
            error: None,
            t: None,
            p: None,
            lower: None,
            upper: None,
            dropped: Vec::new(),
            leverage_one: 0,
        }
    }
}

impl Fitted {
    /// The same with a status and its reason.
    pub fn without(self, status: Status, reason: &'static str) -> Fitted {
        Fitted { status, reason: Some(reason), ..self }
    }
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
    /// Columns of the design, with intercept and success.
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
    pub fn of(outcome: &str, by: Option<i64>, fitted: &Fitted) -> ResultRow {
        ResultRow {
            outcome: outcome.to_owned(),
            by,
            status: fitted.status,
            n: fitted.n,
            n_success: fitted.n_success,
            clusters: fitted.clusters,
            k: fitted.k,
            df: fitted.df,
            coef: fitted.coefficient,
            se: fitted.error,
            t: fitted.t,
            p: fitted.p,
            lower: fitted.lower,
            upper: fitted.upper,
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
