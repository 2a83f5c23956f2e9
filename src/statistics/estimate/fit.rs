//! One outcome on one factorised design.

use super::factor::Factor;
use super::outcome::CellOutcome;
use foundation::words::Covariance;

/// Sums of squares below this share of the total are rounding: what they add up is zero.
const ROUNDING: f64 = 1e-22;

/// A fitted regression.
#[derive(Debug, Clone)]
pub struct Fit<'a> {
    pub(super) factor: &'a Factor,
    /// The coefficient on success.
    pub coefficient: f64,
    /// Residual sum of squares, weighted by sampling weights.
    pub rss: f64,
    /// Σ of squared residuals by cell, not weighted.
    pub(super) squared_residuals: Vec<f64>,
    /// Fitted means by cell, less the outcome's shift.
    pub(super) fitted: Vec<f64>,
    /// Σ of squared deviations from the mean, not weighted.
    total: f64,
    /// Whether every residual is zero but for rounding.
    pub perfect: bool,
}

impl<'a> Fit<'a> {
    /// Fits an outcome over the factor's cells.
    pub fn new(factor: &'a Factor, outcome: &CellOutcome) -> Fit<'a> {
        let (coefficient, fitted) = factor.project(&outcome.means);
        let persons = factor.persons() as f64;
        let mean = outcome.means.iter().zip(&factor.n).map(|(y, n)| y * *n as f64).sum::<f64>() / persons;
        let mut total = 0.0;
        let squared_residuals: Vec<f64> = outcome
            .means
            .iter()
            .zip(&fitted)
            .zip(&outcome.within)
            .zip(&factor.n)
            .map(|(((y, fitted), within), n)| {
                total += within + *n as f64 * (y - mean).powi(2);
                within + *n as f64 * (y - fitted).powi(2)
            })
            .collect();
        let unweighted: f64 = squared_residuals.iter().sum();
        let stored = persons * outcome.stored_to.powi(2);
        let perfect = unweighted <= ROUNDING * total || unweighted <= stored;
        let rss = squared_residuals.iter().zip(&factor.weights).map(|(squares, w)| w * squares).sum();
        // What success adds to a perfect fit of the adjusters is rounding too.
        let rounding = (ROUNDING * total / persons).sqrt().max(outcome.stored_to);
        let coefficient = if perfect && coefficient.abs() <= rounding { 0.0 } else { coefficient };
        Fit { factor, coefficient, perfect, rss, squared_residuals, fitted, total }
    }

    /// The design's factorisation.
    pub fn factor(&self) -> &'a Factor {
        self.factor
    }

    /// The variance of the coefficient, zero if only rounding is left of it; `None` for CR1, which needs clusters, for the errors of designs, and
    /// without degrees of freedom.
    pub fn variance(&self, covariance: Covariance) -> Option<f64> {
        let df = self.factor.df();
        if df <= 0 || matches!(covariance, Covariance::Cr1 | Covariance::Design) {
            return None;
        }
        if covariance == Covariance::Iid {
            return Some(self.rss / df as f64 * self.factor.bread);
        }
        let cells = self.factor.influence.iter().zip(&self.squared_residuals).enumerate();
        let meat: f64 =
            cells.map(|(cell, (w, squares))| w * w * squares * self.factor.scale(covariance, cell).squared).sum();
        let (numerator, denominator) = self.factor.correction(covariance);
        Some(self.unless_rounding(meat * numerator / denominator))
    }

    /// A person's influence and the fitted mean less the outcome's shift, by cell.
    pub fn by_cell(&self) -> impl Iterator<Item = (f64, f64)> {
        self.factor.influence.iter().copied().zip(self.fitted.iter().copied())
    }

    /// A variance, or zero if it is no more than rounding: residuals of 1e-11 of the outcome's spread in every row.
    pub(super) fn unless_rounding(&self, variance: f64) -> f64 {
        let squares = self.factor.influence.iter().zip(&self.factor.n).map(|(w, n)| w * w * *n as f64);
        let rounding = ROUNDING * squares.sum::<f64>() * self.total / self.factor.persons() as f64;
        if variance <= rounding { 0.0 } else { variance }
    }
}
