//! Names of deliveries: what `{delivery}` stands for, and which of two deliveries is the later one.
//!
//! Owns the order of deliveries. A name is a period (`2025`, `202506`, `2025-06`, `20250630`), with or without the number of a
//! part behind it (`202506_1`), or any other text.

use std::cmp::Ordering;

/// The name of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryName {
    /// Its period, if it is one.
    pub period: Option<Period>,
    /// The number of a part, behind a period.
    part: Option<u32>,
    pieces: Vec<Piece>,
}

/// A year, a month or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The year.
    pub year: u32,
    /// The month, from 1.
    pub month: Option<u32>,
    /// The day, from 1.
    pub day: Option<u32>,
}

/// A piece of a delivery's name: `v10` comes after `v9`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Number(u128),
    Text(String),
}

impl DeliveryName {
    /// The name in a text.
    pub fn of(text: &str) -> DeliveryName {
        let (period, part) = period(text).map_or((None, None), |(period, part)| (Some(period), part));
        DeliveryName { period, part, pieces: pieces(text) }
    }

    /// The order of two deliveries; `None` if their names do not give it. Names that are not periods are compared within one
    /// pattern only.
    pub fn order(&self, other: &DeliveryName, same_pattern: bool) -> Option<Ordering> {
        match (self.period, other.period) {
            (Some(own), Some(other)) => own.order(other),
            _ if same_pattern => Some(self.pieces.cmp(&other.pieces)),
            _ => None,
        }
    }

    /// Whether both are parts of the same period, and not the same part.
    pub fn is_another_part(&self, other: &DeliveryName) -> bool {
        self.period == other.period && self.part.zip(other.part).is_some_and(|(own, other)| own != other)
    }

    /// Whether it is a year alone.
    pub fn is_year(&self, year: u32) -> bool {
        self.part.is_none() && self.period == Some(Period { year, month: None, day: None })
    }
}

impl Period {
    /// `None` for a year and a month or day of it: the year can have been delivered before or after.
    fn order(self, other: Period) -> Option<Ordering> {
        let finer = |own: Option<u32>, other: Option<u32>| match (own, other) {
            (Some(own), Some(other)) => Some(own.cmp(&other)),
            (None, None) => Some(Ordering::Equal),
            _ => None,
        };
        match self.year.cmp(&other.year) {
            Ordering::Equal => match finer(self.month, other.month) {
                Some(Ordering::Equal) => finer(self.day, other.day),
                months => months,
            },
            years => Some(years),
        }
    }

    /// The period at the end of a file's name without its extension: `202506` in `part-offl202506_1`.
    pub fn at_the_end(stem: &str) -> Option<Period> {
        let begins = stem.char_indices().zip(stem.chars().skip(1)).filter(|((_, before), first)| {
            // The number is a whole one, and something stands before it.
            !before.is_ascii_digit() && first.is_ascii_digit()
        });
        let mut ends = begins.filter_map(|((at, before), _)| stem.get(at + before.len_utf8()..));
        ends.find_map(|end| period(end).map(|(period, _)| period))
    }
}

/// The period that a text is, and the number of a part behind it.
fn period(text: &str) -> Option<(Period, Option<u32>)> {
    let mut rest = text;
    let year = number(&mut rest, 4).filter(|year| (1900..2100).contains(year))?;
    let dashed = rest.starts_with('-');
    let mut next = |last: u32| {
        let mut after = if dashed { rest.strip_prefix('-')? } else { rest };
        let number = number(&mut after, 2).filter(|number| (1..=last).contains(number))?;
        rest = after;
        Some(number)
    };
    let month = next(12);
    let day = month.and_then(|_| next(31));
    let part = match rest.strip_prefix(['_', '-']) {
        None if rest.is_empty() => None,
        Some(digits) if (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(digits.parse().ok()?)
        }
        _ => return None,
    };
    Some((Period { year, month, day }, part))
}

/// The number in the first digits of a text, which are taken off.
fn number(rest: &mut &str, digits: usize) -> Option<u32> {
    let (first, after) = rest.split_at_checked(digits)?;
    let number = first.bytes().all(|byte| byte.is_ascii_digit()).then(|| first.parse().ok()).flatten()?;
    *rest = after;
    Some(number)
}

/// Splits a name into numbers and text.
fn pieces(name: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let is_digit = |c: char| c.is_ascii_digit();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let digits = is_digit(first);
        let end = rest.find(|c: char| is_digit(c) != digits).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        pieces.push(match piece.parse() {
            Ok(number) => Piece::Number(number),
            Err(_) => Piece::Text(piece.to_lowercase()),
        });
        rest = after;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(one: &str, other: &str, same_pattern: bool) -> Option<Ordering> {
        DeliveryName::of(one).order(&DeliveryName::of(other), same_pattern)
    }

    #[test]
    fn numbers_in_names_of_deliveries_are_numbers() {
        let names = ["1", "v2", "v10", "v10b", "v11"];
        assert!(names.windows(2).all(|pair| order(pair[0], pair[1], true) == Some(Ordering::Less)), "{names:?}");
        assert_eq!(order("V02", "v2", true), Some(Ordering::Equal));
        assert_eq!(order("v2", "v10", false), None);
    }

    #[test]
    fn periods_are_in_calendar_order_in_any_layout() {
        let later = ["2024-09-30", "2024-10-01", "20250101", "202512", "2026", "2027-03"];
        assert!(later.windows(2).all(|pair| order(pair[0], pair[1], false) != Some(Ordering::Greater)), "{later:?}");
        assert_eq!(order("202506", "2026", false), Some(Ordering::Less));
        assert_eq!(order("202603", "202506", false), Some(Ordering::Greater));
        // A year was delivered before or after one of its months.
        for same_pattern in [false, true] {
            assert_eq!(order("2025", "202506", same_pattern), None);
        }
    }

    #[test]
    fn parts_have_numbers_behind_a_period() {
        let another = |one: &str, other: &str| DeliveryName::of(one).is_another_part(&DeliveryName::of(other));
        assert!(another("202506_1", "202506_2") && another("2025_1", "2025-2") && another("202506-1", "202506_10"));
        for (one, other) in [("202506_1", "202506_1"), ("202506", "202506_1"), ("202503_1", "202506_2"), ("v_1", "v_2")]
        {
            assert!(!another(one, other), "{one} {other}");
        }
    }

    #[test]
    fn the_period_of_a_file_is_at_the_end_of_its_name() {
        let of = |stem: &str| Period::at_the_end(stem).map(|period| (period.year, period.month));
        assert_eq!(of("part-offl202506"), Some((2025, Some(6))));
        assert_eq!(of("part-lpr_a_kontakt2025_1"), Some((2025, None)));
        for stem in ["part-0", "202506", "part-3f2a8c01-0b7e", "offl202513", "offl1202506", "part-offl202506x"] {
            assert_eq!(of(stem), None, "{stem}");
        }
    }
}
