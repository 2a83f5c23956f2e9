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
        let nought = (ROUNDING * total / persons).sqrt().max(outcome.stored_to);
        let coefficient = if perfect && coefficient.abs() <= nought { 0.0 } else { coefficient };
        Fit { factor, coefficient, perfect, rss, squared_residuals, fitted, total }
    }

    /// The variance of the coefficient, zero if only rounding is left of it; `None` for CR1, which needs clusters, and
    /// without degrees of freedom.
    pub fn variance(&self, covariance: Covariance) -> Option<f64> {
        let df = self.factor.df();
        if df <= 0 {
            return None;
        }
        let persons = self.factor.persons() as f64;
        let meat = |scale: &dyn Fn(f64) -> f64| -> f64 {
            let cells =
                self.factor.influence.iter().zip(&self.factor.leverage).zip(&self.squared_residuals).enumerate();
            let kept = cells.filter(|(cell, _)| !self.left_out(covariance, *cell));
            kept.map(|(_, ((w, h), squares))| w * w * squares * scale(*h)).sum()
        };
        let variance = match covariance {
            Covariance::Iid => return Some(self.rss / df as f64 * self.factor.bread),
            Covariance::Hc0 => meat(&|_| 1.0),
            Covariance::Hc1 => meat(&|_| 1.0) * persons / df as f64,
            Covariance::Hc2 => meat(&|h| 1.0 / (1.0 - h)),
            Covariance::Hc3 => meat(&|h| 1.0 / (1.0 - h).powi(2)),
            Covariance::Cr1 => return None,
        };
        Some(if variance <= self.rounding() { 0.0 } else { variance })
    }

    /// A person's influence and the fitted mean less the outcome's shift, by cell.
    pub fn by_cell(&self) -> impl Iterator<Item = (f64, f64)> {
        self.factor.influence.iter().copied().zip(self.fitted.iter().copied())
    }

    /// Whether HC2 and HC3 leave a cell out: dividing by 1 − h = 0 would make any number of its rounding.
    fn left_out(&self, covariance: Covariance, cell: usize) -> bool {
        matches!(covariance, Covariance::Hc2 | Covariance::Hc3) && self.factor.has_leverage_one(cell)
    }

    /// A variance at or below this is rounding: residuals of 1e-11 of the outcome's spread in every row.
    pub(super) fn rounding(&self) -> f64 {
        let squares = self.factor.influence.iter().zip(&self.factor.n).map(|(w, n)| w * w * *n as f64);
        ROUNDING * squares.sum::<f64>() * self.total / self.factor.persons() as f64
    }
}
