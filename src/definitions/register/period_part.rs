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

/// The first day of a month; month 13 is January of the next year. It runs for every row of a register with periods, so it is closed-form:
/// years are counted from 1 March, so that the leap day is the last, and 979/32 days a month give the lengths of months (Neri & Schneider
/// 2023, Software: Practice and Experience 53).
fn first_of_month(year: i32, month: i64) -> Option<i32> {
    let (year, month) = if month == 13 { (i64::from(year) + 1, 1) } else { (i64::from(year), month) };
    if !(1..=12).contains(&month) {
        return None;
    }
    let (year, month) = if month > 2 { (year, month) } else { (year - 1, month + 12) };
    let century = year.div_euclid(100);
    let before_year = (1461 * year).div_euclid(4) - century + century.div_euclid(4);
    i32::try_from(before_year + (979 * month - 2919) / 32 - 719_468).ok()
}

/// The first and last day of a month.
pub fn month_days(year: i32, month: i64) -> Option<(i32, i32)> {
    Some((first_of_month(year, month)?, first_of_month(year, month + 1)? - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_begin_where_the_calendar_says() {
        for (year, month) in (1..=2400).flat_map(|year| (1..=12).map(move |month| (year, month))) {
            let day = chrono::NaiveDate::from_ymd_opt(year, month, 1).map(|day| day.to_epoch_days());
            assert_eq!(first_of_month(year, month.into()), day, "{year}-{month}");
        }
        assert_eq!(first_of_month(2011, 13), first_of_month(2012, 1));
        assert_eq!([first_of_month(2012, 0), first_of_month(2012, 14)], [None, None]);
    }

    #[test]
    fn a_school_year_is_153_days_and_the_rest() {
        let days = |(from, to): (Day, Day)| to.number() - from.number() + 1;
        assert_eq!(school_year_parts(2010).map(days), [153, 212]);
        assert_eq!(school_year_parts(2011).map(days), [153, 213]);
    }
}
