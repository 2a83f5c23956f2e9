//! Rows of period registers: the period of each, and in which calendar years a school year counts.
//!
//! Owns the step from what a row says of its period to years and days. Owns no values: those are divided where they are
//! collected.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, RecordBatch};
use arrow::datatypes::{Date32Type, Int64Type};

use definitions::day::{Covers, Day, year_of};
use definitions::register::period_part::{FIRST_MONTH, school_year_parts};
use definitions::register::{Period, Register, Spread, Unit};

/// The periods of a batch's rows.
#[derive(Debug, Default)]
pub struct Periods {
    /// The calendar year, or the one that a school year begins in; `i64::MIN` of a row without.
    pub years: Vec<i64>,
    /// First day, where a row says which quarter or month it is of.
    pub starts: Vec<i32>,
    /// Whether the register covers the period, or a part of a school year that counts.
    pub covered: Vec<bool>,
    /// The columns that SQL sees.
    pub columns: Vec<(String, ArrayRef)>,
    /// Rows that do not say which period they are of.
    pub without: usize,
}

/// The periods of rows. `of_file` is the year in the path.
pub fn periods(batch: &RecordBatch, register: &Register, period: &Period, of_file: Option<i32>) -> Periods {
    let rows = batch.num_rows();
    let numbers = |id: &str| batch.column_by_name(id).and_then(|array| array.as_primitive_opt::<Int64Type>());
    let codes = batch.column_by_name("period").and_then(|array| array.as_primitive_opt::<Date32Type>());
    let parts = if period.unit.value == Unit::Month { numbers("month") } else { numbers("quarter") };
    let (years, school_years) = (numbers("year"), numbers("school_year"));
    let is_school_year = period.unit.value == Unit::SchoolYear;
    let file_year = of_file.map(|year| i64::from(if is_school_year { period.school_year_of_file(year) } else { year }));
    let value = |array: &Int64Array, row: usize| array.is_valid(row).then(|| array.value(row));
    let place = |row: usize| -> Option<(i64, Option<i64>)> {
        if let Some(codes) = codes {
            let day = codes.is_valid(row).then(|| Day::from_number(codes.value(row))).flatten()?;
            let month = i64::from(day.month());
            let part = if period.unit.value == Unit::Quarter { (month + 2) / 3 } else { month };
            return Some((day.year().into(), Some(part)));
        }
        let part = match parts {
            Some(parts) => Some(value(parts, row)?),
            None => None,
        };
        let year = match (years, school_years) {
            (Some(years), _) => value(years, row)?,
            (None, Some(begins)) => {
                let begins = value(begins, row)?;
                // The months before August are of the second year.
                let second = !is_school_year && part.is_some_and(|month| month < i64::from(FIRST_MONTH));
                begins + i64::from(second)
            }
            (None, None) => file_year?,
        };
        Some((year, part))
    };
    let places: Vec<Option<(i64, Option<i64>)>> = (0..rows).map(place).collect();
    let mut found = Periods { without: places.iter().filter(|place| place.is_none()).count(), ..Periods::default() };
    found.years = places.iter().map(|place| place.map_or(i64::MIN, |(year, _)| year)).collect();
    let days = |(year, part): (i64, Option<i64>)| period.days(i32::try_from(year).ok()?, part);
    match period.division() {
        Some(spread) => {
            let calendar = SchoolYears::new(register, spread, register.covers.first_day(), register.covers.last_day());
            found.covered = found.years.iter().map(|year| calendar.counts(*year)).collect();
        }
        None => {
            let inside = |place: &Option<(i64, Option<i64>)>| match place.and_then(days) {
                Some(days) => covers(&register.covers, days),
                None => false,
            };
            found.covered = places.iter().map(inside).collect();
        }
    }
    let whole = |id: &str, values: &dyn Fn(i64, Option<i64>) -> Option<i64>| {
        let values = places.iter().map(|place| place.and_then(|(year, part)| values(year, part)));
        (id.to_owned(), Arc::new(values.collect::<Int64Array>()) as ArrayRef)
    };
    for (id, _) in register.kind.sql_columns() {
        found.columns.push(match (*id, period.unit.value) {
            ("year" | "school_year", _) => whole(id, &|year, _| Some(year)),
            ("quarter", Unit::Month) => whole(id, &|_, month| month.map(|month| (month + 2) / 3)),
            (other, _) => whole(other, &|_, part| part),
        });
    }
    if period.tells_part() {
        found.starts = places.iter().map(|place| place.and_then(days).map_or(i32::MIN, |(first, _)| first)).collect();
    }
    found
}

/// Whether every day of a period is covered.
fn covers(covers: &Covers, (first, last): (i32, i32)) -> bool {
    match covers {
        Covers::Years(years) => years.first <= year_of(first) && year_of(last) <= years.last,
        Covers::Days(days) => days.from.number() <= first && last <= days.to.number(),
        Covers::List(years) => years.list.contains(&year_of(first)),
    }
}

/// In which of its two calendar years each school year counts, of those that a source serves.
pub struct SchoolYears {
    spread: Spread,
    first: i64,
    /// By school year, whether it counts in the year that it begins in, and in the next.
    counts: Vec<[bool; 2]>,
}

impl SchoolYears {
    /// The school years of the days from `from` through `to`, of those that a register covers.
    pub fn new(register: &Register, spread: Spread, from: Day, to: Day) -> SchoolYears {
        let first = from.year() - 1;
        let counts = (first..=to.year()).map(|begins| {
            let parts = school_year_parts(begins);
            let served = parts.map(|(one, other)| from <= one && other <= to && register.covers.holds(one, other));
            [served[0] && spread != Spread::End, served[1] && spread != Spread::Start]
        });
        SchoolYears { spread, first: first.into(), counts: counts.collect() }
    }

    fn of(&self, begins: i64) -> [bool; 2] {
        let at = begins.checked_sub(self.first).and_then(|at| usize::try_from(at).ok());
        at.and_then(|at| self.counts.get(at)).copied().unwrap_or([false; 2])
    }

    /// Whether a school year counts in any calendar year.
    pub fn counts(&self, begins: i64) -> bool {
        self.of(begins).contains(&true)
    }

    /// A value of a school year by the calendar years that count.
    pub fn divided(&self, begins: i64, steps: i64) -> impl Iterator<Item = (i64, i64)> {
        let ([earlier, later], (first, second)) = (self.of(begins), self.spread.divided(steps));
        let earlier = earlier.then_some((begins, first));
        earlier.into_iter().chain(later.then_some((begins + 1, second)))
    }
}
