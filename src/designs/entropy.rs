//! Entropy balancing: the weights of controls nearest to equal that make the means of all variables those of the
//! participants.
//!
//! Hainmueller 2012, Political Analysis 20. The weights are exp(λ'z) with the λ that minimises log Σ exp(λ'z) over controls,
//! where z is centred at the participants' means; Newton's method with halved steps.

use crate::error::DesignError;
use crate::exponential::{Exponential, Order};
use crate::independence::require_independent;
use crate::rows::each;
use crate::score::all_ranges;
use crate::study::Study;
use crate::symmetric::inner;

/// Most iterations.
const ITERATIONS: u64 = 100;
/// The largest difference of means at convergence, in standard deviations of the participants.
const BALANCED: f64 = 1e-10;
/// The same for a start.
const ROUGHLY: f64 = 1e-3;
/// Iterations in which steps have the curvature of a sample of the rows. Every step goes down the gradient of all rows, so the
/// sample decides how many steps there are, and not where they end.
const SAMPLED: u64 = 20;
/// What a step may leave of the differences if the next one is to have the same curvature.
const ENOUGH: f64 = 0.3;

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
        for ((name, centre), (_, (low, high))) in study.names().iter().zip(study.centres()).zip(all_ranges(study)) {
            if low == high && low == *centre {
                return Err(DesignError::Collinear { variable: name.clone() });
            }
            if *centre < low || *centre > high {
                return Err(DesignError::OutsideRange { variable: name.clone() });
            }
            // Only weights of zero for all other controls would balance it.
            if *centre == low || *centre == high {
                return Err(DesignError::AtEdge { variable: name.clone() });
            }
        }
        let controls = each(persons, |i| f64::from(u8::from(!participates[i])));
        require_independent(study, &controls)?;
        let stride = rows.stride();
        let start = if stride > 1 { sampled(study, stride) } else { vec![0.0; rows.width()] };
        let found = minimise(study, start, (1, stride), BALANCED)?;
        let participants = study.participants() as f64;
        let level = found.sums.log_total();
        let linear = rows.predict(&found.lambda);
        let weights = each(persons, |i| if participates[i] { 1.0 } else { participants * (linear[i] - level).exp() });
        Ok(EntropyWeights { weights, iterations: found.iterations, difference: found.difference })
    }
}

/// A minimum of log Σ exp(λ'z).
struct Minimum {
    /// With a zero for the intercept.
    lambda: Vec<f64>,
    sums: Exponential,
    iterations: u64,
    difference: f64,
}

/// The minimum over one in so many blocks of persons, as a start for all of them: a few steps over everyone then do. If the
/// sample has none, there is nothing to start from.
fn sampled(study: &Study, stride: usize) -> Vec<f64> {
    let found = minimise(study, vec![0.0; study.rows().width()], (stride, stride), ROUGHLY);
    found.map_or_else(|_| vec![0.0; study.rows().width()], |found| found.lambda)
}

/// Newton's method from a start, with the gradient of one in `stride` blocks of persons, and the covariances of one in `of_sample`.
fn minimise(
    study: &Study,
    start: Vec<f64>,
    (stride, of_sample): (usize, usize),
    balanced: f64,
) -> Result<Minimum, DesignError> {
    let (rows, participates) = (study.rows(), study.participates());
    let at = |lambda: &[f64], order| Exponential::of(&rows, lambda, participates, (order, stride));
    let of_gradient = |is_sampled: bool| if is_sampled { Order::First } else { Order::Second };
    let mut sums = at(&start, of_gradient(of_sample > stride));
    let mut lambda = start;
    let (mut curvature, mut before) = (None, 0.0);
    for iterations in 0..ITERATIONS {
        let gradient = sums.means();
        let (worst, difference) = largest(&gradient);
        if difference < balanced {
            return Ok(Minimum { lambda, sums, iterations, difference });
        }
        let failed =
            || DesignError::WeightsNotConverged { iterations, variable: study.names()[worst].clone(), difference };
        let is_sampled = of_sample > stride && iterations < SAMPLED;
        if !is_sampled || difference > before * ENOUGH {
            let sample = is_sampled.then(|| Exponential::of(&rows, &lambda, participates, (Order::Second, of_sample)));
            curvature = match sample.map(|sample| sample.covariances().cholesky(1e-14)) {
                Some(Ok(found)) => Some(found),
                _ if sums.order() == Order::Second => sums.covariances().cholesky(1e-14).ok(),
                _ => at(&lambda, Order::Second).covariances().cholesky(1e-14).ok(),
            };
        }
        before = difference;
        let step = curvature.as_ref().ok_or_else(failed)?.solve(&gradient);
        let descent = inner(&gradient, &step);
        let mut share = 1.0;
        loop {
            let moved = lambda.iter().skip(1).zip(&step).map(|(lambda, step)| lambda - share * step);
            let next: Vec<f64> = std::iter::once(0.0).chain(moved).collect();
            let candidate = at(&next, of_gradient(is_sampled));
            let (value, after) = (sums.log_total(), candidate.log_total());
            // Near the minimum the value no longer tells steps apart; Newton's full step is right there.
            if after <= value - 1e-4 * share * descent + 1e-13 * value.abs().max(1.0) {
                (lambda, sums) = (next, candidate);
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
    let (worst, difference) = largest(&sums.means());
    let variable = study.names()[worst].clone();
    Err(DesignError::WeightsNotConverged { iterations: ITERATIONS, variable, difference })
}

/// Position and size of the largest.
fn largest(differences: &[f64]) -> (usize, f64) {
    let sizes = differences.iter().map(|d| d.abs()).enumerate();
    sizes.max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, f64::INFINITY))
}
