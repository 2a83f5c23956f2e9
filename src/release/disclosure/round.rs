//! Rounding: counts to a base, means until mean × count gives no total, shares to hundredths.

use definitions::disclosure::Policy;

/// A perturbed count as it is published: the nearest multiple of the policy's base that is not below the minimum.
pub fn round_count(policy: &Policy, noisy: f64) -> i64 {
    let base = policy.round_counts_to.max(1) as i64;
    let least = (policy.minimum_persons as i64 + base - 1) / base * base;
    ((noisy / base as f64).round() as i64 * base).max(least)
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

/// A share of persons: to hundredths, and zero or one where either part has fewer persons than the minimum.
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
pub fn place_of(value: f64) -> Option<i32> {
    let text = format!("{value:e}");
    if value == 0.0 { None } else { text.split_once('e')?.1.parse().ok() }
}

/// Rounds to a power of ten, by way of text so that the result is the double nearest to the decimal.
pub fn to_place(value: f64, place: i32) -> f64 {
    let rounded = match usize::try_from(-place) {
        Ok(decimals) => format!("{value:.decimals$}").parse().unwrap_or(value),
        Err(_) => (value / 10f64.powi(place)).round() * 10f64.powi(place),
    };
    // Zero has no sign.
    if rounded == 0.0 { 0.0 } else { rounded }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> Policy {
        Policy::default()
    }

    #[test]
    fn counts_are_multiples_of_the_base_and_not_below_the_minimum() {
        let rounded: Vec<i64> = [-3.0, 0.0, 4.0, 7.4, 7.6, 12.0, 13.0].map(|n| round_count(&policy(), n)).to_vec();
        assert_eq!(rounded, [5, 5, 5, 5, 10, 10, 15]);
        let single = Policy { round_counts_to: 1, ..policy() };
        assert_eq!([2.2, 7.4].map(|n| round_count(&single, n)), [5, 7]);
    }

    /// Every total that the published figures allow: more than one user's worth of them, whatever the outcome.
    #[test]
    fn mean_times_persons_gives_no_total_back() {
        for persons in [20u64, 48, 333, 5021, 100_000] {
            for users in [5u64, 11, 20, 48, 333, 5000].into_iter().filter(|users| *users <= persons) {
                for of_a_user in [1.0, 7.5, 31_415.0] {
                    let exact = of_a_user * users as f64 / persons as f64;
                    let Some(published) = mean(&policy(), exact, persons, users) else { continue };
                    let shown = round_count(&policy(), persons as f64) as f64;
                    let text = format!("{published:e}");
                    let digits = text.split('e').next().unwrap().chars().filter(char::is_ascii_digit).count();
                    // A trailing zero may be a digit that was rounded; taking it for exact makes the interval wider.
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
