//! The standard error that a published 95 % interval implies.

/// The 97.5 % point of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// The standard error of a figure whose interval is symmetric: (upper − lower) / (2 · 1.96).
pub fn error_of_interval(lower: f64, upper: f64) -> Option<f64> {
    let error = (upper - lower) / (2.0 * Z);
    (error.is_finite() && error >= 0.0).then_some(error)
}

/// The standard error of the logarithm of a ratio, whose interval is symmetric on the scale of logarithms.
pub fn error_of_ratio_interval(lower: f64, upper: f64) -> Option<f64> {
    if lower > 0.0 { error_of_interval(lower.ln(), upper.ln()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contingency management at the end of treatment: d 0.46, interval 0.37 to 0.54. Methadone: risk ratio 0.66, interval 0.56 to 0.78:
    /// the middle of the logarithms is the ratio, as rounded.
    #[test]
    fn intervals_of_published_studies() {
        assert!((error_of_interval(0.37, 0.54).unwrap() - 0.043_368).abs() < 1e-6);
        assert!((error_of_ratio_interval(0.56, 0.78).unwrap() - 0.084_532).abs() < 1e-6);
        assert!(((0.56f64 * 0.78).sqrt() - 0.66).abs() < 0.005);
        assert_eq!(error_of_interval(1.0, 0.0), None);
        assert_eq!(error_of_ratio_interval(0.0, 1.0), None);
    }
}
