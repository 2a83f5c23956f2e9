//! Student's t distribution: two-sided p-values and quantiles.
//!
//! The library's tail function is right to its last digits; its quantile loses them from some thousand degrees of freedom
//! on. So quantiles are found here by Newton's method on the tail, from a normal quantile's start.

use statrs::distribution::{Continuous, ContinuousCDF, StudentsT};

/// What follows from an estimate and its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inference {
    /// Estimate over standard error.
    pub t: f64,
    /// Two-sided p-value.
    pub p: f64,
    /// Lower end of the 95 % interval.
    pub lower: f64,
    /// Upper end of the 95 % interval.
    pub upper: f64,
}

/// t, p and the 95 % interval; `None` unless the standard error and the degrees of freedom are above zero.
pub fn infer(estimate: f64, standard_error: f64, df: f64) -> Option<Inference> {
    if !(standard_error > 0.0 && df > 0.0 && estimate.is_finite() && standard_error.is_finite()) {
        return None;
    }
    let t = estimate / standard_error;
    let half = quantile(0.975, df)? * standard_error;
    Some(Inference { t, p: p_value(t, df)?, lower: estimate - half, upper: estimate + half })
}

/// The two-sided p-value of t; `None` without degrees of freedom.
pub fn p_value(t: f64, df: f64) -> Option<f64> {
    let student = StudentsT::new(0.0, 1.0, df).ok()?;
    Some((2.0 * student.sf(t.abs())).min(1.0))
}

/// The quantile of a probability between ½ and 1; `None` outside, or without degrees of freedom.
pub fn quantile(probability: f64, df: f64) -> Option<f64> {
    if !(0.5..1.0).contains(&probability) {
        return None;
    }
    let student = StudentsT::new(0.0, 1.0, df).ok()?;
    let tail = 1.0 - probability;
    // Bracket the root, so that Newton can't run off where the density is flat (few degrees of freedom).
    let (mut low, mut high) = (0.0, 2.0);
    while student.sf(high) > tail {
        low = high;
        high *= 2.0;
        if !f64::is_finite(high) {
            return None;
        }
    }
    let mut x = 0.5 * (low + high);
    for _ in 0..200 {
        let excess = student.sf(x) - tail;
        if excess > 0.0 {
            low = x;
        } else {
            high = x;
        }
        let newton = x + excess / student.pdf(x);
        let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        if (next - x).abs() <= 1e-15 * x.abs() {
            return Some(next);
        }
        x = next;
    }
    Some(x)
}
