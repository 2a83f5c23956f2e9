//! Declared forms: how one value becomes a code, a whole number or a day, or doesn't.
//!
//! Owns the rules of [`ColumnForm`](crate::forms::ColumnForm). Counts nothing.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};

use crate::numbers;

/// The largest number that is taken for a day number of SAS; it lies in the year 2370.
const LAST_DAY: f64 = 150_000.0;
/// The day number of 1970-01-01 in chrono's count.
const CHRONO_1970: i32 = 719_163;

/// A number as a code with leading zeros.
pub(crate) fn code_of_number(value: f64, width: usize) -> Option<String> {
    let whole = numbers::whole(value).filter(|whole| *whole >= 0)?;
    let code = format!("{whole:0width$}");
    (code.len() <= width).then_some(code)
}

/// A text as a code, and whether it was given leading zeros.
pub(crate) fn code_of_text(text: &str, width: usize) -> Option<(Cow<'_, str>, bool)> {
    let text = text.trim_matches([' ', '\0']);
    let length = text.chars().count();
    if length > width || text.is_empty() {
        return None;
    }
    if length < width && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some((format!("{text:0>width$}").into(), true));
    }
    Some((text.into(), false))
}

/// A text as a whole number.
pub(crate) fn whole_of_text(text: &str) -> Option<i64> {
    text.trim_matches([' ', '\0']).parse().ok()
}

/// A number without a format as days since 1970.
pub(crate) fn day_of_number(value: f64) -> Option<i32> {
    if value.abs() < LAST_DAY {
        return numbers::day(value);
    }
    let digits = numbers::whole(value).filter(|whole| (10_000_000..100_000_000).contains(whole))?;
    let part = |number: i64| u32::try_from(number).ok();
    date(i32::try_from(digits / 10_000).ok()?, part(digits / 100 % 100)?, part(digits % 100)?)
}

/// A text as days since 1970: `YYYYMMDD`, `YYYY-MM-DD` or `DDMMMYYYY`.
pub(crate) fn day_of_text(text: &str) -> Option<i32> {
    let text = text.trim_matches([' ', '\0']);
    let number = |from: usize, to: usize| {
        let digits = text.get(from..to)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u32>().ok())?
    };
    let year = |from: usize| i32::try_from(number(from, from + 4)?).ok();
    match (text.len(), text.as_bytes().get(4), text.as_bytes().get(7)) {
        (8, ..) => date(year(0)?, number(4, 6)?, number(6, 8)?),
        (10, Some(b'-'), Some(b'-')) => date(year(0)?, number(5, 7)?, number(8, 10)?),
        (9, ..) => date(year(5)?, month(text.get(2..5)?)?, number(0, 2)?),
        _ => None,
    }
}

fn month(name: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    let place = MONTHS.iter().position(|month| month.eq_ignore_ascii_case(name))?;
    u32::try_from(place + 1).ok()
}

fn date(year: i32, month: u32, day: u32) -> Option<i32> {
    Some(NaiveDate::from_ymd_opt(year, month, day)?.num_days_from_ce() - CHRONO_1970)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_their_width() {
        assert_eq!(code_of_number(1.0, 2).as_deref(), Some("01"));
        assert_eq!(code_of_number(101.0, 3).as_deref(), Some("101"));
        for misfit in [101.0, -1.0, 1.5, 1e300, f64::INFINITY] {
            assert_eq!(code_of_number(misfit, 2), None, "{misfit}");
        }
        assert_eq!(code_of_text(" 1 ", 2), Some(("01".into(), true)));
        assert_eq!(code_of_text("A1", 4), Some(("A1".into(), false)));
        assert_eq!(code_of_text("12345", 4), None);
    }

    #[test]
    fn days_as_they_are_delivered() {
        let first = Some(14_610);
        assert_eq!(day_of_number(20_100_101.0), first);
        assert_eq!(day_of_number(18_263.0), first);
        for text in ["20100101", "2010-01-01", "01jan2010", " 20100101 "] {
            assert_eq!(day_of_text(text), first, "{text}");
        }
        for text in ["20101301", "2010", "10-01-2010", "01xxx2010", "ææææ"] {
            assert_eq!(day_of_text(text), None, "{text}");
        }
        assert_eq!(day_of_number(2010.5), None);
        assert_eq!(day_of_number(20_101_301.0), None);
    }

    #[test]
    fn the_unknown_day_of_statistics_denmark() {
        let unknown = date(1599, 12, 31);
        assert_eq!(day_of_text("1599-12-31"), unknown);
        assert_eq!(numbers::day(f64::from(unknown.unwrap()) + 3653.0), unknown);
    }

    #[test]
    fn whole_numbers_of_texts() {
        assert_eq!(whole_of_text(" 007 "), Some(7));
        assert_eq!(whole_of_text("7.0"), None);
    }
}
