//! The form of a column of codes: how many digits they have, whatever type files store them as.
//!
//! Owns the normal form of a code. Does not own which codes a register has.

use std::borrow::Cow;

/// The form of a column's codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CodeForm {
    /// How many digits a code of digits has, with leading zeros; as delivered if none is given.
    pub width: Option<usize>,
}

/// What brings a value into the normal form of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Blanks around it are left out.
    Blanks,
    /// Its letters are made upper case.
    Case,
    /// The decimals of a whole number are left out.
    Decimals,
    /// Leading zeros are added or left out.
    Zeros,
}

impl Change {
    /// All, in the order in which they are made.
    pub const ALL: [Change; 4] = [Change::Blanks, Change::Case, Change::Decimals, Change::Zeros];

    /// What is counted, in tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Blanks => "with_blanks",
            Self::Case => "in_lower_case",
            Self::Decimals => "with_decimals",
            Self::Zeros => "with_other_leading_zeros",
        }
    }
}

/// A value has more digits than its column's codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong;

impl CodeForm {
    /// A text in the normal form of a code: without blanks around it, in upper case, a whole number without decimals, and with
    /// the column's number of digits. `None` of a blank one. `changed` is called for each change that it takes.
    ///
    /// # Errors
    /// A code of digits with more of them than the column's, leading zeros apart.
    pub fn normal<'t>(self, text: &'t str, mut changed: impl FnMut(Change)) -> Result<Option<Cow<'t, str>>, TooLong> {
        let trimmed = text.trim_matches(is_blank);
        if trimmed.is_empty() {
            return Ok(None);
        }
        if trimmed.len() < text.len() {
            changed(Change::Blanks);
        }
        let Some(digits) = digits(trimmed) else {
            if !trimmed.chars().any(char::is_lowercase) {
                return Ok(Some(Cow::Borrowed(trimmed)));
            }
            changed(Change::Case);
            return Ok(Some(Cow::Owned(trimmed.to_uppercase())));
        };
        if digits.len() < trimmed.len() {
            changed(Change::Decimals);
        }
        let Some(width) = self.width.filter(|width| *width != digits.len()) else {
            return Ok(Some(Cow::Borrowed(digits)));
        };
        changed(Change::Zeros);
        if digits.len() < width {
            return Ok(Some(Cow::Owned(format!("{digits:0>width$}"))));
        }
        let (surplus, code) = digits.split_at(digits.len() - width);
        if surplus.bytes().all(|byte| byte == b'0') { Ok(Some(Cow::Borrowed(code))) } else { Err(TooLong) }
    }
}

/// The digits of a whole number, with or without decimals that are zero.
fn digits(text: &str) -> Option<&str> {
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if all_digits(text) {
        return Some(text);
    }
    let (whole, decimals) = text.split_once('.')?;
    (all_digits(whole) && !decimals.is_empty() && decimals.bytes().all(|byte| byte == b'0')).then_some(whole)
}

/// Blanks, the no-break space among them, and characters that take no room.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(text: &str, width: Option<usize>) -> (Result<Option<String>, TooLong>, Vec<Change>) {
        let mut changes = Vec::new();
        let form = CodeForm { width };
        let code = form.normal(text, |change| changes.push(change));
        (code.map(|code| code.map(Cow::into_owned)), changes)
    }

    #[test]
    fn every_spelling_of_a_code_is_the_same_code() {
        use Change::{Blanks, Case, Decimals, Zeros};
        let one = |text| normal(text, Some(2));
        let is_01 = || Ok(Some("01".to_owned()));
        assert_eq!(one("01"), (is_01(), vec![]));
        assert_eq!(one("1"), (is_01(), vec![Zeros]));
        assert_eq!(one("1.0"), (is_01(), vec![Decimals, Zeros]));
        assert_eq!(one(" 01 "), (is_01(), vec![Blanks]));
        assert_eq!(one("01\u{a0}"), (is_01(), vec![Blanks]));
        assert_eq!(one("001"), (is_01(), vec![Zeros]));
        assert_eq!(one("101").0, Err(TooLong));
        assert_eq!(one(" \u{a0}"), (Ok(None), vec![]));
        assert_eq!(normal(" df32", Some(2)), (Ok(Some("DF32".to_owned())), vec![Blanks, Case]));
        assert_eq!(normal("0812", None), (Ok(Some("0812".to_owned())), vec![]));
        assert_eq!(normal("1.5", None), (Ok(Some("1.5".to_owned())), vec![]));
        assert_eq!(normal("5.50", Some(2)), (Ok(Some("5.50".to_owned())), vec![]));
    }
}
