//! Whole numbers of any length: what sums become when a cell's figures are worked out, so that nothing is rounded before
//! the very end.

/// A whole number: sign and magnitude, least significant limb first, without leading zero limbs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Big {
    negative: bool,
    limbs: Vec<u64>,
}

/// A number as *mantissa · 2^exponent*, the mantissa in [1, 2) or zero, so that squares of 1e300 have a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scaled {
    /// Between 1 and 2 (either sign), or 0.
    pub mantissa: f64,
    /// Power of two.
    pub exponent: i64,
}

impl Scaled {
    /// From a double well inside its range.
    pub fn of(x: f64) -> Scaled {
        if x == 0.0 {
            return Scaled { mantissa: 0.0, exponent: 0 };
        }
        let exponent = (x.to_bits() >> 52 & 0x7ff) as i64 - 1023;
        Scaled { mantissa: ldexp(x, -exponent), exponent }
    }

    /// The number over 2^`unit`, as a double: zero or infinite where a double ends.
    pub fn over(self, unit: i64) -> f64 {
        ldexp(self.mantissa, self.exponent - unit)
    }
}

/// *x · 2^exponent*, in two steps where one power of two would not be a double.
pub fn ldexp(x: f64, exponent: i64) -> f64 {
    let power = |e: i64| 2f64.powi(i32::try_from(e.clamp(-1000, 1000)).unwrap_or(0));
    let half = exponent / 2;
    x * power(half) * power(exponent - half)
}

impl Big {
    /// From limbs of 64 bits that may carry into the next, least significant first.
    pub fn from_lanes(lanes: &[i128]) -> Big {
        let mut limbs = Vec::with_capacity(lanes.len() + 2);
        let mut carry: i128 = 0;
        for lane in lanes {
            let sum = lane.wrapping_add(carry);
            limbs.push(sum as u64);
            carry = sum >> 64;
        }
        limbs.push(carry as u64);
        limbs.push((carry >> 64) as u64);
        let negative = carry < 0;
        if negative {
            let mut add = true;
            for limb in &mut limbs {
                let (next, over) = (!*limb).overflowing_add(u64::from(add));
                *limb = next;
                add = over;
            }
        }
        Big { negative, limbs }.trimmed()
    }

    /// 2 to a power of nought or more.
    pub fn power_of_two(power: i64) -> Big {
        let power = usize::try_from(power).unwrap_or(0);
        let mut limbs = vec![0; power / 64];
        limbs.push(1 << (power % 64));
        Big { negative: false, limbs }
    }

    fn trimmed(mut self) -> Big {
        while self.limbs.last() == Some(&0) {
            self.limbs.pop();
        }
        self.negative &= !self.limbs.is_empty();
        self
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        self.limbs.is_empty()
    }

    /// Times a count.
    pub fn times(&self, count: u64) -> Big {
        self.product(&Big { negative: false, limbs: vec![count] }.trimmed())
    }

    /// Times another.
    pub fn product(&self, other: &Big) -> Big {
        let mut limbs = vec![0u64; self.limbs.len() + other.limbs.len() + 1];
        for (i, a) in self.limbs.iter().enumerate() {
            let mut carry = 0u128;
            let places = limbs.iter_mut().skip(i);
            for (place, b) in places.zip(other.limbs.iter().chain(std::iter::repeat(&0))) {
                let sum = u128::from(*place) + u128::from(*a) * u128::from(*b) + carry;
                *place = sum as u64;
                carry = sum >> 64;
            }
        }
        Big { negative: self.negative != other.negative, limbs }.trimmed()
    }

    /// Plus another.
    pub fn plus(&self, other: &Big) -> Big {
        if self.negative == other.negative {
            let mut carry = 0u128;
            let longest = self.limbs.len().max(other.limbs.len()) + 1;
            let limbs = (0..longest).map(|i| {
                let sum = u128::from(self.limb(i)) + u128::from(other.limb(i)) + carry;
                carry = sum >> 64;
                sum as u64
            });
            return Big { negative: self.negative, limbs: limbs.collect() }.trimmed();
        }
        let (large, small) = if self.magnitude_below(other) { (other, self) } else { (self, other) };
        let mut borrow = false;
        let limbs = (0..large.limbs.len()).map(|i| {
            let (first, under) = large.limb(i).overflowing_sub(small.limb(i));
            let (second, under_again) = first.overflowing_sub(u64::from(borrow));
            borrow = under || under_again;
            second
        });
        Big { negative: large.negative, limbs: limbs.collect() }.trimmed()
    }

    /// Less another.
    pub fn minus(&self, other: &Big) -> Big {
        self.plus(&Big { negative: !other.negative, limbs: other.limbs.clone() })
    }

    fn limb(&self, i: usize) -> u64 {
        self.limbs.get(i).copied().unwrap_or(0)
    }

    fn magnitude_below(&self, other: &Big) -> bool {
        let by_length = self.limbs.len().cmp(&other.limbs.len());
        by_length.then_with(|| self.limbs.iter().rev().cmp(other.limbs.iter().rev())).is_lt()
    }

    /// Rounded once, where a unit is worth 2^`unit`.
    pub fn scaled(&self, unit: i64) -> Scaled {
        let Some(top) = self.limbs.last() else { return Scaled { mantissa: 0.0, exponent: 0 } };
        let length = self.limbs.len();
        let shift = top.leading_zeros();
        // The top 128 significant bits, and whether anything is set below them.
        let [first, second, third] = [1, 2, 3].map(|back| length.checked_sub(back).map_or(0, |i| self.limb(i)));
        let high = u128::from(first) << 64 | u128::from(second);
        let mut bits = high << shift | (u128::from(third) << shift) >> 64;
        let below = shift < 64 && (u128::from(third) << shift) as u64 != 0;
        if below || self.limbs.iter().rev().skip(3).any(|limb| *limb != 0) {
            bits |= 1;
        }
        let mantissa = bits as f64 / 2f64.powi(127);
        let sign = if self.negative { -1.0 } else { 1.0 };
        Scaled { mantissa: sign * mantissa, exponent: unit + 127 + 64 * (length as i64 - 2) - i64::from(shift) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_products_and_rounding() {
        let a = Big::from_lanes(&[-5, 3]);
        assert_eq!(a.scaled(0).over(0), 3.0 * 2f64.powi(64) - 5.0);
        let minus = Big::from_lanes(&[5, -3]);
        assert!(a.plus(&minus).is_zero());
        assert_eq!(a.minus(&minus), a.times(2));
        assert_eq!(a.product(&minus).scaled(0).over(0), -(3.0 * 2f64.powi(64) - 5.0).powi(2));
        assert_eq!(Big::from_lanes(&[3]).product(&Big::power_of_two(64)), Big::from_lanes(&[0, 3]));
        assert_eq!(Scaled::of(-0.75), Scaled { mantissa: -1.5, exponent: -1 });
        assert_eq!(Big::from_lanes(&[1]).scaled(-3).over(0), 0.125);
        assert_eq!(Big::from_lanes(&[i128::MAX, 0, 1]).scaled(-128).over(0), 1.5);
    }
}
