//! Days that are hardly meant as such: long after or before what the register covers, and days that programs write for nothing, in many
//! rows. Each is counted as the file has it, by column and year of the day.
//!
//! Owns what is odd, and the counts. What a declared day stands for belongs to `special_days`, and so does the end that has not come.

use std::collections::BTreeMap;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::Date32Type;
use chrono::NaiveDate;
use definitions::day::{Day, year_of};
use definitions::register::{Register, SpecialDays};
use foundation::tables::audit::ReadingRow;
use foundation::tables::reading::DayNote;

use super::dates::LAST_YEAR;
use super::error::ExtractError;
use super::fault::Fault;

/// A birth is at most so many years before what a register covers.
const YEARS_BEFORE: i32 = 130;

/// The days that programs write for nothing or for 0: of Excel, SAS and Unix, and the first of a century.
const NOTHING: [(i32, u32, u32); 6] =
    [(1899, 12, 30), (1899, 12, 31), (1900, 1, 1), (1901, 1, 1), (1960, 1, 1), (1970, 1, 1)];

/// Rows with one and the same day, fewer of which are chance.
const FEWEST: u64 = 10;

/// The same as a share of the days of a column: one in so many.
const ONE_IN: u64 = 100;

/// Beyond this many years after coverage, an end that many rows share must be declared.
const YEARS_OF_PLANS: i32 = 5;

/// So many times as many rows as the same day a year before and after.
const TIMES_NEIGHBOURS: u64 = 5;

/// A column: its name in the file, and its id. A column of times is read as days and as times of day.
pub type CountedColumn = (String, String);

/// Between which days values of a register are plausible.
#[derive(Debug, Clone)]
pub struct PlausibleDays {
    /// The first plausible day.
    earliest: i32,
    /// The last plausible day.
    latest: i32,
    /// Ends later than this are after what the register covers, by more than a year.
    covered: i32,
    /// An end later than this that many rows share is refused.
    planned: i32,
    /// The days that programs write for nothing, and the same days a year before and after.
    nothing: Vec<i32>,
    special: SpecialDays,
}

impl Default for PlausibleDays {
    fn default() -> PlausibleDays {
        PlausibleDays {
            earliest: i32::MIN,
            latest: i32::MAX,
            covered: i32::MAX,
            planned: i32::MAX,
            nothing: Vec::new(),
            special: SpecialDays::default(),
        }
    }
}

/// The odd days of a column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OddDays {
    /// All days.
    pub all: u64,
    /// By day, how many rows have it.
    rows: BTreeMap<i32, u64>,
}

fn day_of(year: i32, month: u32, day: u32) -> Option<i32> {
    NaiveDate::from_ymd_opt(year, month, day).map(|day| day.to_epoch_days())
}

impl PlausibleDays {
    /// Those of a register.
    pub fn of(register: &Register) -> PlausibleDays {
        let (first, last) = (register.covers.first_day(), register.covers.last_day());
        let around = |(year, month, day): (i32, u32, u32)| [-1, 0, 1].map(|by| day_of(year + by, month, day));
        let mut nothing: Vec<i32> = NOTHING.into_iter().flat_map(around).flatten().collect();
        nothing.sort_unstable();
        nothing.dedup();
        PlausibleDays {
            earliest: Day::first_of(first.year().saturating_sub(YEARS_BEFORE)).number(),
            latest: register.special_days.latest.number(),
            covered: Day::last_of(last.year().saturating_add(1)).number(),
            planned: Day::last_of(last.year().saturating_add(YEARS_OF_PLANS)).number(),
            nothing,
            special: register.special_days.clone(),
        }
    }

    /// The odd days among those of a column as the file has them. Days that the definition names are not odd.
    pub fn odd(&self, dates: &ArrayRef, is_end: bool) -> OddDays {
        let dates = dates.as_primitive::<Date32Type>();
        let mut odd = OddDays { all: (dates.len() - dates.null_count()) as u64, rows: BTreeMap::new() };
        let (earliest, latest) = self.bounds(is_end);
        let first = self.nothing.first().copied().unwrap_or(i32::MAX);
        let last = self.nothing.last().copied().unwrap_or(i32::MIN);
        for day in dates.iter().flatten() {
            let may_be = day > latest || day < earliest || day >= first && day <= last;
            if may_be && self.is_odd(day, is_end) {
                *odd.rows.entry(day).or_default() += 1;
            }
        }
        odd
    }

    /// Adds rows with one day that were counted elsewhere, but for the number of all days.
    pub fn enter(&self, day: i32, rows: u64, is_end: bool, odd: &mut OddDays) {
        if self.is_odd(day, is_end) {
            *odd.rows.entry(day).or_default() += rows;
        }
    }

    /// The first and the last day that are not odd, but for those that programs write for nothing.
    pub fn bounds(&self, is_end: bool) -> (i32, i32) {
        (self.earliest, if is_end { self.covered.min(self.latest) } else { self.latest })
    }

    /// The days that programs write for nothing, and the same days a year before and after.
    pub fn nothing(&self) -> &[i32] {
        &self.nothing
    }

    /// Whether a day is odd, and not named by the definition.
    fn is_odd(&self, day: i32, is_end: bool) -> bool {
        let (earliest, latest) = self.bounds(is_end);
        let calendar = Day::first_of(*definitions::day::CALENDAR.start()).number()..=Day::last_of(LAST_YEAR).number();
        let is_far = day > latest || day < earliest;
        (is_far || self.nothing.binary_search(&day).is_ok())
            && calendar.contains(&day)
            && !self.is_declared(day, is_end)
    }

    /// The days that the definition names, which are not odd.
    pub fn declared(&self, is_end: bool) -> impl Iterator<Item = &Day> {
        let SpecialDays { unknown, open, planned, .. } = &self.special;
        unknown.iter().chain(open.iter().chain(planned).filter(move |_| is_end))
    }

    fn is_declared(&self, day: i32, is_end: bool) -> bool {
        self.declared(is_end).any(|declared| declared.number() == day)
    }

    /// The ends that many rows share on one day, more than five years and at most twenty after what the register covers: the year of the day, and
    /// in how many rows it is. Ends that stand for one that has not come look like that, and so do plans.
    fn shared_end(&self, odd: &OddDays) -> Option<(i32, u64)> {
        let far = odd.rows.range(self.planned.saturating_add(1)..=self.latest);
        let shared = far.filter(|(day, rows)| odd.are_many(**rows) && odd.stands_out(**day, **rows));
        shared.max_by_key(|(_, rows)| **rows).map(|(day, rows)| (year_of(*day), *rows))
    }

    /// The faults of ends that many rows share: the definition says what they stand for.
    pub fn end_faults<'c>(
        &self,
        register: &str,
        columns: impl Iterator<Item = (&'c CountedColumn, &'c OddDays)>,
    ) -> Vec<ExtractError> {
        let fault = |((name, id), odd): (&CountedColumn, &OddDays)| {
            let (year, rows) = (id == "end").then(|| self.shared_end(odd))??;
            let count = usize::try_from(rows).unwrap_or(usize::MAX);
            let fault = Fault::SharedEnd { count, rows: odd.all, year };
            Some(ExtractError::of(register, fault).in_column(name))
        };
        columns.filter_map(fault).collect()
    }

    /// The notes of a column's odd days: one a kind and year.
    pub fn notes(&self, register: &str, column: &str, odd: &OddDays, is_end: bool) -> Vec<ReadingRow> {
        let mut counts: BTreeMap<(DayNote, i32), u64> = BTreeMap::new();
        for (day, rows) in &odd.rows {
            let note = if *day > self.latest {
                if is_end { DayNote::FarEnd } else { DayNote::Far }
            } else if *day < self.earliest {
                DayNote::Early
            } else if is_end && *day > self.covered && odd.are_many(*rows) {
                DayNote::SameEnd
            } else if odd.is_nothing(*day, *rows) {
                DayNote::Same
            } else {
                continue;
            };
            *counts.entry((note, year_of(*day))).or_default() += rows;
        }
        let row = |((note, year), rows): ((DayNote, i32), u64)| {
            let name = ReadingRow::days(note, &year.to_string(), column);
            ReadingRow::new(register, name, rows.cast_signed()).among(odd.all.cast_signed())
        };
        counts.into_iter().map(row).collect()
    }
}

impl OddDays {
    /// Adds up.
    pub fn add(&mut self, other: &OddDays) {
        self.all += other.all;
        other.rows.iter().for_each(|(day, rows)| *self.rows.entry(*day).or_default() += rows);
    }

    fn are_many(&self, rows: u64) -> bool {
        rows >= FEWEST && rows * ONE_IN >= self.all
    }

    /// Whether a day that programs write for nothing is in many rows, and in many more than its neighbours: a first of January may well
    /// be in many.
    fn is_nothing(&self, day: i32, rows: u64) -> bool {
        let is_listed = NOTHING.into_iter().any(|(year, month, of)| day_of(year, month, of) == Some(day));
        is_listed && self.are_many(rows) && self.stands_out(day, rows)
    }

    fn stands_out(&self, day: i32, rows: u64) -> bool {
        let of = |by: i32| self.rows.get(&(day + by)).copied().unwrap_or(0);
        let neighbours = [-365, -366, 365, 366].map(of).into_iter().max().unwrap_or(0);
        rows >= TIMES_NEIGHBOURS * neighbours
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::Date32Array;

    use super::*;

    fn day(text: &str) -> i32 {
        text.parse::<NaiveDate>().unwrap().to_epoch_days()
    }

    fn plausible() -> PlausibleDays {
        let special = SpecialDays {
            unknown: vec![Day("1899-12-31".parse().unwrap())],
            open: vec![Day("9999-12-31".parse().unwrap())],
            planned: vec![Day("2031-12-31".parse().unwrap())],
            latest: Day("2033-12-31".parse().unwrap()),
        };
        let nothing = ["1959-01-01", "1960-01-01", "1961-01-01"].map(day).to_vec();
        let [earliest, latest, covered, planned] = ["1880-01-01", "2033-12-31", "2014-12-31", "2018-12-31"].map(day);
        PlausibleDays { earliest, latest, covered, planned, nothing, special }
    }

    fn noted(days: &[(&str, usize)], is_end: bool) -> Vec<(String, i64)> {
        let all = days.iter().flat_map(|(text, rows)| std::iter::repeat_n(day(text), *rows));
        let array: ArrayRef = Arc::new(Date32Array::from_iter_values(all));
        let plausible = plausible();
        let odd = plausible.odd(&array, is_end);
        plausible.notes("r", "D", &odd, is_end).into_iter().map(|row| (row.name, row.count)).collect()
    }

    #[test]
    fn days_beyond_the_plausible_are_counted_by_year() {
        let days = [("2999-12-31", 3), ("9999-01-01", 1), ("9999-12-30", 2), ("1800-01-01", 1), ("2012-01-01", 50)];
        let of = |kind: &str| {
            [(9999, 3), (2999, 3)].map(|(year, count)| (format!("days/{kind}/{year}/D"), count)).into_iter().rev()
        };
        let early = || ("days/early/1800/D".to_owned(), 1);
        let mut far: Vec<_> = of("far").chain([early()]).collect();
        far.sort();
        let mut found = noted(&days, false);
        found.sort();
        assert_eq!(found, far);
        let mut ends: Vec<_> = of("far_end").chain([early()]).collect();
        ends.sort();
        let mut found = noted(&days, true);
        found.sort();
        assert_eq!(found, ends);
        // Declared days are what they stand for, and plans of some years are plans.
        let days = [("9999-12-31", 40), ("1899-12-31", 40), ("2033-12-31", 9)];
        assert_eq!(noted(&days, true), []);
        // As no end, the last day of the calendar is a day.
        assert_eq!(noted(&days, false), [("days/far/9999/D".to_owned(), 40)]);
    }

    #[test]
    fn one_and_the_same_day_is_noted_where_it_is_in_many_rows() {
        let same = |rows| noted(&[("1960-01-01", rows), ("1961-01-01", 2), ("1988-02-03", 900)], false);
        assert_eq!((same(9), same(10)), (vec![], vec![("days/same/1960/D".to_owned(), 10)]));
        // Many are born on a first of January.
        assert_eq!(noted(&[("1960-01-01", 40), ("1961-01-01", 9)], false), []);
        let ends = |rows| noted(&[("2030-12-31", rows), ("2012-02-03", 900)], true);
        assert_eq!((ends(9), ends(10)), (vec![], vec![("days/same_end/2030/D".to_owned(), 10)]));
        assert_eq!(noted(&[("2014-12-31", 500), ("2031-12-31", 40)], true), []);
    }

    #[test]
    fn an_end_that_many_rows_share_is_a_plan_for_five_years_alone() {
        let shared = |days: &[(&str, usize)]| {
            let all = days.iter().flat_map(|(text, rows)| std::iter::repeat_n(day(text), *rows));
            let array: ArrayRef = Arc::new(Date32Array::from_iter_values(all));
            plausible().shared_end(&plausible().odd(&array, true))
        };
        let among = |text, rows| shared(&[(text, rows), ("2012-02-03", 900)]);
        assert_eq!(
            ["2018-12-31", "2019-01-01", "2033-12-31"].map(|text| among(text, 10)),
            [None, Some((2019, 10)), Some((2033, 10))]
        );
        // Few rows, a day beyond all plans, which is open, and a plan that is named.
        assert_eq!([among("2030-12-31", 9), among("2034-01-01", 40), among("2031-12-31", 40)], [None; 3]);
        // One in a hundred, and plans that end with each year.
        assert_eq!(shared(&[("2030-12-31", 10), ("2012-02-03", 991)]), None);
        assert_eq!(shared(&[("2029-12-31", 9), ("2030-12-31", 40), ("2012-02-03", 900)]), None);
    }
}
