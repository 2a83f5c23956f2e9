//! How coarse a figure must be to leave: counts to a base, estimates to the digits of their errors, means to what hides the
//! total.

use definitions::disclosure::Policy;
use statistics::inference::{Inference, infer};

/// A count as it is published: the nearest multiple of the policy's base, upwards from half. Somebody is never nobody.
pub fn count(policy: &Policy, persons: u64) -> i64 {
    if !policy.control || persons == 0 {
        return i64::try_from(persons).unwrap_or(i64::MAX);
    }
    let base = policy.round_counts_to.max(1);
    let rounded = persons.saturating_add(base / 2) / base * base;
    i64::try_from(rounded.max(base)).unwrap_or(i64::MAX)
}

/// An estimate's figures as they are published.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// The coefficient.
    pub estimate: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// What follows from the three.
    pub inference: Inference,
}

/// An estimate's figures as they leave: as they are, or, where the policy rounds estimates, the standard error to the policy's
/// digits, the estimate to the same place, and the degrees of freedom as counts are; t, p and the interval follow from what
/// is rounded, so that none of them gives the exact number of persons back. Where the regression's `counts` may not leave,
/// its degrees of freedom, which would tell them, are rounded upwards in any case: p gets smaller by it and never larger.
pub fn figures(policy: &Policy, counts: bool, estimate: f64, standard_error: f64, df: f64) -> Option<Figures> {
    let whole = df.max(0.0).round() as u64;
    let (estimate, standard_error, df) = if policy.control && policy.round_estimates {
        let place = place_of(standard_error)? - i32::from(policy.digits) + 1;
        (to_place(estimate, place), to_place(standard_error, place), count(policy, whole) as f64)
    } else if policy.control && !counts {
        (estimate, standard_error, whole.next_multiple_of(policy.round_counts_to.max(1)) as f64)
    } else {
        (estimate, standard_error, df)
    };
    Some(Figures { estimate, standard_error, df, inference: infer(estimate, standard_error, df)? })
}

/// A figure to a number of significant digits, where the policy rounds estimates.
pub fn significant(policy: &Policy, digits: u8, value: f64) -> f64 {
    match place_of(value) {
        Some(place) if policy.control && policy.round_estimates => to_place(value, place - i32::from(digits) + 1),
        _ => value,
    }
}

/// A mean with as many digits, at most the policy's, as leave its total uncertain by what one of its users has on average;
/// none where one digit does not.
///
/// With n rounded to a base b and the mean to a step s, the total n·m is known to within n·s/2 + m·b/2 at best.
pub fn mean(policy: &Policy, mean: f64, persons: u64, users: u64) -> Option<f64> {
    let Some(place) = place_of(mean).filter(|_| policy.control) else { return Some(mean) };
    let (n, base) = (persons as f64, policy.round_counts_to as f64);
    let of_a_user = mean.abs() * n / users.max(1) as f64;
    (1..=policy.digits).rev().find_map(|digits| {
        let place = place - i32::from(digits) + 1;
        let uncertain = n * 10f64.powi(place) / 2.0 + mean.abs() * (base - 1.0) / 2.0;
        (uncertain >= of_a_user).then(|| to_place(mean, place))
    })
}

/// A share of persons: to hundredths, and nought or one where either part has fewer persons than the minimum.
pub fn share(policy: &Policy, share: f64, persons: u64) -> f64 {
    if !policy.control {
        return share;
    }
    let (part, minimum) = (share * persons as f64, policy.minimum_persons as f64);
    if part < minimum {
        0.0
    } else if persons as f64 - part < minimum {
        1.0
    } else {
        to_place(share, -2)
    }
}

/// The power of ten of the first digit.
fn place_of(value: f64) -> Option<i32> {
    let text = format!("{value:e}");
    if value == 0.0 { None } else { text.split_once('e')?.1.parse().ok() }
}

/// Rounds to a power of ten, by way of text so that the result is the double nearest to the decimal.
fn to_place(value: f64, place: i32) -> f64 {
    let rounded = match usize::try_from(-place) {
        Ok(decimals) => format!("{value:.decimals$}").parse().unwrap_or(value),
        Err(_) => (value / 10f64.powi(place)).round() * 10f64.powi(place),
    };
    // Nought has no sign.
    if rounded == 0.0 { 0.0 } else { rounded }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The default policy, which rounds estimates too.
    fn policy() -> Policy {
        Policy { round_estimates: true, ..Policy::default() }
    }

    #[test]
    fn counts_are_multiples_and_somebody_is_never_nobody() {
        let rounded: Vec<i64> = [0, 1, 4, 5, 7, 8, 12, 13].map(|n| count(&policy(), n)).to_vec();
        assert_eq!(rounded, [0, 5, 5, 5, 5, 10, 10, 15]);
    }

    #[test]
    fn figures_say_nothing_beyond_their_errors() {
        let found = figures(&policy(), true, -1_234.567_89, 21.987_6, 1003.0).unwrap();
        assert_eq!((found.estimate, found.standard_error, found.df), (-1234.6, 22.0, 1005.0));
        assert_eq!(found.inference.t, -1234.6 / 22.0);
        let found = figures(&policy(), true, 765_432.1, 54_321.0, 40.0).unwrap();
        assert_eq!((found.estimate, found.standard_error), (765_400.0, 54_300.0));
        assert_eq!(figures(&policy(), true, 0.000_123_4, 0.000_045_67, 98.0).unwrap().estimate, 0.000_123_4);
    }

    #[test]
    fn estimates_that_are_not_rounded_tell_no_count_that_may_not_leave() {
        let default = Policy::default();
        let exact = figures(&default, true, -1_234.567_89, 21.987_6, 1003.0).unwrap();
        assert_eq!((exact.estimate, exact.standard_error, exact.df), (-1_234.567_89, 21.987_6, 1003.0));
        let without = figures(&default, false, -1_234.567_89, 21.987_6, 1003.0).unwrap();
        assert_eq!((without.estimate, without.df), (-1_234.567_89, 1005.0));
        assert!(without.inference.p <= exact.inference.p);
    }

    /// Every total that the published figures allow: more than one user's worth of them, whatever the outcome.
    #[test]
    fn mean_times_persons_gives_no_total_back() {
        for persons in [20u64, 48, 333, 5021, 100_000] {
            for users in [5u64, 11, 20, 48, 333, 5000].into_iter().filter(|users| *users <= persons) {
                for of_a_user in [1.0, 7.5, 31_415.0] {
                    let exact = of_a_user * users as f64 / persons as f64;
                    let Some(published) = mean(&policy(), exact, persons, users) else { continue };
                    let shown = count(&policy(), persons) as f64;
                    let text = format!("{published:e}");
                    let digits = text.split('e').next().unwrap().chars().filter(char::is_ascii_digit).count();
                    // A trailing nought may be a digit that was rounded; taking it for exact makes the interval wider.
                    let step = 10f64.powi(place_of(published).unwrap() + 1 - digits.max(1) as i32);
                    let low = (shown - 2.0) * (published - step / 2.0);
                    let high = (shown + 2.0) * (published + step / 2.0);
                    assert!(high - low >= of_a_user, "{persons} persons, {users} users: {low} to {high}");
                }
            }
        }
    }

    #[test]
    fn a_share_shows_no_small_part() {
        assert_eq!([0.0, 0.003, 0.5, 0.997, 1.0].map(|s| share(&policy(), s, 1000)), [0.0, 0.0, 0.5, 1.0, 1.0]);
        assert_eq!(share(&policy(), 1.0 / 3.0, 300), 0.33);
    }
}
