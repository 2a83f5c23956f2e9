//! Whole numbers of any length to doubles: what sums become when a cell's figures are computed, so that they are rounded
//! once. Owns the rounding and numbers beyond the range of doubles; the arithmetic is `num-bigint`'s.

use num_bigint::{BigInt, Sign};

/// A number as *mantissa · 2^exponent*, the mantissa in [1, 2) or zero, so that squares of 1e300 have a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScaledNumber {
    /// Between 1 and 2 (either sign), or 0.
    pub mantissa: f64,
    /// Power of two.
    pub exponent: i64,
}

impl ScaledNumber {
    /// From a double well inside its range.
    pub fn of(x: f64) -> ScaledNumber {
        if x == 0.0 {
            return ScaledNumber { mantissa: 0.0, exponent: 0 };
        }
        let exponent = (x.to_bits() >> 52 & 0x7ff) as i64 - 1023;
        ScaledNumber { mantissa: ldexp(x, -exponent), exponent }
    }

    /// The number over 2^`unit`, as a double: zero or infinite where a double ends.
    pub fn over(self, unit: i64) -> f64 {
        ldexp(self.mantissa, self.exponent - unit)
    }
}

/// *x · 2^exponent*, in two steps where one power of two would not be a double.
pub fn ldexp(x: f64, exponent: i64) -> f64 {
    let power = |e: i64| 2f64.powi(e.clamp(-1000, 1000) as i32);
    let half = exponent / 2;
    x * power(half) * power(exponent - half)
}

/// From limbs of 64 bits that may carry into the next, least significant first.
pub fn from_lanes(lanes: &[i128]) -> BigInt {
    lanes.iter().rev().fold(BigInt::ZERO, |sum, lane| (sum << 64u32) + *lane)
}

/// 2 to a power of zero or more.
pub fn power_of_two(power: i64) -> BigInt {
    BigInt::from(1) << power
}

/// A whole number, rounded once, where a unit is worth 2^`unit`.
pub fn scaled(whole: &BigInt, unit: i64) -> ScaledNumber {
    let magnitude = whole.magnitude();
    let length = magnitude.bits() as i64;
    if length == 0 {
        return ScaledNumber { mantissa: 0.0, exponent: 0 };
    }
    // The top 128 significant bits, the last of them set if anything is set below.
    let below = (length - 128).max(0);
    let top = magnitude >> below;
    let mut digits = top.iter_u64_digits();
    let [low, high] = [digits.next(), digits.next()].map(|digit| u128::from(digit.unwrap_or(0)));
    let mut bits = high << 64 | low;
    bits <<= bits.leading_zeros();
    bits |= u128::from(magnitude.trailing_zeros() < Some(below.cast_unsigned()));
    let mantissa = bits as f64 / 2f64.powi(127);
    let sign = if whole.sign() == Sign::Minus { -1.0 } else { 1.0 };
    ScaledNumber { mantissa: sign * mantissa, exponent: unit + length - 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_products_and_rounding() {
        let a = from_lanes(&[-5, 3]);
        assert_eq!(scaled(&a, 0).over(0), 3.0 * 2f64.powi(64) - 5.0);
        let minus = from_lanes(&[5, -3]);
        assert_eq!(&a + &minus, BigInt::ZERO);
        assert_eq!(scaled(&(&a * &minus), 0).over(0), -(3.0 * 2f64.powi(64) - 5.0).powi(2));
        assert_eq!(from_lanes(&[3]) * power_of_two(64), from_lanes(&[0, 3]));
        assert_eq!(ScaledNumber::of(-0.75), ScaledNumber { mantissa: -1.5, exponent: -1 });
        assert_eq!(scaled(&from_lanes(&[1]), -3).over(0), 0.125);
        assert_eq!(scaled(&from_lanes(&[i128::MAX, 0, 1]), -128).over(0), 1.5);
        // Halfway between two doubles: to the even one, unless a bit far below decides.
        let half = power_of_two(300) + power_of_two(247);
        assert_eq!(scaled(&half, -300).over(0), 1.0);
        assert_eq!(scaled(&(&half + 1), -300).over(0), 1.0 + f64::EPSILON);
        assert_eq!(scaled(&BigInt::ZERO, 7), ScaledNumber { mantissa: 0.0, exponent: 0 });
    }
}
