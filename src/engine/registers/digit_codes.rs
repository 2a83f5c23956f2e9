//! Codes of digits that lost their leading zeros: some files have them as text, and others as numbers.
//!
//! Whole codes are found by their normal form. A beginning, such as `LIKE '10%'`, says nothing of the length of a code: `101` is `0101` only
//! where the register writes codes that begin with zero, all of one length, and this one is shorter. So lengths are counted over all files.

use std::collections::{BTreeMap, BTreeSet};

/// The most bytes of a code: longer texts are names or notes.
pub const LONGEST: usize = 16;

/// Whether a text is digits and nothing else.
pub fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The beginnings of digits among the texts of an expression: of patterns such as `10%`, and all texts of digits where they can be parts of
/// codes.
pub fn beginnings(texts: &[String], can_be_parts: bool) -> BTreeSet<String> {
    let digits = texts.iter().filter_map(|text| {
        let beginning = text.trim_end_matches(['%', '_']);
        (is_digits(beginning) && (can_be_parts || beginning.len() < text.len())).then(|| beginning.to_owned())
    });
    digits.collect()
}

/// How many codes of digits there are, by length.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DigitCodes {
    /// The beginnings that they are compared with.
    beginnings: BTreeSet<String>,
    /// Those that begin with zero.
    zero_led: BTreeMap<usize, u64>,
    /// The others, by their first digits as well.
    others: BTreeMap<(usize, String), u64>,
}

impl DigitCodes {
    /// Counts a value, if it is a code of digits. Zeros alone stand for no code, and their number says nothing of the length of codes.
    pub fn count(&mut self, beginnings: &BTreeSet<String>, value: &str) {
        let is_code = value.len() <= LONGEST && is_digits(value) && value.bytes().any(|digit| digit != b'0');
        if is_code {
            self.enter(beginnings, (value.len(), value), 1);
        }
    }

    /// Enters so many codes of digits by their length and their first digits, at least as many as the longest beginning has.
    pub fn enter(&mut self, beginnings: &BTreeSet<String>, (length, first): (usize, &str), rows: u64) {
        if first.starts_with('0') {
            *self.zero_led.entry(length).or_default() += rows;
            return;
        }
        if self.beginnings.is_empty() {
            self.beginnings.clone_from(beginnings);
        }
        let Some(longest) = beginnings.iter().map(String::len).max() else { return };
        let first = first.get(..longest.min(first.len())).unwrap_or(first).to_owned();
        *self.others.entry((length, first)).or_default() += rows;
    }

    /// Adds up.
    pub fn add(&mut self, other: &DigitCodes) {
        self.beginnings.extend(other.beginnings.iter().cloned());
        other.zero_led.iter().for_each(|(length, count)| *self.zero_led.entry(*length).or_default() += count);
        other.others.iter().for_each(|(key, count)| *self.others.entry(key.clone()).or_default() += count);
    }

    /// The length of the codes that begin with zero; `None` if there are none, or of several lengths.
    pub fn width(&self) -> Option<usize> {
        let mut lengths = self.zero_led.keys();
        lengths.next().copied().filter(|_| lengths.next().is_none())
    }

    /// How many codes begin otherwise with their zeros, up to this length, than without.
    pub fn differing(&self, width: usize) -> u64 {
        let differs = |length: usize, first: &str| {
            let padded = format!("{}{first}", "0".repeat(width - length));
            self.beginnings.iter().any(|of| padded.starts_with(of.as_str()) != first.starts_with(of.as_str()))
        };
        let short = self.others.iter().filter(|((length, first), _)| *length < width && differs(*length, first));
        short.map(|(_, count)| count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[&str], can_be_parts: bool, values: &[&str]) -> DigitCodes {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        let beginnings = beginnings(&texts, can_be_parts);
        let mut codes = DigitCodes::default();
        values.iter().for_each(|value| codes.count(&beginnings, value));
        codes
    }

    #[test]
    fn codes_without_their_zeros_are_found_by_the_length_of_those_with_them() {
        let differing = |texts: &[&str], can_be_parts: bool, values: &[&str]| {
            let codes = of(texts, can_be_parts, values);
            codes.width().map(|width| codes.differing(width))
        };
        let values = ["0101", "0147", "101", "147", "1010", "x1", "0"];
        assert_eq!(differing(&["0%"], false, &values), Some(2));
        assert_eq!(differing(&["01%"], false, &values), Some(2));
        // With its zero, 101 does not begin with 10.
        assert_eq!(differing(&["10%"], false, &values), Some(1));
        assert_eq!(differing(&["8%"], false, &values), Some(0));
        assert_eq!(differing(&["10"], true, &values), Some(1));
        // Codes of several lengths on purpose, codes without zeros, and beginnings that are none of digits.
        assert_eq!(differing(&["0%"], false, &["0101", "084", "12"]), None);
        assert_eq!(differing(&["10%"], false, &["101", "1010"]), None);
        assert!(beginnings(&["DF%".to_owned(), "0101".to_owned(), "%10%".to_owned()], false).is_empty());
    }
}
