//! Calendar days and stretches of days in definitions.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Deserializer};

/// A calendar day, written as a TOML date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub NaiveDate);

impl Day {
    /// The first day of a year. Years beyond the calendar begin where it does, or end where it does.
    pub fn first_of(year: i32) -> Day {
        Day(NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(Day::beyond(year)))
    }

    /// The last day of a year. Years beyond the calendar begin where it does, or end where it does.
    pub fn last_of(year: i32) -> Day {
        Day(NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(Day::beyond(year)))
    }

    const fn beyond(year: i32) -> NaiveDate {
        if year < 0 { NaiveDate::MIN } else { NaiveDate::MAX }
    }

    /// Days since 1 January 1970, as Arrow counts them.
    pub fn number(self) -> i32 {
        self.0.to_epoch_days()
    }

    /// The day of a number of days since 1 January 1970.
    pub fn from_number(days: i32) -> Option<Day> {
        NaiveDate::from_epoch_days(days).map(Day)
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The month, from 1 to 12.
    pub fn month(self) -> u32 {
        self.0.month()
    }
}

/// The calendar year of a number of days since 1 January 1970. It runs for every row of a register, so it is closed-form:
/// days are counted from a 1 March far enough back that none is negative, in centuries of 146,097 quarter days and years of 1,461 (Neri &
/// Schneider 2023, Software: Practice and Experience 53).
pub fn year_of(days: i32) -> i32 {
    const ERAS: i64 = 16_000;
    let quarters = (4 * (i64::from(days) + 719_468 + 146_097 * ERAS) + 3).cast_unsigned();
    let (century, of_century) = (quarters / 146_097, (quarters % 146_097) | 3);
    let (year, of_year) = (of_century / 1461, of_century % 1461 / 4);
    // January and February belong to the next year; day 306 after 1 March is 1 January.
    (100 * century + year).cast_signed() as i32 - 400 * ERAS as i32 + i32::from(of_year >= 306)
}

/// The number of the last ISO week of a year: 52 or 53.
pub fn last_week(year: i32) -> u32 {
    if NaiveDate::from_isoywd_opt(year, 53, Weekday::Mon).is_some() { 53 } else { 52 }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Day, D::Error> {
        let written = toml::value::Datetime::deserialize(from)?;
        let date = written.date.filter(|_| written.time.is_none());
        date.and_then(|d| NaiveDate::from_ymd_opt(i32::from(d.year), d.month.into(), d.day.into()))
            .map(Day)
            .ok_or_else(|| serde::de::Error::custom("a date is wanted, such as 2019-03-01"))
    }
}

/// Years from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Years {
    /// The first year.
    #[serde(deserialize_with = "bounded")]
    pub first: i32,
    /// The last year.
    #[serde(deserialize_with = "bounded")]
    pub last: i32,
}

/// The calendar years that a register or population can name. Others are typing mistakes.
pub const CALENDAR: std::ops::RangeInclusive<i32> = 1800..=2200;

/// The years relative to t = 0 that a definition can name.
pub const RELATIVE: std::ops::RangeInclusive<i32> = -200..=200;

/// A year, of the calendar or relative to t = 0. The bounds keep every list of years short.
fn bounded<'de, D: Deserializer<'de>>(from: D) -> Result<i32, D::Error> {
    let year = i32::deserialize(from)?;
    if (-9999..=9999).contains(&year) { Ok(year) } else { Err(serde::de::Error::custom("this is not a year")) }
}

impl Years {
    /// From the first year of any to the last; no years where there are none.
    pub fn span(all: impl Iterator<Item = Years>) -> Years {
        all.fold(Years { first: i32::MAX, last: i32::MIN }, |span, years| Years {
            first: span.first.min(years.first),
            last: span.last.max(years.last),
        })
    }

    /// Every year, in order.
    pub fn iter(self) -> std::ops::RangeInclusive<i32> {
        self.first..=self.last
    }

    /// Whether a year lies inside.
    pub fn contains(self, year: i32) -> bool {
        (self.first..=self.last).contains(&year)
    }
}

/// What a register covers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(
    untagged,
    expecting = "write { first = 2005, last = 2022 }, { from = 1995-01-01, to = 2019-02-28 } or { list = [1971, 1982] }"
)]
pub enum Covers {
    /// Whole calendar years.
    Years(Years),
    /// From one day through another.
    Days(Days),
    /// Single years.
    List(YearList),
}

/// Days from the first through the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Days {
    /// The first day covered.
    pub from: Day,
    /// The last day covered.
    pub to: Day,
}

/// Single years.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearList {
    /// The years, in any order.
    pub list: Vec<i32>,
}

impl Covers {
    /// Whether every day from `from` through `to` is covered.
    pub fn holds(&self, from: Day, to: Day) -> bool {
        match self {
            Self::Years(years) => years.first <= from.year() && to.year() <= years.last,
            Self::Days(days) => days.from <= from && to <= days.to,
            Self::List(years) => (from.year()..=to.year()).all(|year| years.list.contains(&year)),
        }
    }

    /// The calendar years that are covered at least in part, ascending.
    pub fn years(&self) -> Vec<i32> {
        match self {
            Self::Years(years) => years.iter().collect(),
            Self::Days(days) => (days.from.year()..=days.to.year()).collect(),
            Self::List(years) => {
                let mut list = years.list.clone();
                list.sort_unstable();
                list.dedup();
                list
            }
        }
    }

    /// The last day covered; the first of the calendar if none is.
    pub fn last_day(&self) -> Day {
        match self {
            Self::Days(days) => days.to,
            _ => self.years().last().map_or(Day(NaiveDate::MIN), |year| Day::last_of(*year)),
        }
    }

    /// The first day covered; the last of the calendar if none is.
    pub fn first_day(&self) -> Day {
        match self {
            Self::Days(days) => days.from,
            _ => self.years().first().map_or(Day(NaiveDate::MAX), |year| Day::first_of(*year)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_week_is_that_of_28_december() {
        for year in 1599..=2401 {
            let day = NaiveDate::from_ymd_opt(year, 12, 28).unwrap();
            assert_eq!(last_week(year), day.iso_week().week(), "{year}");
        }
    }

    #[test]
    fn every_day_lies_in_its_year() {
        for day in Day::first_of(1599).number()..=Day::last_of(2401).number() {
            assert_eq!(Some(year_of(day)), Day::from_number(day).map(Day::year));
        }
    }
}
