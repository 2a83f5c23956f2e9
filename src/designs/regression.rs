//! Weighted least squares of an outcome on the variables of a study.

use crate::error::DesignError;
use crate::independence::LEFT;
use crate::rows::each;
use crate::study::Study;
use crate::symmetric::Cholesky;

/// The factorised Σ w·zz' of a study's variables, which all outcomes share.
#[derive(Debug, Clone)]
pub(crate) struct CrossProductFactor {
    factor: Cholesky,
    weights: Vec<f64>,
}

impl CrossProductFactor {
    /// With a weight for every person; 0 leaves a person out.
    ///
    /// # Errors
    /// A variable that follows from the others among the persons with weight.
    pub(crate) fn new(study: &Study, weights: Vec<f64>) -> Result<CrossProductFactor, DesignError> {
        let collinear = |at: usize| DesignError::Collinear { variable: study.names()[at.max(1) - 1].clone() };
        Ok(CrossProductFactor { factor: study.rows().cross(&weights).cholesky(LEFT).map_err(collinear)?, weights })
    }

    /// The same; a variable that follows from the others gets a coefficient of zero.
    pub(crate) fn dropping(study: &Study, weights: Vec<f64>) -> CrossProductFactor {
        CrossProductFactor { factor: study.rows().cross(&weights).cholesky_dropping(LEFT), weights }
    }

    /// The solution with this right-hand side.
    pub(crate) fn solve(&self, right: &[f64]) -> Vec<f64> {
        self.factor.solve(right)
    }

    /// The coefficients of an outcome by weighted least squares, intercept first.
    pub(crate) fn coefficients(&self, study: &Study, outcome: &[f64]) -> Vec<f64> {
        let rows = study.rows();
        let first = self.solve(&rows.weighted_sum(&each(outcome.len(), |i| self.weights[i] * outcome[i])));
        // The second round takes off what rounding left of the normal equations.
        let predicted = rows.predict(&first);
        let left = each(outcome.len(), |i| self.weights[i] * (outcome[i] - predicted[i]));
        let second = self.solve(&rows.weighted_sum(&left));
        first.iter().zip(second).map(|(first, second)| first + second).collect()
    }

    /// What the variables predict of an outcome by weighted least squares, for every person.
    pub(crate) fn predict(&self, study: &Study, outcome: &[f64]) -> Vec<f64> {
        study.rows().predict(&self.coefficients(study, outcome))
    }
}
