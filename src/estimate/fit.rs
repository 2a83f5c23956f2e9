//! One outcome on one factorised design.

use super::factor::Factor;
use super::outcome::CellOutcome;
use crate::words::Covariance;

/// Residual sums of squares below this share of the total are rounding: every residual is zero.
const ROUNDING: f64 = 1e-22;

/// A fitted regression.
#[derive(Debug, Clone)]
pub struct Fit<'a> {
    factor: &'a Factor,
    /// The coefficient on success.
    pub coefficient: f64,
    /// Residual sum of squares.
    pub rss: f64,
    /// Σ of squared residuals by cell.
    squared_residuals: Vec<f64>,
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
        let rss: f64 = squared_residuals.iter().sum();
        Fit { factor, coefficient, perfect: rss <= ROUNDING * total, rss, squared_residuals }
    }

    /// The variance of the coefficient; `None` for CR1, which needs clusters, and without degrees of freedom.
    pub fn variance(&self, covariance: Covariance) -> Option<f64> {
        let df = self.factor.df();
        if df <= 0 {
            return None;
        }
        let persons = self.factor.persons() as f64;
        let weighted = |scale: &dyn Fn(usize, f64) -> f64| -> f64 {
            let cells =
                self.factor.influence.iter().zip(&self.factor.leverage).zip(&self.squared_residuals).enumerate();
            cells.map(|(cell, ((w, h), squares))| w * w * squares * scale(cell, *h)).sum()
        };
        let unless_one = |cell: usize, value: f64| if self.factor.has_leverage_one(cell) { 0.0 } else { value };
        Some(match covariance {
            Covariance::Iid => {
                let bread: f64 = self.factor.influence.iter().zip(&self.factor.n).map(|(w, n)| w * w * *n as f64).sum();
                self.rss / df as f64 * bread
            }
            Covariance::Hc0 => weighted(&|_, _| 1.0),
            Covariance::Hc1 => weighted(&|_, _| 1.0) * persons / df as f64,
            Covariance::Hc2 => weighted(&|cell, h| unless_one(cell, 1.0 / (1.0 - h))),
            Covariance::Hc3 => weighted(&|cell, h| unless_one(cell, 1.0 / (1.0 - h).powi(2))),
            Covariance::Cr1 => return None,
        })
    }
}
