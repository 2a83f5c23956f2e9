//! The periods that rows are of: their lengths, what says them, and the days of months and school years.

use serde::Deserialize;

use crate::day::Day;

/// The length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A calendar year.
    Year,
    /// A quarter of a year.
    Quarter,
    /// A calendar month.
    Month,
    /// From 1 August through 31 July.
    SchoolYear,
}

/// The year that a school year is named by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NamedBy {
    /// The year that it begins in.
    Start,
    /// The year that it ends in.
    End,
}

/// What a column holds of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodPart {
    /// A quarter, from 1 to 4.
    Quarter,
    /// A month, from 1 to 12.
    Month,
    /// A school year, as the calendar year that it begins in.
    SchoolYear(Option<NamedBy>),
    /// A day of a period, or a code such as `201203`.
    Code(Unit),
}

/// The month that a school year begins in.
pub const FIRST_MONTH: u32 = 8;

/// The days of a school year in the calendar year that it begins in, and in the next.
pub fn school_year_parts(begins: i32) -> [(Day, Day); 2] {
    let month = |year: i32, month: i64| first_of_month(year, month).and_then(Day::from_number);
    let august = month(begins, FIRST_MONTH.into()).unwrap_or(Day::last_of(begins));
    let july = month(begins + 1, FIRST_MONTH.into()).and_then(|day| Day::from_number(day.number() - 1));
    [(august, Day::last_of(begins)), (Day::first_of(begins + 1), july.unwrap_or(Day::first_of(begins + 1)))]
}

/// The first day of a month; month 13 is January of the next year.
fn first_of_month(year: i32, month: i64) -> Option<i32> {
    let (year, month) = if month == 13 { (year + 1, 1) } else { (year, u32::try_from(month).ok()?) };
    chrono::NaiveDate::from_ymd_opt(year, month, 1).map(|day| day.to_epoch_days())
}

/// The first and last day of a month.
pub fn month_days(year: i32, month: i64) -> Option<(i32, i32)> {
    Some((first_of_month(year, month)?, first_of_month(year, month + 1)? - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_year_is_153_days_and_the_rest() {
        let days = |(from, to): (Day, Day)| to.number() - from.number() + 1;
        assert_eq!(school_year_parts(2010).map(days), [153, 212]);
        assert_eq!(school_year_parts(2011).map(days), [153, 213]);
    }
}
