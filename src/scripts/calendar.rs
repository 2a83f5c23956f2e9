//! Parts of years, as conditions: those that a register covers wholly, and those that begin in some days.

use definitions::day::{Covers, Day};
use definitions::register::period_part::month_days;
use definitions::register::{Register, Unit};

use crate::rows::covered_year;

/// The columns that say a period: the year, and the quarter or month if it is known.
pub struct Place<'a> {
    /// The length of a period.
    pub unit: Unit,
    /// The calendar year.
    pub year: &'a str,
    /// The quarter or month.
    pub part: Option<&'a str>,
}

impl Place<'_> {
    /// How many parts a year has, of a period that says its own.
    fn parts(&self) -> i64 {
        match (self.unit, self.part) {
            (Unit::Month, Some(_)) => 12,
            (Unit::Quarter, Some(_)) => 4,
            _ => 1,
        }
    }

    /// A number that grows by one from period to period.
    fn number(&self) -> String {
        match self.part {
            Some(part) if self.parts() > 1 => format!("({} * {} + {part})", self.year, self.parts()),
            _ => self.year.to_owned(),
        }
    }

    /// The condition of the periods of some years whose days are `chosen`; those are neighbours.
    fn among(&self, (first, last): (i32, i32), chosen: impl Fn(Day, Day) -> bool) -> String {
        let parts = self.parts();
        let all = (first..=last).flat_map(|year| (1..=parts).map(move |part| (year, part)));
        let months = 12 / parts;
        let is_chosen = |(year, part): &(i32, i64)| {
            let from = month_days(*year, (part - 1) * months + 1).and_then(|(from, _)| Day::from_number(from));
            let to = month_days(*year, part * months).and_then(|(_, to)| Day::from_number(to));
            from.zip(to).is_some_and(|(from, to)| chosen(from, to))
        };
        let number = |(year, part): (i32, i64)| if parts > 1 { i64::from(year) * parts + part } else { year.into() };
        let numbers: Vec<i64> = all.filter(is_chosen).map(number).collect();
        match (numbers.first(), numbers.last()) {
            (Some(first), Some(last)) => format!("{} BETWEEN {first} AND {last}", self.number()),
            _ => "FALSE".to_owned(),
        }
    }

    /// The periods that a register covers wholly.
    pub fn covered(&self, register: &Register) -> String {
        let (first, last) = (register.covers.first_day(), register.covers.last_day());
        match &register.covers.value {
            Covers::List(_) => covered_year(register, self.year),
            _ => self.among((first.year(), last.year()), |from, to| first <= from && to <= last),
        }
    }

    /// The periods that begin in some days.
    pub fn begins_within(&self, (first, last): (Day, Day)) -> String {
        if self.part.is_none() {
            return format!("{} BETWEEN {} AND {}", self.year, first.year(), last.year());
        }
        self.among((first.year(), last.year()), |from, _| first <= from && from <= last)
    }
}
