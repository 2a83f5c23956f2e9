//! The propensity score: the probability to participate given the variables, by logistic regression.
//!
//! Newton's method (iteratively reweighted least squares) with halved steps. Existing crates fit a penalised likelihood and
//! report neither separation nor the information matrix, which the standard errors need. Separation (Albert & Anderson
//! 1984, Biometrika 71) is found while iterating: it is perfect once all participants score above all controls, and
//! partial if some scores run off to 0 or 1 while the likelihood no longer gains.

use rayon::prelude::*;

use crate::column::Column;
use crate::error::DesignError;
use crate::independence::{LEFT, require_independent};
use crate::logistic::{Logistic, information, probability};
use crate::study::Study;
use crate::symmetric::{Cholesky, inner};

/// Most iterations.
const ITERATIONS: u64 = 60;
/// The largest step of a coefficient, per standard deviation, at convergence.
const STEP: f64 = 1e-10;
/// A linear predictor beyond this is a probability of 0 or 1.
const CERTAIN: f64 = 30.0;
/// Iterations in which steps have the curvature of a sample of the rows. Every step goes down the gradient of all rows, so the
/// sample decides how many steps there are, and not where they end.
const SAMPLED: u64 = 20;
/// A step, per standard deviation, after which the curvature hardly changes.
const NEAR: f64 = 0.1;
/// How large a step may be beside the one before it if the next one is to have the same curvature.
const ENOUGH: f64 = 0.3;

/// A fitted score.
#[derive(Debug, Clone)]
pub struct Score {
    /// The logit of the score, for every person.
    pub logit: Vec<f64>,
    /// Coefficients of intercept and variables, per standard deviation of the participants.
    pub coefficients: Vec<f64>,
    /// Iterations.
    pub iterations: u64,
    information: Cholesky,
}

impl Score {
    /// Fits the score.
    ///
    /// # Errors
    /// Collinear variables, separation, no convergence.
    pub fn fit(study: &Study) -> Result<Score, DesignError> {
        let (rows, participates) = (study.rows(), study.participates());
        let name = |column: usize| study.names()[column.max(1) - 1].clone();
        require_independent(study, &vec![1.0; study.persons()])?;
        one_sided(study)?;
        let separation = |beta: &[f64]| DesignError::Separation { variable: name(largest(beta)) };
        let mut beta = vec![0.0; rows.width()];
        beta[0] = (study.participants() as f64 / study.controls() as f64).ln();
        let mut sums = Logistic::of(&rows, &beta, participates);
        // The size of the last step and of the one before it.
        let (mut curvature, mut size, mut before) = (None, f64::INFINITY, f64::INFINITY);
        for iterations in 1..=ITERATIONS {
            if sums.separates() {
                return Err(DesignError::PerfectSeparation { variable: name(largest(&beta)) });
            }
            let stride = if iterations <= SAMPLED { rows.stride() } else { 1 };
            let whole = || information(&rows, &beta, 1).cholesky(LEFT).map_err(|_| separation(&beta));
            if stride == 1 || size > before * ENOUGH || size > NEAR {
                curvature = match information(&rows, &beta, stride).cholesky(LEFT) {
                    Ok(found) => Some(found),
                    Err(_) if stride > 1 => Some(whole()?),
                    Err(_) => None,
                };
            }
            let of_step = curvature.as_ref().ok_or_else(|| separation(&beta))?;
            let step = of_step.solve(&sums.gradient);
            (before, size) = (size, step.iter().map(|step| step.abs()).fold(0.0, f64::max));
            if size < STEP * (1.0 + beta[0].abs()) {
                let mut information = of_step.clone();
                if stride > 1 {
                    // The last step has the curvature of all rows: nearly equal neighbours are decided by the last digits of their scores.
                    information = whole()?;
                    let step = information.solve(&sums.gradient);
                    beta.iter_mut().zip(step).for_each(|(beta, step)| *beta += step);
                }
                return Ok(Score { logit: rows.predict(&beta), coefficients: beta, iterations, information });
            }
            let mut share = 1.0;
            loop {
                let next: Vec<f64> = beta.iter().zip(&step).map(|(beta, step)| beta + share * step).collect();
                let found = Logistic::of(&rows, &next, participates);
                // Near the maximum the likelihood no longer tells steps apart.
                if found.likelihood >= sums.likelihood - 1e-12 * sums.likelihood.abs() {
                    (beta, sums) = (next, found);
                    break;
                }
                share /= 2.0;
                if share < 1e-6 {
                    return Err(DesignError::ScoreNotConverged { iterations });
                }
            }
            if beta.iter().skip(1).any(|beta| beta.abs() > CERTAIN * 10.0) {
                return Err(separation(&beta));
            }
        }
        if rows.predict(&beta).iter().any(|logit| logit.abs() > CERTAIN) {
            return Err(separation(&beta));
        }
        Err(DesignError::ScoreNotConverged { iterations: ITERATIONS })
    }

    /// The probability to participate, for person `i`.
    pub fn probability(&self, i: usize) -> f64 {
        probability(self.logit[i])
    }

    /// The solution of the information matrix with this right-hand side.
    pub(crate) fn inverse_information(&self, right: &[f64]) -> Vec<f64> {
        self.information.solve(right)
    }

    /// a'Ia.
    pub(crate) fn information(&self, a: &[f64]) -> f64 {
        self.information.square(a)
    }

    /// a'I⁻¹a.
    pub(crate) fn quadratic(&self, a: &[f64]) -> f64 {
        inner(a, &self.inverse_information(a))
    }
}

/// The position of the largest coefficient of a variable.
fn largest(beta: &[f64]) -> usize {
    let sizes = beta.iter().enumerate().skip(1);
    sizes.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs())).map_or(0, |(at, _)| at)
}

/// A variable of which no participant has what only some controls have, or the reverse: its coefficient runs off.
fn one_sided(study: &Study) -> Result<(), DesignError> {
    for (name, (participants, controls)) in study.names().iter().zip(all_ranges(study)) {
        if participants.0 > controls.1 || participants.1 < controls.0 {
            return Err(DesignError::PerfectSeparation { variable: name.clone() });
        }
        if participants.0 >= controls.1 || participants.1 <= controls.0 {
            return Err(DesignError::Separation { variable: name.clone() });
        }
    }
    Ok(())
}

/// The ranges of every variable.
pub(crate) fn all_ranges(study: &Study) -> Vec<Ranges> {
    study.columns().par_iter().map(|column| ranges(column, study.participates())).collect()
}

/// The lowest and the highest number of participants, and of controls.
pub(crate) type Ranges = ((f64, f64), (f64, f64));

/// The lowest and the highest number of participants and of controls.
fn ranges(column: &Column, participates: &[bool]) -> Ranges {
    let empty = (f64::INFINITY, f64::NEG_INFINITY);
    column.iter().zip(participates).fold((empty, empty), |(participants, controls), (x, chosen)| {
        let wider = |(low, high): (f64, f64)| (low.min(x), high.max(x));
        if *chosen { (wider(participants), controls) } else { (participants, wider(controls)) }
    })
}
