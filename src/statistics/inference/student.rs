//! Student's t distribution: two-sided p-values and quantiles.
//!
//! The library's tail function is right to twelve digits up to some ten thousand degrees of freedom and loses digits
//! beyond; its quantile loses them sooner. So beyond, tails are taken by Hill's normalising expansion (Hill 1970,
//! Communications of the ACM 13, algorithm 395), right to ten digits there; and quantiles are found by Newton's method on
//! the tail.

use std::cell::RefCell;

use rustc_hash::FxHashMap;
use statrs::distribution::{Continuous, ContinuousCDF, StudentsT};
use statrs::function::erf::erfc;

/// Degrees of freedom from which the expansion is nearer than the library.
const MANY: f64 = 30_000.0;

/// How many quantiles a thread remembers.
const REMEMBERED: usize = 10_000;

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
    Some((2.0 * tail(&student, t.abs(), df)).min(1.0))
}

/// The upper tail beyond t ≥ 0.
fn tail(student: &StudentsT, t: f64, df: f64) -> f64 {
    if df < MANY {
        return student.sf(t);
    }
    let a = df - 0.5;
    let b = 48.0 * a * a;
    let w = (a * (t * t / df).ln_1p()).sqrt();
    let third = (w.powi(3) + 3.0 * w) / b;
    let seventh = 4.0 * w.powi(7) + 33.0 * w.powi(5) + 240.0 * w.powi(3) + 855.0 * w;
    let z = w + third - seventh / (10.0 * b * (b + 0.8 * w.powi(4) + 100.0));
    0.5 * erfc(z / std::f64::consts::SQRT_2)
}

thread_local! {
    /// Quantiles by probability and degrees of freedom, both in bits.
    static KNOWN: RefCell<FxHashMap<(u64, u64), Option<f64>>> = RefCell::default();
}

/// The quantile of a probability between ½ and 1; `None` outside, or without degrees of freedom. Regressions of the same
/// persons ask for the same one, which each thread remembers.
pub fn quantile(probability: f64, df: f64) -> Option<f64> {
    KNOWN.with_borrow_mut(|known| {
        if known.len() > REMEMBERED {
            known.clear();
        }
        *known.entry((probability.to_bits(), df.to_bits())).or_insert_with(|| by_newton(probability, df))
    })
}

fn by_newton(probability: f64, df: f64) -> Option<f64> {
    if !(0.5..1.0).contains(&probability) {
        return None;
    }
    let student = StudentsT::new(0.0, 1.0, df).ok()?;
    let wanted = 1.0 - probability;
    // Bracket the root, so that Newton can't run off where the density is flat (few degrees of freedom).
    let (mut low, mut high) = (0.0, 2.0);
    while tail(&student, high, df) > wanted {
        low = high;
        high *= 2.0;
        if !f64::is_finite(high) {
            return None;
        }
    }
    let mut x = 0.5 * (low + high);
    for _ in 0..200 {
        let excess = tail(&student, x, df) - wanted;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, wanted: f64, relative: f64) {
        assert!(((found - wanted) / wanted).abs() <= relative, "{found} for {wanted}");
    }

    /// Known in closed form: tan(π(p − ½)) at one degree of freedom, 2(p − ½)√(2/(4p(1 − p))) at two.
    #[test]
    fn quantiles_of_few_degrees_of_freedom_are_exact() {
        close(quantile(0.975, 1.0).unwrap(), (std::f64::consts::PI * 0.475).tan(), 1e-13);
        close(quantile(0.975, 2.0).unwrap(), 0.95 * (2.0f64 / (4.0 * 0.975 * 0.025)).sqrt(), 1e-13);
    }

    /// Towards the normal's 1.959963984540054, by its first Cornish–Fisher terms: z + (z³ + z)/4ν + (5z⁵ + 16z³ + 3z)/96ν².
    #[test]
    fn quantiles_of_many_degrees_of_freedom_lose_no_digit() {
        let z: f64 = 1.959_963_984_540_054;
        for df in [1e4, 1e5, 1e6, 1e7, 1e9] {
            let second = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0 / df / df;
            close(quantile(0.975, df).unwrap(), z + (z.powi(3) + z) / 4.0 / df + second, 1e-10);
        }
    }

    /// Two-sided p-values from the incomplete beta function in 60 digits.
    #[test]
    fn p_values_are_right_to_nine_digits_for_any_degrees_of_freedom() {
        let known = [
            (3.0, 5.0, 1.539_243_807_330_230_1e-2),
            (30.0, 20.0, 6.749_083_665_771_287e-19),
            (3e3, 37.0, 3.340_651_014_652_91e-247),
            (3e4, 2.0, 4.550_926_253_323_621e-2),
            (3e4, 37.0, 4.485_546_385_092_842e-293),
            (3e6, 5.0, 5.733_353_567_436_606e-7),
            (3e6, 37.0, 1.338_922_286_815_927e-299),
            (1e8, 20.0, 5.509_462_576_657_793e-89),
        ];
        for (df, t, wanted) in known {
            close(p_value(t, df).unwrap(), wanted, 1e-9);
        }
    }

    #[test]
    fn tails_reach_to_1e_300() {
        let p = p_value(38.0, 1e5).unwrap();
        assert!(p > 1e-314 && p < 1e-300, "{p:e}");
        assert_eq!(p_value(0.0, 5.0), Some(1.0));
        assert_eq!(p_value(3.0, 0.0), None);
    }
}
