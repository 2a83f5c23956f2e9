//! Perturbation by cell keys: published figures carry noise that depends on the persons they are about and on the room's secret.
//!
//! The cell key of a cohort is the sum of its persons' keys modulo 2^64, so that the same persons always have the same noise and
//! any other set of persons has independent noise. Counts get noise, then are rounded. Estimates and means get noise in
//! proportion to what one person moves, and standard errors include it. The audit keeps the exact figures. The method is that of
//! the European census (cell key method) and of ABS TableBuilder; for magnitudes, noise in proportion to the largest contributions.

use super::round::{place_of, round_count, to_place};
use super::secret::Secret;
use super::{counts, round};
use definitions::disclosure::Policy;
use foundation::tables::audit::AuditFitRow;
use foundation::tables::published::CovarianceRow;
use foundation::words::Covariance;
use statistics::inference::{Inference, infer, robustness};

/// A share of the largest amount that the noise of an estimate in kroner covers per unit of `estimate_noise`.
const OF_LARGEST: f64 = 1.0 / 30.0;

/// The largest relative noise of a standard error, in standard deviations.
const MOST_OF_ERROR: f64 = 0.1;

/// The most that covariances are shrunk.
const MOST_OF_COVARIANCE: f64 = 0.5;

/// An estimate's figures as they are published.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// The coefficient.
    pub estimate: f64,
    /// Its standard error, the noise included.
    pub standard_error: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// What follows from the three.
    pub inference: Inference,
}

/// What turns exact figures into published ones.
#[derive(Debug, Clone, Copy)]
pub struct Perturbation {
    /// The policy.
    pub policy: Policy,
    /// The room's secret.
    pub secret: Secret,
}

impl Perturbation {
    /// A count before it is rounded. `cell` is the cell key of the cohort that the counted persons belong to.
    fn noisy(&self, cell: u64, persons: u64) -> f64 {
        persons as f64 + self.policy.count_noise * self.secret.draw("count", &[cell, persons])
    }

    /// A count as it is published: perturbed, then the nearest multiple of the policy's base, at least the minimum.
    pub fn count(&self, cell: u64, persons: u64) -> i64 {
        if !self.policy.control {
            return i64::try_from(persons).unwrap_or(i64::MAX);
        }
        round_count(&self.policy, self.noisy(cell, persons))
    }

    /// Whether a count is below a minimum, or its noisy count is: otherwise the suppression would reveal the exact count.
    pub fn is_below(&self, cell: u64, persons: u64, minimum: u64) -> bool {
        persons < minimum || self.noisy(cell, persons) < minimum as f64
    }

    /// An estimate's figures as they leave; none where there are none. `cells` are the cell keys of the cohorts, success first.
    /// Without its counts (`counts` is false) the degrees of freedom are coarser still.
    pub fn figures(&self, cells: [u64; 2], counts: bool, fit: &AuditFitRow) -> Option<Figures> {
        let (estimate, error, df) = (fit.estimate?, fit.standard_error?, fit.df?);
        if !self.policy.control {
            let inference = infer(estimate, error, df)?;
            return Some(Figures { estimate, standard_error: error, df, inference });
        }
        let spread = self.policy.estimate_noise * influence(fit, error, self.policy.estimate_noise);
        let seed = seed(cells, fit, estimate, error);
        let noisy = estimate + spread * self.secret.draw("estimate", &seed);
        // One person with z standard deviations has z²/2n of the squared error.
        let of_error = (self.policy.estimate_noise.powi(2) / 2.0 / smaller(fit)).min(MOST_OF_ERROR);
        let error = error.hypot(spread) * (1.0 + of_error * self.secret.draw("error", &seed));
        let place = if self.policy.round_estimates {
            place_of(error)? - i32::from(self.policy.digits) + 1
        } else {
            place_of(error / 1000.0)?
        };
        let (estimate, standard_error) = (to_place(noisy, place), to_place(error, place));
        let df = self.degrees(cells, counts, fit);
        Some(Figures { estimate, standard_error, df, inference: infer(estimate, standard_error, df)? })
    }

    /// Degrees of freedom from published counts. Where counts are held back, a ladder of 1, 2 and 5 times powers of ten stands
    /// in their place, downwards, so that p and interval are wider. A design that is no regression has fewer than its counts have:
    /// its own, on the same ladder, are the most.
    fn degrees(&self, cells: [u64; 2], counts: bool, fit: &AuditFitRow) -> f64 {
        let base = self.policy.round_counts_to.max(1) as i64;
        let [success, non_success] = cells;
        let whole = i64::unsigned_abs;
        let shown = match fit.clusters {
            Some(clusters) => self.count(success.wrapping_add(non_success), whole(clusters)) - base,
            None => {
                let persons =
                    self.count(success, whole(fit.n_success)) + self.count(non_success, whole(fit.n_non_success));
                // Two groups' means take two.
                persons - round_up(fit.rank.unwrap_or(2), base)
            }
        };
        let least = round_up(self.policy.minimum_df.max(self.policy.minimum_persons) as i64, base);
        let on_ladder = |df: i64| {
            let ladder =
                std::iter::successors(Some(10i64), |step| step.checked_mul(10)).flat_map(|ten| [ten, 2 * ten, 5 * ten]);
            let step = ladder.take_while(|step| *step <= df).last().unwrap_or(least);
            (step / base * base).max(least)
        };
        let own = fit.df.filter(|_| fit.covariance == Covariance::Design).map(|df| on_ladder(df.floor() as i64));
        let shown = own.map_or(shown, |own| shown.min(own)).max(least);
        if counts { shown as f64 } else { on_ladder(shown) as f64 }
    }

    /// The non-success cohort's mean as it is published; none where no rounding hides the total.
    pub fn mean(&self, cells: [u64; 2], fit: &AuditFitRow) -> Option<f64> {
        let mean = fit.mean_non_success?;
        let (persons, users) = (fit.n_non_success.unsigned_abs(), fit.users_non_success.unsigned_abs());
        let (true, Some(error), Some(estimate)) = (self.policy.control, fit.standard_error, fit.estimate) else {
            return round::mean(&self.policy, mean, persons, users);
        };
        let [.., non_success] = counts::persons_of(fit).map(|persons| persons as f64);
        let spread = self.policy.estimate_noise * deviation(fit, error) / as_many_as(fit, non_success);
        let noisy = mean + spread * self.secret.draw("mean", &seed(cells, fit, estimate, error));
        // An outcome that is nowhere negative has no negative mean.
        round::mean(&self.policy, if mean > 0.0 { noisy.abs() } else { noisy }, persons, users)
    }

    /// A mean age: to a tenth of a year, perturbed by what one person moves.
    pub fn mean_age(&self, cell: u64, ages: &[f64]) -> Option<f64> {
        let persons = ages.len() as f64;
        let mean = ages.iter().sum::<f64>() / persons;
        let squares: f64 = ages.iter().map(|age| (age - mean).powi(2)).sum();
        if ages.is_empty() {
            return None;
        }
        if !self.policy.control {
            return Some(to_place(mean, -1));
        }
        let spread = self.policy.estimate_noise * (squares / persons).sqrt() / persons;
        let noisy = mean + spread * self.secret.draw("age", &[cell, ages.len() as u64]);
        round::mean(&self.policy, to_place(noisy, -1), ages.len() as u64, ages.len() as u64)
    }

    /// A count that needs two digits only, such as that of possible controls: perturbed and rounded as any, then to two
    /// digits.
    pub fn rough(&self, cell: u64, persons: u64) -> i64 {
        let count = self.count(cell, persons);
        if !self.policy.control {
            return count;
        }
        let digits = count.checked_ilog10().map_or(0, |place| place.saturating_sub(1));
        let step = 10i64.pow(digits).max(self.policy.round_counts_to.max(1) as i64);
        (count + step / 2) / step * step
    }

    /// A standardised difference of means: perturbed by the most that one person moves it, as often as a count is by a person, to two
    /// decimals. The noise depends on
    /// the persons, the difference and what one person moves alone: the same difference has the same noise before and after a design and under any
    /// name, and the opposite one has the opposite noise.
    pub fn difference(&self, cells: [u64; 2], difference: f64, influence: f64) -> f64 {
        if !self.policy.control {
            return difference;
        }
        let spread = self.policy.count_noise * influence;
        let [success, non_success] = cells;
        // A balanced variable's difference is zero but for the last bits.
        let size = (difference.abs() * 1e9).round() as u64;
        let draw = self.secret.draw("difference", &[success, non_success, size, digits(influence)]);
        to_place(difference + difference.signum() * spread * draw, -2)
    }

    /// A ratio of variances: perturbed by the share of a variance that one person has, to one decimal. Equal ratios of the same
    /// persons have the same noise.
    pub fn ratio(&self, cells: [u64; 2], ratio: f64, largest_share: f64) -> f64 {
        if !self.policy.control {
            return ratio;
        }
        let [success, non_success] = cells;
        let spread = ratio * self.policy.estimate_noise * largest_share;
        let draw = self.secret.draw("ratio", &[success, non_success, digits(ratio), digits(largest_share)]);
        to_place((ratio + spread * draw).max(0.1), -1)
    }

    /// Robustness values of the published figures: to zero, and to insignificance.
    pub fn robustness(&self, figures: &Figures, fit: &AuditFitRow, significance: f64) -> [Option<f64>; 2] {
        let exact = [fit.robustness, fit.robustness_to_insignificance];
        let (true, Some(value), Some(t)) = (self.policy.control, fit.robustness, fit.t) else {
            return exact;
        };
        // RV = (√(f⁴ + 4f²) − f²)/2 gives f² = RV²/(1 − RV), where f = |t|/√df of the iid t (Cinelli and Hazlett 2020).
        let f = value / (1.0 - value).sqrt() * figures.inference.t / t;
        let found = robustness(f * figures.df.sqrt(), figures.df, significance);
        let digits = |value: f64| significant(self.policy.digits, value);
        [found.map(|of| digits(of.to_zero)), found.map(|of| digits(of.to_insignificance))]
    }

    /// A covariance of two published estimates of one consequence: the exact correlation, shrunk a little and by the same share
    /// for all years of the consequence, times the published errors.
    pub fn covariance(
        &self,
        cells: [u64; 2],
        row: &CovarianceRow,
        exact: [&AuditFitRow; 2],
        shown: [f64; 2],
    ) -> Option<f64> {
        if !self.policy.control {
            return Some(row.covariance);
        }
        let [one, other] = exact;
        let correlation = row.covariance / one.standard_error? / other.standard_error?;
        let most = (self.policy.estimate_noise.powi(2) / smaller(one).min(smaller(other))).min(MOST_OF_COVARIANCE);
        let text = format!("covariance {}", row.consequence);
        let [success, non_success] = cells;
        // From 0 to 1, with equal shares for all years.
        let share = (self.secret.draw(&text, &[success, non_success]) / 6f64.sqrt()).abs();
        let product: f64 = shown.into_iter().product();
        Some(to_place(correlation * (1.0 - most * share) * product, place_of(product / 1000.0)?))
    }
}

/// The cell keys of both cohorts of a comparison, success first, from the sums of their persons' keys modulo 2^64. Each depends on the
/// persons of both: otherwise the noise of one cohort would stay the same where a person came to the other, and show on which side
/// the person is.
pub fn cell_keys([success, non_success]: [u64; 2]) -> [u64; 2] {
    [success.wrapping_add(non_success.rotate_left(32)), non_success.wrapping_add(success.rotate_left(32))]
}

/// The standard deviation of the outcome that a standard error implies.
fn deviation(fit: &AuditFitRow, error: f64) -> f64 {
    let [success, non_success] = counts::persons_of(fit).map(|persons| persons as f64);
    error / (success.recip() + non_success.recip()).sqrt()
}

/// The number of persons, at most 1 / the largest weight of a control.
fn as_many_as(fit: &AuditFitRow, persons: f64) -> f64 {
    fit.largest_weight.map_or(persons, |weight| persons.min(weight.recip()))
}

/// The persons of the smaller cohort, at most 1 / the largest weight of a control.
fn smaller(fit: &AuditFitRow) -> f64 {
    let [success, non_success] = counts::persons_of(fit).map(|persons| persons.max(1) as f64);
    as_many_as(fit, success.min(non_success))
}

/// The influence of one person on the estimate: a standard deviation in the smaller cohort, or the part of the largest amount.
fn influence(fit: &AuditFitRow, error: f64, noise: f64) -> f64 {
    let [success, non_success] = counts::persons_of(fit).map(|persons| persons as f64);
    let largest = [(fit.largest_success, success), (fit.largest_non_success, non_success)];
    let largest = largest.into_iter().filter_map(|(amount, persons)| Some(amount? / persons * OF_LARGEST));
    let of_deviation = deviation(fit, error) / smaller(fit);
    if noise > 0.0 { largest.fold(of_deviation, f64::max) } else { 0.0 }
}

/// What the noise of an estimate depends on: the persons and their data. A corrected value of one person gives other noise.
fn seed(cells: [u64; 2], fit: &AuditFitRow, estimate: f64, error: f64) -> [u64; 6] {
    let [success, non_success] = cells;
    let [persons_success, persons_non_success] = counts::persons_of(fit);
    [success, non_success, persons_success, persons_non_success, digits(estimate), digits(error)]
}

/// A number for a figure. Nine digits: the last bits of a sum can depend on the order of terms.
fn digits(value: f64) -> u64 {
    format!("{value:.8e}").bytes().fold(0u64, |hash, byte| hash.wrapping_mul(131).wrapping_add(u64::from(byte)))
}

fn round_up(value: i64, base: i64) -> i64 {
    (value + base - 1) / base * base
}

/// A figure to a number of significant digits.
fn significant(digits: u8, value: f64) -> f64 {
    place_of(value).map_or(value, |place| to_place(value, place - i32::from(digits) + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::tests::fit;

    fn figures(policy: Policy, estimate: f64, standard_error: f64, df: f64) -> Figures {
        let policy = Policy { count_noise: 0.0, estimate_noise: 0.0, ..policy };
        let [of_success, of_others] = [500, df as i64 + 3 - 500];
        let persons = [of_success, of_others].map(|n| n as u64);
        let fit = AuditFitRow {
            estimate: Some(estimate),
            standard_error: Some(standard_error),
            df: Some(df),
            ..fit("all", "c", 1, persons, persons)
        };
        Perturbation { policy, secret: Secret::new([42; 32]) }.figures([1, 2], true, &fit).unwrap()
    }

    /// 500 participants and controls that count as 31, of whose error nearly all comes from the controls: Welch's degrees of freedom
    /// are about 30, whatever the counts are.
    #[test]
    fn degrees_of_freedom_are_no_more_than_those_of_the_design() {
        let noise = Perturbation { policy: Policy::default(), secret: Secret::new([42; 32]) };
        let of = |df: f64, covariance: Covariance| {
            let row = AuditFitRow { df: Some(df), covariance, rank: None, ..fit("all", "c", 1, [500, 31], [500, 31]) };
            [true, false].map(|counts| noise.figures([1, 2], counts, &row).unwrap().df)
        };
        assert_eq!(of(30.4, Covariance::Design), [20.0, 20.0]);
        assert_eq!(of(10.0, Covariance::Design), [10.0, 10.0]);
        assert!(of(529.0, Covariance::Design)[0] == 500.0 && of(529.0, Covariance::Hc3)[0] > 500.0);
    }

    /// One control with a tenth of the weight moves the estimate by a tenth of a deviation: so does the unit of the noise.
    #[test]
    fn noise_follows_the_largest_weight() {
        let row = |weight| AuditFitRow { largest_weight: weight, ..fit("all", "c", 1, [500, 142], [500, 142]) };
        let (even, heavy) = (row(Some(1.0 / 142.0)), row(Some(0.1)));
        let ratio = influence(&heavy, 0.1, 3.0) / influence(&even, 0.1, 3.0);
        assert!((ratio - 14.2).abs() < 1e-9, "{ratio}");
        assert_eq!(influence(&even, 0.1, 3.0), influence(&row(None), 0.1, 3.0));
    }

    /// Without noise, only the rounding is seen: to the digits of the policy, or to a thousandth of the error and finer.
    #[test]
    fn estimates_are_rounded_to_their_errors() {
        let rounded = Policy { round_estimates: true, ..Policy::default() };
        let found = figures(rounded, -1_234.567_89, 21.987_6, 1003.0);
        assert_eq!((found.estimate, found.standard_error, found.df), (-1234.6, 22.0, 1000.0));
        assert_eq!(found.inference.t, -1234.6 / 22.0);
        let found = figures(rounded, 765_432.1, 54_321.0, 1003.0);
        assert_eq!((found.estimate, found.standard_error), (765_400.0, 54_300.0));
        assert_eq!(figures(rounded, 0.000_123_4, 0.000_045_67, 1003.0).estimate, 0.000_123_4);
        let found = figures(Policy::default(), -1_234.567_89, 21.987_6, 1003.0);
        assert_eq!((found.estimate, found.standard_error), (-1_234.57, 21.99));
    }
}
