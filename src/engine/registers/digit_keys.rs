//! Keys that are texts of digits, held as numbers: a one and then the digits, so that keys with other leading zeros stay different.
//!
//! Owns the number of a text and the text of a number. A column of keys is held so where each of its keys is; otherwise it stays texts.

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, StringArray, StringViewArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::Int64Type;

/// The most digits of a text that is held as a number.
const DIGITS: usize = 18;

/// The most bytes of a text that lie in its view.
const IN_VIEW: u32 = 12;

/// The number of a blank text, which is no key.
const BLANK: i64 = 1;

/// Powers of ten, by exponent.
const POWERS: [i64; DIGITS + 1] = {
    let mut powers = [1; DIGITS + 1];
    let mut at = 1;
    while at <= DIGITS {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

/// The number of a text of digits; `None` of any other text, and of one with too many digits.
#[inline]
pub fn number(text: &str) -> Option<i64> {
    if text.len() > DIGITS {
        return None;
    }
    text.bytes().try_fold(1, |number, byte| byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0')))
}

/// The text of a number.
pub fn text(number: i64) -> String {
    let digits = number.checked_ilog10().map_or(0, |digits| digits as usize);
    match number - POWERS[digits.min(DIGITS)] {
        _ if digits == 0 => String::new(),
        rest => format!("{rest:0digits$}"),
    }
}

/// A column of keys.
#[derive(Debug, Clone, Copy)]
pub enum Keys<'a> {
    /// Whole numbers, or texts of digits.
    Numbers(&'a Int64Array),
    /// Texts.
    Texts(&'a StringArray),
}

impl<'a> Keys<'a> {
    /// A normalised column of keys.
    pub fn of(array: &'a ArrayRef) -> Keys<'a> {
        match array.as_primitive_opt::<Int64Type>() {
            Some(numbers) => Keys::Numbers(numbers),
            None => Keys::Texts(array.as_string::<i32>()),
        }
    }
}

/// The numbers of texts, if all are digits; blank texts are null.
pub fn of_texts(texts: &StringArray) -> Option<Int64Array> {
    column(texts.len(), texts.nulls(), |row| number(texts.value(row)))
}

/// The numbers of texts as parquet decodes them quickest, if all are digits; blank texts are null.
pub fn of_views(texts: &StringViewArray) -> Option<Int64Array> {
    let views = texts.views();
    column(texts.len(), texts.nulls(), |row| {
        let view = views[row];
        if view as u32 <= IN_VIEW { in_view(view) } else { number(texts.value(row)) }
    })
}

fn column(rows: usize, nulls: Option<&NullBuffer>, number: impl Fn(usize) -> Option<i64>) -> Option<Int64Array> {
    let numbers: Vec<i64> = match nulls {
        None => (0..rows).map(number).collect::<Option<_>>()?,
        Some(nulls) => {
            (0..rows).map(|row| if nulls.is_valid(row) { number(row) } else { Some(BLANK) }).collect::<Option<_>>()?
        }
    };
    if numbers.contains(&BLANK) {
        return Some(numbers.into_iter().map(|number| (number != BLANK).then_some(number)).collect());
    }
    Some(Int64Array::from(numbers))
}

/// The number of a text of at most [`IN_VIEW`] bytes, whose bytes follow its length in its view.
#[inline]
fn in_view(view: u128) -> Option<i64> {
    const ZEROS: u128 = u128::from_le_bytes([b'0'; 16]);
    /// Added to a byte, it sets the highest bit if the byte is above 9.
    const ABOVE_NINE: u128 = u128::from_le_bytes([0x80 - 10; 16]);
    const HIGHEST: u128 = u128::from_le_bytes([0x80; 16]);
    let length = view as u32 as usize;
    let others = 8 * (16 - length as u32);
    // Sixteen digits, the first in the lowest byte: the text behind zeros. The shift is by 128 bits for a blank text alone.
    let digits = (view >> 32 ^ ZEROS).checked_shl(others).unwrap_or(0);
    let wrong = (digits.wrapping_add(ABOVE_NINE) | digits) & HIGHEST;
    (wrong == 0).then(|| POWERS[length] + eight(digits as u64) * POWERS[8] + eight((digits >> 64) as u64))
}

/// The number of eight digits, the first in the lowest byte: pairs, then fours, then all are put together side by side.
#[inline]
fn eight(digits: u64) -> i64 {
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8) & 0x00FF_00FF_00FF_00FF;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_FFFF_0000_FFFF;
    (fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xFFFF_FFFF).cast_signed()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn views_and_texts_have_the_same_numbers(texts in prop::collection::vec(prop::option::of("[0-9]{0,19}|[0-9/:a٧]{1,12}"), 0..9)) {
            let views: StringViewArray = texts.iter().collect();
            let plain: StringArray = texts.iter().collect();
            let numbers = of_texts(&plain);
            prop_assert_eq!(of_views(&views), numbers.clone());
            let digits = |text: &Option<String>| text.as_ref().is_none_or(|text| text.len() <= DIGITS && text.bytes().all(|b| b.is_ascii_digit()));
            prop_assert_eq!(numbers.is_some(), texts.iter().all(digits));
            for (given, number) in texts.iter().zip(numbers.iter().flatten()) {
                prop_assert_eq!(given.clone().filter(|text| !text.is_empty()), number.map(text));
            }
        }
    }

    #[test]
    fn every_byte_beside_a_digit_is_none() {
        for (byte, at) in (0..=127u8).flat_map(|byte| (0..12).map(move |at| (byte, at))) {
            let mut bytes = *b"123456789012";
            bytes[at] = byte;
            let text = std::str::from_utf8(&bytes).unwrap();
            let found = of_views(&StringViewArray::from_iter_values([text]));
            assert_eq!(found.map(|found| found.value(0)), number(text));
        }
        assert_eq!(text(1_000_007), "000007");
        assert_eq!(text(number("999999999999999999").unwrap()), "999999999999999999");
    }
}
