//! Entropy balancing: the weights of controls nearest to equal that make the means of all variables those of the
//! participants.
//!
//! Hainmueller 2012, Political Analysis 20. The weights are exp(λ'z) with the λ that minimises log Σ exp(λ'z) over controls,
//! where z is centred at the participants' means; Newton's method with halved steps.

use crate::error::DesignError;
use crate::rows::{each, sum};
use crate::score::ranges;
use crate::study::Study;
use crate::symmetric::{Symmetric, inner};

/// Most iterations.
const ITERATIONS: u64 = 100;
/// The largest difference of means at convergence, in standard deviations of the participants.
const BALANCED: f64 = 1e-10;
/// What must be left of a variable beside the others.
const LEFT: f64 = 1e-11;

/// Weights that balance.
#[derive(Debug, Clone)]
pub struct EntropyWeights {
    /// Weight of every control, adding up to the number of participants; 1 for participants.
    pub weights: Vec<f64>,
    /// Iterations.
    pub iterations: u64,
    /// The largest difference of means that is left, in standard deviations of the participants.
    pub difference: f64,
}

impl EntropyWeights {
    /// Finds the weights.
    ///
    /// # Errors
    /// Collinear variables, means out of reach, no convergence.
    pub fn new(study: &Study) -> Result<EntropyWeights, DesignError> {
        let (rows, persons) = (study.rows(), study.persons());
        let participates = study.participates();
        for ((name, column), centre) in study.names().iter().zip(study.columns()).zip(study.centres()) {
            let (_, (low, high)) = ranges(column, participates);
            if low == high && low == *centre {
                return Err(DesignError::Collinear { variable: name.clone() });
            }
            if *centre <= low || *centre >= high {
                return Err(DesignError::OutsideRange { variable: name.clone() });
            }
        }
        let controls = each(persons, |i| f64::from(u8::from(!participates[i])));
        rows.cross(&controls)
            .cholesky(LEFT)
            .map_err(|at| DesignError::Collinear { variable: study.names()[at.max(1) - 1].clone() })?;
        let mut lambda = vec![0.0; rows.width()];
        let mut dual = Dual::at(study, rows.predict(&lambda));
        for iterations in 0..ITERATIONS {
            // Weights that add up to 1.
            let weights = each(persons, |i| dual.weight(participates, i));
            let means = rows.weighted_sum(&weights);
            let gradient = means.get(1..).unwrap_or(&[]);
            let (worst, difference) = largest(gradient);
            if difference < BALANCED {
                let participants = study.participants() as f64;
                let weights = each(persons, |i| if participates[i] { 1.0 } else { participants * weights[i] });
                return Ok(EntropyWeights { weights, iterations, difference });
            }
            let failed =
                || DesignError::WeightsNotConverged { iterations, variable: study.names()[worst].clone(), difference };
            let hessian = about(&rows.cross(&weights).without_first(), gradient);
            let step = hessian.cholesky(1e-14).map_err(|_| failed())?.solve(gradient);
            let descent = inner(gradient, &step);
            let mut share = 1.0;
            loop {
                let moved = lambda.iter().skip(1).zip(&step).map(|(lambda, step)| lambda - share * step);
                let next: Vec<f64> = std::iter::once(0.0).chain(moved).collect();
                let candidate = Dual::at(study, rows.predict(&next));
                // Near the minimum the value no longer tells steps apart; Newton's full step is right there.
                if candidate.value <= dual.value - 1e-4 * share * descent + 1e-13 * dual.value.abs().max(1.0) {
                    (lambda, dual) = (next, candidate);
                    break;
                }
                share /= 2.0;
                if share < 1e-10 {
                    return Err(failed());
                }
            }
            // Weights on a few controls only: the means lie at the edge of what the controls span, or beyond.
            if lambda.iter().any(|lambda| lambda.abs() > 1e6) {
                return Err(failed());
            }
        }
        let weights = each(persons, |i| dual.weight(participates, i));
        let (worst, difference) = largest(rows.weighted_sum(&weights).get(1..).unwrap_or(&[]));
        let variable = study.names()[worst].clone();
        Err(DesignError::WeightsNotConverged { iterations: ITERATIONS, variable, difference })
    }
}

/// log Σ exp(λ'z) over controls, without overflow.
struct Dual {
    linear: Vec<f64>,
    value: f64,
}

impl Dual {
    fn at(study: &Study, linear: Vec<f64>) -> Dual {
        let participates = study.participates();
        let among = linear.iter().zip(participates).filter(|(_, p)| !**p).map(|(x, _)| *x);
        let most = among.fold(f64::NEG_INFINITY, f64::max);
        let total = sum(linear.len(), |i| if participates[i] { 0.0 } else { (linear[i] - most).exp() });
        Dual { linear, value: most + total.ln() }
    }

    fn weight(&self, participates: &[bool], i: usize) -> f64 {
        if participates[i] { 0.0 } else { (self.linear[i] - self.value).exp() }
    }
}

/// Second moments about the means.
fn about(second: &Symmetric, means: &[f64]) -> Symmetric {
    let mut about = second.clone();
    for (row, a) in means.iter().enumerate() {
        for (column, b) in means.iter().enumerate().take(row + 1) {
            about.add(row, column, -a * b);
        }
    }
    about
}

/// Position and size of the largest.
fn largest(differences: &[f64]) -> (usize, f64) {
    let sizes = differences.iter().map(|d| d.abs()).enumerate();
    sizes.max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, f64::INFINITY))
}
