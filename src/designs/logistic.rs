//! The logistic likelihood of participation, its gradient and its information matrix, each in one pass over the rows.

use crate::rows::{BLOCK, Rows, WIDE, add_products, add_sums, linear, triangle};
use crate::symmetric::Symmetric;

/// The likelihood at some coefficients, its gradient, and whose scores are furthest.
pub(crate) struct Logistic {
    /// The logarithm of the likelihood.
    pub(crate) likelihood: f64,
    /// Σ z(D − e).
    pub(crate) gradient: Vec<f64>,
    /// The lowest score of a participant.
    lowest: f64,
    /// The highest score of a control.
    highest: f64,
}

impl Logistic {
    /// At these coefficients.
    pub(crate) fn of(rows: &Rows<'_>, beta: &[f64], participates: &[bool]) -> Logistic {
        let empty = || Logistic {
            likelihood: 0.0,
            gradient: vec![0.0; beta.len()],
            lowest: f64::INFINITY,
            highest: f64::NEG_INFINITY,
        };
        // Of few persons the sums have the order of all other passes: nearly equal neighbours are decided by the last digits of scores.
        let block = if rows.stride() > 1 { WIDE } else { BLOCK };
        let tasks = rows.blocks((block, 1), empty, |sums, start, z| sums.add(z, beta, &participates[start..]));
        tasks.into_iter().fold(empty(), Logistic::with)
    }

    fn add(&mut self, z: &[f64], beta: &[f64], participates: &[bool]) {
        let mut logit = [0.0; WIDE];
        let logit = linear(z, beta, &mut logit);
        for (logit, participates) in logit.iter_mut().zip(participates) {
            // The logarithm of the probability of what happened: −ln(1 + e^−x), with x the logit of it.
            let x = if *participates { *logit } else { -*logit };
            self.likelihood += if x > 0.0 { -(-x).exp().ln_1p() } else { x - x.exp().ln_1p() };
            if *participates {
                self.lowest = self.lowest.min(*logit);
            } else {
                self.highest = self.highest.max(*logit);
            }
            *logit = f64::from(u8::from(*participates)) - probability(*logit);
        }
        add_sums(z, logit, &mut self.gradient);
    }

    fn with(mut self, other: Logistic) -> Logistic {
        self.likelihood += other.likelihood;
        self.gradient.iter_mut().zip(other.gradient).for_each(|(sum, more)| *sum += more);
        self.lowest = self.lowest.min(other.lowest);
        self.highest = self.highest.max(other.highest);
        self
    }

    /// Whether all participants score above all controls.
    pub(crate) fn separates(&self) -> bool {
        self.lowest > self.highest
    }
}

/// Σ e(1 − e)·zz' at these coefficients; of a sample of the rows, as much as of all.
pub(crate) fn information(rows: &Rows<'_>, beta: &[f64], stride: usize) -> Symmetric {
    let width = beta.len();
    let empty = || (0u64, vec![0.0; triangle(width)]);
    let tasks = rows.blocks((BLOCK, stride), empty, |(counted, sums), _, z| {
        let mut variances = [0.0; WIDE];
        let variances = linear(z, beta, &mut variances);
        variances.iter_mut().for_each(|x| *x = odds_variance(*x));
        *counted += variances.len() as u64;
        add_products(z, variances, variances.len(), sums);
    });
    let (counted, mut sums) = tasks.into_iter().fold(empty(), |(counted, mut sums), (more, task)| {
        sums.iter_mut().zip(task).for_each(|(sum, more)| *sum += more);
        (counted + more, sums)
    });
    if stride > 1 {
        let scale = rows.len() as f64 / counted as f64;
        sums.iter_mut().for_each(|sum| *sum *= scale);
    }
    Symmetric::of(width, sums)
}

/// The probability of a logit.
pub(crate) fn probability(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

/// p(1 − p), without losing digits at either end.
pub(crate) fn odds_variance(logit: f64) -> f64 {
    let small = (-logit.abs()).exp();
    small / (1.0 + small).powi(2)
}
