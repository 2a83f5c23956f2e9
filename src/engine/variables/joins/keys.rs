//! The keys by which rows of two registers belong together: whole numbers, or text.
//!
//! A key is held in 64 bits where every key of a join fits: whole numbers, and texts of at most 18 digits. Otherwise it is held in 128
//! bits: other texts as 127 bits of their hash, so that two different texts of a country's rows are taken for one with a chance below
//! one in 10²⁰. Within a part, the lower 32 bits of a key are enough where its other bits are fewer than those that number the parts: the
//! part says which they are.

use arrow::array::{Array, ArrayRef};

use crate::registers::digit_keys::{Keys, number};

/// A key.
pub trait JoinKey: Copy + Eq + Ord + Send + Sync + 'static {
    /// Bytes of a stored key.
    const BYTES: usize;
    /// The key of no row.
    const NONE: Self;

    /// A whole number; `None` if it needs more bits.
    fn of_number(number: i64) -> Option<Self>;
    /// A text; `None` if it needs more bits.
    fn of_text(text: &str) -> Option<Self>;
    /// Well mixed bits.
    fn mixed(self) -> u64;
    /// The lower 32 bits, and the others: of 128 bits, the others folded into 64.
    fn halves(self) -> (u32, u64);
    /// The key with these lower 32 bits, and these others.
    fn of_halves(low: u32, high: u64) -> Self;
    /// Appends the stored key.
    fn write(self, to: &mut Vec<u8>);
    /// A stored key.
    fn read(bytes: &[u8]) -> Self;
}

/// Keys of a join that do not fit in 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooWide;

impl JoinKey for u64 {
    const BYTES: usize = 8;
    const NONE: u64 = u64::MAX;

    #[inline]
    fn of_number(number: i64) -> Option<u64> {
        Some(number.cast_unsigned()).filter(|key| *key != Self::NONE)
    }

    #[inline]
    fn of_text(text: &str) -> Option<u64> {
        digits(text)
    }

    #[inline]
    fn mixed(self) -> u64 {
        let product = u128::from(self ^ 0x9E37_79B9_7F4A_7C15) * u128::from(0xD6E8_FEB8_6659_FD93u64);
        (product as u64) ^ (product >> 64) as u64
    }

    #[inline]
    fn halves(self) -> (u32, u64) {
        (self as u32, self >> 32)
    }

    #[inline]
    fn of_halves(low: u32, high: u64) -> u64 {
        high << 32 | u64::from(low)
    }

    fn write(self, to: &mut Vec<u8>) {
        to.extend_from_slice(&self.to_le_bytes());
    }

    fn read(bytes: &[u8]) -> u64 {
        let mut word = [0; 8];
        word.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        u64::from_le_bytes(word)
    }
}

impl JoinKey for u128 {
    const BYTES: usize = 16;
    const NONE: u128 = u128::MAX;

    #[inline]
    fn of_number(number: i64) -> Option<u128> {
        Some(u128::from(number.cast_unsigned()))
    }

    #[inline]
    fn of_text(text: &str) -> Option<u128> {
        let hashed = || {
            let hash = blake3::hash(text.as_bytes());
            u128::read(hash.as_bytes()) >> 1 | 1 << 127
        };
        Some(digits(text).map_or_else(hashed, u128::from))
    }

    #[inline]
    fn mixed(self) -> u64 {
        (self as u64).mixed() ^ ((self >> 64) as u64).rotate_left(17).mixed()
    }

    #[inline]
    fn halves(self) -> (u32, u64) {
        (self as u32, (self >> 32) as u64 ^ (self >> 96) as u64)
    }

    #[inline]
    fn of_halves(low: u32, high: u64) -> u128 {
        u128::from(high) << 32 | u128::from(low)
    }

    fn write(self, to: &mut Vec<u8>) {
        to.extend_from_slice(&self.to_le_bytes());
    }

    fn read(bytes: &[u8]) -> u128 {
        let mut word = [0; 16];
        word.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        u128::from_le_bytes(word)
    }
}

/// The [number](digit_keys) of a text of digits.
#[inline]
fn digits(text: &str) -> Option<u64> {
    number(text).map(i64::cast_unsigned)
}

/// Appends the keys of a normalised key column; a null is [`JoinKey::NONE`].
///
/// # Errors
/// A key that needs more bits.
pub fn read_keys<K: JoinKey>(array: &ArrayRef, to: &mut Vec<K>) -> Result<(), TooWide> {
    to.reserve(array.len());
    match Keys::of(array) {
        Keys::Numbers(numbers) => {
            for row in 0..numbers.len() {
                let key = if numbers.is_null(row) { Some(K::NONE) } else { K::of_number(numbers.value(row)) };
                to.push(key.ok_or(TooWide)?);
            }
        }
        Keys::Texts(texts) => {
            for row in 0..texts.len() {
                let key = if texts.is_null(row) { Some(K::NONE) } else { K::of_text(texts.value(row)) };
                to.push(key.ok_or(TooWide)?);
            }
        }
    }
    Ok(())
}

/// The part of a power of two parts that a key belongs to.
#[inline]
pub fn part_of<K: JoinKey>(key: K, parts: usize) -> usize {
    let (low, high) = key.halves();
    hash(low).wrapping_add(high) as usize & (parts - 1)
}

/// The lower 32 bits of a key, if these and its part give the key again.
#[inline]
pub fn within_part<K: JoinKey>(key: K, parts: usize) -> Option<u32> {
    let (low, high) = key.halves();
    (high < parts as u64 && K::of_halves(low, high) == key).then_some(low)
}

/// The key of a part that [`within_part`] gave these bits of.
#[inline]
pub fn of_part<K: JoinKey>(low: u32, part: usize, parts: usize) -> K {
    K::of_halves(low, (part as u64).wrapping_sub(hash(low)) & (parts as u64 - 1))
}

/// A hash of 24 bits, so that keys that follow one another lie in all parts.
#[inline]
fn hash(low: u32) -> u64 {
    u64::from(low).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{Int64Array, StringArray};

    use super::*;

    #[test]
    fn different_keys_stay_different_and_wide_ones_are_reported() {
        let texts: ArrayRef =
            Arc::new(StringArray::from(vec![Some("7"), Some("07"), None, Some("123456789012345678")]));
        let mut keys: Vec<u64> = Vec::new();
        assert_eq!(read_keys(&texts, &mut keys), Ok(()));
        assert_eq!(keys, [17, 107, u64::NONE, 1_123_456_789_012_345_678]);
        let others: ArrayRef = Arc::new(StringArray::from(vec!["A1", "1234567890123456789", "7"]));
        assert_eq!(read_keys(&others, &mut keys), Err(TooWide));
        let mut wide: Vec<u128> = Vec::new();
        assert_eq!(read_keys(&others, &mut wide), Ok(()));
        assert!(wide[0] >> 127 == 1 && wide[1] >> 127 == 1 && wide[0] != wide[1] && wide[2] == 17);
        // The one whole number that stands for no key in 64 bits has 128.
        let numbers: ArrayRef = Arc::new(Int64Array::from(vec![-1, 0, i64::MIN]));
        assert_eq!(read_keys::<u64>(&numbers, &mut Vec::new()), Err(TooWide));
        assert_eq!(read_keys::<u128>(&numbers, &mut wide), Ok(()));
        for key in wide {
            let mut bytes = Vec::new();
            key.write(&mut bytes);
            assert_eq!(u128::read(&bytes), key);
        }
    }

    #[test]
    fn a_part_and_the_lower_bits_give_a_key_again_or_are_not_enough() {
        let parts = 1 << 10;
        for number in [0i64, 7, 199_999_999_999, 1 << 41, (1 << 42) - 1, 1 << 42, i64::MAX] {
            let narrow = u64::of_number(number).unwrap();
            let wide = u128::of_number(number).unwrap();
            let part = part_of(narrow, parts);
            assert_eq!(part_of(wide, parts), part);
            let low = within_part(narrow, parts);
            assert_eq!((low.is_some(), within_part(wide, parts)), (number < 1 << 42, low));
            if let Some(low) = low {
                assert_eq!((of_part::<u64>(low, part, parts), of_part::<u128>(low, part, parts)), (narrow, wide));
            }
        }
        let hashed = u128::of_text("A1").unwrap();
        assert_eq!((within_part(hashed, parts), within_part(u64::NONE, parts)), (None, None));
        // Keys that follow one another lie in all parts.
        let mut rows = vec![0; parts];
        (0..100 * parts as u64).for_each(|key| rows[part_of(100_000_000_000 + key, parts)] += 1);
        assert!(rows.iter().all(|rows| (50..200).contains(rows)), "{rows:?}");
    }
}
