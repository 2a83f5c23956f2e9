//! Conversions between means, shares, odds ratios, t and Cohen's d.

use std::f64::consts::PI;

/// A figure with its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standardised {
    /// The figure.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
}

/// Finite figures only.
fn finite(value: f64, variance: f64) -> Option<Standardised> {
    let standard_error = variance.sqrt();
    (value.is_finite() && standard_error.is_finite()).then_some(Standardised { value, standard_error })
}

/// The variance of d by the numbers of persons (4.20).
fn variance_of_d(d: f64, n: [f64; 2]) -> f64 {
    let [with, without] = n;
    (with + without) / (with * without) + d * d / (2.0 * (with + without))
}

/// Cohen's d of two means, over the deviation within arms (4.18–4.20). Each array is with, without.
pub fn d_of_means(means: [f64; 2], deviations: [f64; 2], n: [f64; 2]) -> Option<Standardised> {
    let pooled: f64 = deviations.iter().zip(n).map(|(s, n)| (n - 1.0) * s * s).sum();
    let within = (pooled / (n[0] + n[1] - 2.0)).sqrt();
    let d = (means[0] - means[1]) / within;
    finite(d, variance_of_d(d, n))
}

/// Hedges' g: d corrected for the bias of few persons, by J = 1 − 3/(4df − 1) (4.22–4.24).
pub fn hedges_g(d: Standardised, n: [f64; 2]) -> Option<Standardised> {
    let j = 1.0 - 3.0 / (4.0 * (n[0] + n[1] - 2.0) - 1.0);
    finite(j * d.value, (j * d.standard_error).powi(2))
}

/// Cohen's d of a t statistic of two independent arms: t·√(1/n₁ + 1/n₂).
pub fn d_of_t(t: f64, n: [f64; 2]) -> Option<Standardised> {
    let d = t * (1.0 / n[0] + 1.0 / n[1]).sqrt();
    finite(d, variance_of_d(d, n))
}

/// The odds ratio of two shares.
pub fn odds_ratio_of_shares(with: f64, without: f64) -> Option<f64> {
    let ratio = (with / (1.0 - with)) / (without / (1.0 - without));
    (ratio.is_finite() && ratio > 0.0).then_some(ratio)
}

/// Cohen's d of an odds ratio: ln OR · √3/π (7.1; Hasselblad and Hedges 1995).
pub fn d_of_odds_ratio(ratio: f64) -> f64 {
    ratio.ln() * 3f64.sqrt() / PI
}

/// The odds ratio of Cohen's d: exp(πd/√3) (7.3).
pub fn odds_ratio_of_d(d: f64) -> f64 {
    (PI * d / 3f64.sqrt()).exp()
}

/// Cohen's d of two shares by way of their odds ratio, with its error by the numbers of persons (5.8–5.10, 7.2).
pub fn d_of_shares(with: f64, without: f64, n: [f64; 2]) -> Option<Standardised> {
    let d = d_of_odds_ratio(odds_ratio_of_shares(with, without)?);
    let of_arm = |share: f64, n: f64| 1.0 / (n * share) + 1.0 / (n * (1.0 - share));
    finite(d, (of_arm(with, n[0]) + of_arm(without, n[1])) * 3.0 / (PI * PI))
}

/// The share with an intervention of standardised effect d, where the share without is known.
pub fn rate_with(d: f64, without: f64) -> Option<f64> {
    let odds = without / (1.0 - without) * odds_ratio_of_d(d);
    let rate = odds / (1.0 + odds);
    rate.is_finite().then_some(rate)
}

/// The difference between two shares, with its standard error √(p₁q₁/n₁ + p₂q₂/n₂).
pub fn difference_of_shares(with: f64, without: f64, n: [f64; 2]) -> Option<Standardised> {
    let variance = with * (1.0 - with) / n[0] + without * (1.0 - without) / n[1];
    finite(with - without, variance)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: Option<Standardised>, value: f64, standard_error: f64) {
        let found = found.unwrap();
        assert!(
            (found.value - value).abs() < 5e-5 && (found.standard_error - standard_error).abs() < 5e-5,
            "{found:?}"
        );
    }

    /// The worked examples of the book: means 103 and 100, deviations 5.5 and 4.5, 50 persons an arm: d 0.5970 with variance
    /// 0.0418; g 0.5924 with variance 0.0411 (pages 26–28).
    #[test]
    fn means_are_those_of_the_book() {
        let n = [50.0, 50.0];
        let d = d_of_means([103.0, 100.0], [5.5, 4.5], n);
        close(d, 0.5970, 0.2044);
        assert!((d.unwrap().standard_error.powi(2) - 0.0418).abs() < 5e-5);
        let g = hedges_g(d.unwrap(), n).unwrap();
        assert!((g.value - 0.5924).abs() < 5e-5 && (g.standard_error.powi(2) - 0.0411).abs() < 5e-5, "{g:?}");
    }

    /// 5 of 100 and 10 of 100: ln OR −0.7472 with variance 0.3216 (page 37). ln OR 0.9069 with variance 0.0676 is d 0.5000 with
    /// variance 0.0205, and back (page 47).
    #[test]
    fn shares_and_odds_are_those_of_the_book() {
        assert!((odds_ratio_of_shares(0.05, 0.10).unwrap().ln() + 0.7472).abs() < 5e-5);
        let d = d_of_shares(0.05, 0.10, [100.0, 100.0]).unwrap();
        let of_logarithm = d.standard_error.powi(2) * PI * PI / 3.0;
        assert!((of_logarithm - 0.3216).abs() < 5e-5, "{of_logarithm}");
        assert!((d_of_odds_ratio(0.9069f64.exp()) - 0.5).abs() < 5e-5);
        assert!((0.0676 * 3.0 / (PI * PI) - 0.0205f64).abs() < 1e-4);
        assert!((odds_ratio_of_d(0.5).ln() - 0.9069).abs() < 5e-5);
    }

    /// A t of two arms is the d of their means: t = 0.5970/√(1/50 + 1/50).
    #[test]
    fn t_and_means_agree() {
        close(d_of_t(0.597_022 / 0.04f64.sqrt(), [50.0, 50.0]), 0.5970, 0.2044);
    }

    #[test]
    fn the_rate_with_is_the_way_back() {
        let with = rate_with(d_of_odds_ratio(odds_ratio_of_shares(0.49, 0.25).unwrap()), 0.25).unwrap();
        assert!((with - 0.49).abs() < 1e-12);
        // By hand: 0.49·0.51/115 + 0.25·0.75/115 = 0.0021730 + 0.0016304 = 0.0038035.
        close(difference_of_shares(0.49, 0.25, [115.0, 115.0]), 0.24, 0.061_672);
    }

    #[test]
    fn shares_of_nothing_or_everything_have_no_odds() {
        assert_eq!(odds_ratio_of_shares(0.0, 0.5), None);
        assert_eq!(odds_ratio_of_shares(0.5, 1.0), None);
        assert_eq!(d_of_shares(1.0, 0.5, [10.0, 10.0]), None);
        assert_eq!(d_of_means([1.0, 0.0], [0.0, 0.0], [10.0, 10.0]), None);
        assert_eq!(rate_with(0.5, 1.0), None);
        assert_eq!(difference_of_shares(0.5, 0.5, [0.0, 10.0]), None);
    }
}
