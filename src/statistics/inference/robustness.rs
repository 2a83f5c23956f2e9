//! How strong an unobserved confounder would have to be: robustness values.
//!
//! Cinelli & Hazlett 2020, Journal of the Royal Statistical Society B 82: a confounder that explains the robustness value's
//! share of what is left of both success and outcome brings the estimate to zero (or to insignificance); one that explains
//! less of both does not.

use super::student::quantile;

/// Robustness values of one estimate, as shares between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Robustness {
    /// To bring the estimate to zero.
    pub to_zero: f64,
    /// To bring it to insignificance at the level asked for.
    pub to_insignificance: f64,
}

/// The robustness values of an estimate from its iid t and residual degrees of freedom; `None` below two of them.
pub fn robustness(t_iid: f64, df: f64, significance: f64) -> Option<Robustness> {
    if df.is_nan() || df < 2.0 || !t_iid.is_finite() {
        return None;
    }
    let f = t_iid.abs() / df.sqrt();
    // With the confounder in the regression, one degree of freedom is gone.
    let critical = quantile(1.0 - significance / 2.0, df - 1.0)? / (df - 1.0).sqrt();
    Some(Robustness { to_zero: value(f), to_insignificance: value((f - critical).max(0.0)) })
}

/// RV = ½(√(f⁴ + 4f²) − f²).
fn value(f: f64) -> f64 {
    let square = f * f;
    0.5 * ((square * square + 4.0 * square).sqrt() - square)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R sensemakr 0.1.4 on its Darfur data: estimate 0.09732, error 0.02326, 783 degrees of freedom; it prints 0.13878
    /// and, at 5 %, 0.07626.
    #[test]
    fn the_published_example_is_reproduced() {
        let found = robustness(0.097_315_82 / 0.023_256_54, 783.0, 0.05).unwrap();
        assert!((found.to_zero - 0.138_776_4).abs() < 5e-6, "{found:?}");
        assert!((found.to_insignificance - 0.076_255_99).abs() < 5e-6, "{found:?}");
    }

    #[test]
    fn an_insignificant_estimate_needs_no_confounder_to_stay_so() {
        assert_eq!(robustness(1.0, 100.0, 0.05).unwrap().to_insignificance, 0.0);
    }
}
