//! Codes of digits that lost their leading zeros: some files have them as text, and others as numbers.
//!
//! Whole codes are found by their normal form. A beginning, such as `LIKE '10%'`, tells nothing of the length of a code: `101` is `0101` only
//! where the register writes codes that begin with zero, all of one length, and this one is shorter. So lengths are counted over all files.

use std::collections::{BTreeMap, BTreeSet};

use super::normal_forms::takes_parts;

/// The most bytes of a code: longer texts are names or notes.
pub const LONGEST: usize = 16;

/// Whether a text is digits and nothing else.
pub fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The beginnings of digits among the texts of an expression, whose SQL is `sql`: of patterns such as `10%`, and all texts of digits where it
/// takes parts of codes.
pub fn beginnings(texts: &[String], sql: &str) -> BTreeSet<String> {
    let parts = takes_parts(sql);
    let digits = texts.iter().filter_map(|text| {
        let beginning = text.trim_end_matches(['%', '_']);
        (is_digits(beginning) && (parts || beginning.len() < text.len())).then(|| beginning.to_owned())
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
    /// Counts a value, if it is a code of digits.
    pub fn count(&mut self, beginnings: &BTreeSet<String>, value: &str) {
        if value.len() > LONGEST || !is_digits(value) {
            return;
        }
        if value.starts_with('0') {
            *self.zero_led.entry(value.len()).or_default() += 1;
            return;
        }
        if self.beginnings.is_empty() {
            self.beginnings.clone_from(beginnings);
        }
        let longest = beginnings.iter().map(String::len).max().unwrap_or(0);
        let first = value[..longest.min(value.len())].to_owned();
        *self.others.entry((value.len(), first)).or_default() += 1;
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

    fn of(texts: &[&str], sql: &str, values: &[&str]) -> DigitCodes {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        let beginnings = beginnings(&texts, sql);
        let mut codes = DigitCodes::default();
        values.iter().for_each(|value| codes.count(&beginnings, value));
        codes
    }

    #[test]
    fn codes_without_their_zeros_are_found_by_the_length_of_those_with_them() {
        let differing = |texts: &[&str], sql: &str, values: &[&str]| {
            let codes = of(texts, sql, values);
            codes.width().map(|width| codes.differing(width))
        };
        let values = ["0101", "0147", "101", "147", "1010", "x1"];
        assert_eq!(differing(&["0%"], "", &values), Some(2));
        assert_eq!(differing(&["01%"], "", &values), Some(2));
        // With its zero, 101 does not begin with 10.
        assert_eq!(differing(&["10%"], "", &values), Some(1));
        assert_eq!(differing(&["8%"], "", &values), Some(0));
        assert_eq!(differing(&["10"], "SUBSTR(code, 1, 2) = '10'", &values), Some(1));
        // Codes of several lengths on purpose, codes without zeros, and beginnings that are none of digits.
        assert_eq!(differing(&["0%"], "", &["0101", "084", "12"]), None);
        assert_eq!(differing(&["10%"], "", &["101", "1010"]), None);
        assert!(beginnings(&["DF%".to_owned(), "0101".to_owned(), "%10%".to_owned()], "code = '0101'").is_empty());
    }
}
