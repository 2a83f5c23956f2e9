//! The estimator for Rust programs: [`linfa`]'s `Fit` on any `Dataset` in memory.
//!
//! The first feature is success (or any number whose coefficient is wanted), the others are adjusters as numbers, and there
//! is one target. Every row is a cell of its own, so that this is the engine of the database and of `som regress` on the
//! rows as they are. A dataset's weights are sampling weights.
//!
//! ```
//! use linfa::traits::Fit;
//! use statistics::SuccessRegression;
//! use foundation::words::Covariance;
//!
//! // Success and age of seven persons, and the nights that each spent in a shelter.
//! let features = vec![[1.0, 20.0], [0.0, 25.0], [1.0, 31.0], [0.0, 38.0], [0.0, 44.0], [1.0, 52.0], [0.0, 60.0]];
//! let nights = vec![[3.0], [9.0], [2.0], [11.0], [10.0], [4.0], [15.0]];
//! let persons = linfa::Dataset::<f64, f64>::new(features.into(), nights.into()).into_single_target();
//!
//! let fit = SuccessRegression::new().covariance(Covariance::Hc3).fit(&persons)?;
//! assert_eq!((fit.rank, fit.df), (3, 4.0));
//! assert!((fit.coefficient - -7.450_168_615_914_474).abs() < 1e-12);
//! assert!(fit.p.is_some_and(|p| p < 0.01));
//! # Ok::<(), statistics::LinfaError>(())
//! ```

use std::collections::BTreeMap;

use linfa::DatasetBase;
use linfa::dataset::{AsMultiTargets, AsSingleTargets, Records};
use linfa::traits::Fit as LinfaFit;
use nalgebra::DVector;

use crate::estimate::{CellOutcome, ClusterCell, Clusters, Design, DroppedTerm, Errors, Factor};
use crate::inference::SIGNIFICANCE;
use crate::status::{FitOutcome, Minimum};
use foundation::words::{Covariance, Status};

/// Parameters of a regression on success and adjusters.
#[derive(Debug, Clone, PartialEq)]
pub struct SuccessRegression {
    covariance: Covariance,
    intercept: bool,
    clusters: Vec<u64>,
}

/// The coefficient on success, and what follows from it.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedSuccess {
    /// The coefficient on the first feature.
    pub coefficient: f64,
    /// Its standard error; 0 if every residual is zero.
    pub standard_error: f64,
    /// Coefficient over standard error; `None` if that is zero.
    pub t: Option<f64>,
    /// Two-sided p-value of Student's t.
    pub p: Option<f64>,
    /// The 95 % interval.
    pub interval: Option<(f64, f64)>,
    /// Degrees of freedom: rows − rank, with CR1 clusters − 1.
    pub df: f64,
    /// Columns kept, with intercept and success.
    pub rank: usize,
    /// Rows of leverage 1, which contribute nothing to HC2 and HC3.
    pub leverage_one: u64,
    /// Features left out because they depend on others.
    pub dropped: Vec<DroppedTerm>,
}

/// Why there is no fit.
#[derive(Debug, thiserror::Error)]
pub enum LinfaError {
    /// linfa's own.
    #[error(transparent)]
    Linfa(#[from] linfa::Error),
    /// Features, targets, weights and clusters have different lengths, or there is no feature.
    #[error("features, target, weights and clusters must have the same number of rows, and there must be a feature")]
    Shape,
    /// NaN or infinite numbers, or weights that are not above zero.
    #[error("a number is not finite, or a weight not above zero")]
    NotFinite,
    /// Numbers so large or so small that their squares are beyond what a double can hold.
    #[error("a number is too large or too small for its square")]
    OutOfRange,
    /// A regression without an error: its status and the reason.
    #[error("{reason}")]
    NoFigures {
        /// The status.
        status: Status,
        /// The reason, in words.
        reason: String,
    },
}

impl Default for SuccessRegression {
    fn default() -> SuccessRegression {
        SuccessRegression::new()
    }
}

impl SuccessRegression {
    /// With an intercept, and HC3.
    pub fn new() -> SuccessRegression {
        SuccessRegression { covariance: Covariance::Hc3, intercept: true, clusters: Vec::new() }
    }

    /// With another covariance.
    #[must_use]
    pub fn covariance(mut self, covariance: Covariance) -> SuccessRegression {
        self.covariance = covariance;
        self
    }

    /// With or without an intercept.
    #[must_use]
    pub fn with_intercept(mut self, intercept: bool) -> SuccessRegression {
        self.intercept = intercept;
        self
    }

    /// With errors clustered (CR1) by a number for each row.
    #[must_use]
    pub fn clustered(mut self, clusters: Vec<u64>) -> SuccessRegression {
        self.covariance = Covariance::Cr1;
        self.clusters = clusters;
        self
    }

    fn design(&self, columns: &[Vec<f64>], weights: Option<&[f32]>) -> Result<Design, LinfaError> {
        let (success, adjusters) = columns.split_first().ok_or(LinfaError::Shape)?;
        let mut design = Design::of(vec![1; success.len()], &self.centred(success));
        if !self.intercept {
            design.adjusters.clear();
        }
        for (at, column) in adjusters.iter().enumerate() {
            let column = DVector::from_vec(self.centred(column));
            design.adjusters.push((format!("feature {}", at + 1), column));
        }
        if let Some(weights) = weights {
            design.weights = weights.iter().map(|weight| f64::from(*weight)).collect();
        }
        let finite = columns.iter().flatten().all(|x| x.is_finite());
        let lengths = design.weights.len() == success.len();
        match (lengths, finite && design.weights.iter().all(|w| *w > 0.0 && w.is_finite())) {
            (true, true) => Ok(design),
            (true, false) => Err(LinfaError::NotFinite),
            (false, _) => Err(LinfaError::Shape),
        }
    }

    /// A column about a number near its mean, which changes no coefficient but the intercept's.
    fn centred(&self, column: &[f64]) -> Vec<f64> {
        let centre = if self.intercept { near_mean(column) } else { 0.0 };
        column.iter().map(|x| x - centre).collect()
    }

    /// The rows of each cluster as cells.
    fn cluster_cells(&self, outcome: &CellOutcome) -> Vec<(u32, Vec<ClusterCell>)> {
        let mut clusters: BTreeMap<u64, Vec<ClusterCell>> = BTreeMap::new();
        for (cell, (cluster, mean)) in self.clusters.iter().zip(&outcome.means).enumerate() {
            clusters.entry(*cluster).or_default().push(ClusterCell { cell, n: 1, mean: *mean });
        }
        clusters.into_values().zip(0..).map(|(cells, number)| (number, cells)).collect()
    }
}

/// The mean to the digits of a single-precision number, so that subtracting it leaves the digits of a double as they are.
fn near_mean(column: &[f64]) -> f64 {
    let mean = column.iter().sum::<f64>() / column.len().max(1) as f64;
    let rounded = f64::from(mean as f32);
    if rounded.is_finite() { rounded } else { 0.0 }
}

impl<R, T> LinfaFit<R, T, LinfaError> for SuccessRegression
where
    R: Records<Elem = f64> + AsMultiTargets<Elem = f64>,
    T: AsSingleTargets<Elem = f64>,
{
    type Object = FittedSuccess;

    /// # Errors
    /// See [`LinfaError`].
    fn fit(&self, dataset: &DatasetBase<R, T>) -> Result<FittedSuccess, LinfaError> {
        let features = dataset.records.as_multi_targets();
        let columns: Vec<Vec<f64>> =
            features.columns().into_iter().map(|column| column.iter().copied().collect()).collect();
        let y: Vec<f64> = dataset.targets.as_single_targets().iter().copied().collect();
        let design = self.design(&columns, dataset.weights())?;
        if y.len() != design.n.len() || !(self.clusters.is_empty() || self.clusters.len() == y.len()) {
            return Err(LinfaError::Shape);
        }
        if y.iter().any(|y| !y.is_finite()) {
            return Err(LinfaError::NotFinite);
        }
        let squared = |x: &f64| *x == 0.0 || (1e-140..1e140).contains(&x.abs());
        if !y.iter().chain(columns.iter().flatten()).all(squared) {
            return Err(LinfaError::OutOfRange);
        }
        let centre = if self.intercept { near_mean(&y) } else { 0.0 };
        let size = (y.iter().map(|y| y * y).sum::<f64>() / y.len() as f64).sqrt();
        let outcome = CellOutcome {
            shift_steps: 0,
            shift: centre,
            means: y.iter().map(|y| y - centre).collect(),
            within: vec![0.0; y.len()],
            constant: self.intercept && y.iter().all(|x| Some(x) == y.first()),
            stored_to: if y.iter().all(|y| y.fract() == 0.0) { 0.0 } else { f64::EPSILON * size },
        };
        let clusters = self.cluster_cells(&outcome);
        let errors = match self.covariance {
            Covariance::Cr1 => Errors::ByCluster(Clusters::Cells(&clusters)),
            covariance => Errors::ByPerson(covariance),
        };
        let fitted = FitOutcome::new(&Factor::new(&design), &outcome, Minimum::NONE, errors, SIGNIFICANCE);
        match (fitted.estimate, fitted.df) {
            (Some((coefficient, standard_error)), Some(df)) => Ok(FittedSuccess {
                coefficient,
                standard_error,
                t: fitted.inference.map(|inference| inference.t),
                p: fitted.inference.map(|inference| inference.p),
                interval: fitted.inference.map(|inference| (inference.lower, inference.upper)),
                df,
                rank: fitted.rank,
                leverage_one: fitted.leverage_one,
                dropped: fitted.dropped,
            }),
            _ => {
                let reason = fitted.reason.unwrap_or_else(|| fitted.status.to_string());
                Err(LinfaError::NoFigures { status: fitted.status, reason })
            }
        }
    }
}
