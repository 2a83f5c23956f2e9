//! The propensity score: the probability to participate given the variables, by logistic regression.
//!
//! Newton's method (iteratively reweighted least squares) with halved steps. Existing crates fit a penalised likelihood and
//! report neither separation nor the information matrix, which the standard errors need. Separation (Albert & Anderson
//! 1984, Biometrika 71) is found while iterating: it is perfect once all participants score above all controls, and
//! partial if some scores run off to 0 or 1 while the likelihood no longer gains.

use crate::error::DesignError;
use crate::rows::{each, sum};
use crate::study::Study;
use crate::symmetric::{Cholesky, inner};

/// Most iterations.
const ITERATIONS: u64 = 60;
/// The largest step of a coefficient, per standard deviation, at convergence.
const STEP: f64 = 1e-10;
/// A linear predictor beyond this is a probability of 0 or 1.
const CERTAIN: f64 = 30.0;
/// What must be left of a variable after the others.
const LEFT: f64 = 1e-11;

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
        let (rows, persons) = (study.rows(), study.persons());
        let indicator = |i: usize| f64::from(u8::from(study.participates()[i]));
        let name = |column: usize| study.names()[column.max(1) - 1].clone();
        rows.cross(&vec![1.0; persons]).cholesky(LEFT).map_err(|at| DesignError::Collinear { variable: name(at) })?;
        one_sided(study)?;
        let mut beta = vec![0.0; rows.width()];
        beta[0] = (study.participants() as f64 / study.controls() as f64).ln();
        let mut logit = rows.predict(&beta);
        let mut likelihood = log_likelihood(study, &logit);
        for iterations in 1..=ITERATIONS {
            let residuals = each(persons, |i| indicator(i) - probability(logit[i]));
            let variances = each(persons, |i| odds_variance(logit[i]));
            let gradient = rows.weighted_sum(&residuals);
            let largest = |beta: &[f64]| {
                let sizes = beta.iter().enumerate().skip(1);
                sizes.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs())).map_or(0, |(at, _)| at)
            };
            if separates(study, &logit) {
                return Err(DesignError::PerfectSeparation { variable: name(largest(&beta)) });
            }
            let separation = |beta: &[f64]| DesignError::Separation { variable: name(largest(beta)) };
            let information = rows.cross(&variances).cholesky(LEFT).map_err(|_| separation(&beta))?;
            let step = information.solve(&gradient);
            let converged = step.iter().all(|step| step.abs() < STEP * (1.0 + beta[0].abs()));
            if converged {
                return Ok(Score { logit, coefficients: beta, iterations, information });
            }
            let mut share = 1.0;
            loop {
                let next: Vec<f64> = beta.iter().zip(&step).map(|(beta, step)| beta + share * step).collect();
                let next_logit = rows.predict(&next);
                let next_likelihood = log_likelihood(study, &next_logit);
                // Near the maximum the likelihood no longer tells steps apart.
                if next_likelihood >= likelihood - 1e-12 * likelihood.abs() {
                    (beta, logit, likelihood) = (next, next_logit, next_likelihood);
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
        let runs_off = logit.iter().any(|logit| logit.abs() > CERTAIN);
        let at = beta.iter().enumerate().skip(1).max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
        match at {
            Some((at, _)) if runs_off => Err(DesignError::Separation { variable: name(at) }),
            _ => Err(DesignError::ScoreNotConverged { iterations: ITERATIONS }),
        }
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

fn probability(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

/// p(1 − p), without losing digits at either end.
pub(crate) fn odds_variance(logit: f64) -> f64 {
    let small = (-logit.abs()).exp();
    small / (1.0 + small).powi(2)
}

fn log_likelihood(study: &Study, logit: &[f64]) -> f64 {
    let participates = study.participates();
    sum(logit.len(), |i| {
        // The logarithm of the probability of what happened: −ln(1 + e^−x), with x the logit of it.
        let x = if participates[i] { logit[i] } else { -logit[i] };
        if x > 0.0 { -(-x).exp().ln_1p() } else { x - x.exp().ln_1p() }
    })
}

/// A variable of which no participant has what only some controls have, or the reverse: its coefficient runs off.
fn one_sided(study: &Study) -> Result<(), DesignError> {
    for (name, column) in study.names().iter().zip(study.columns()) {
        let (participants, controls) = ranges(column, study.participates());
        if participants.0 > controls.1 || participants.1 < controls.0 {
            return Err(DesignError::PerfectSeparation { variable: name.clone() });
        }
        if participants.0 >= controls.1 || participants.1 <= controls.0 {
            return Err(DesignError::Separation { variable: name.clone() });
        }
    }
    Ok(())
}

/// The lowest and the highest number of participants and of controls.
pub(crate) fn ranges(column: &[f64], participates: &[bool]) -> ((f64, f64), (f64, f64)) {
    let empty = (f64::INFINITY, f64::NEG_INFINITY);
    column.iter().zip(participates).fold((empty, empty), |(participants, controls), (x, chosen)| {
        let wider = |(low, high): (f64, f64)| (low.min(*x), high.max(*x));
        if *chosen { (wider(participants), controls) } else { (participants, wider(controls)) }
    })
}

/// Whether all participants score above all controls.
fn separates(study: &Study, logit: &[f64]) -> bool {
    let mut lowest = f64::INFINITY;
    let mut highest = f64::NEG_INFINITY;
    for (logit, participates) in logit.iter().zip(study.participates()) {
        if *participates {
            lowest = lowest.min(*logit);
        } else {
            highest = highest.max(*logit);
        }
    }
    lowest > highest
}
