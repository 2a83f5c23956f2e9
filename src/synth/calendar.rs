//! The years that the extracts span: their first days, months and ISO weeks, looked up and not computed again and again.

use chrono::{Datelike, NaiveDate, Weekday};

use definitions::day::Day;

/// The first year of the extracts.
pub const FIRST: i32 = 2006;

/// The last year of the extracts. The population register also has 1 January of the year after.
pub const LAST: i32 = 2023;

/// One calendar year.
#[derive(Debug, Clone)]
pub struct Year {
    /// The year.
    pub year: i32,
    /// Its 1 January, in days since 1970.
    pub first_day: i32,
    /// How many days it has.
    pub days: i32,
    /// The offset of each month's first day from 1 January.
    pub months: Vec<i32>,
    /// How many ISO weeks bear its number.
    pub weeks: i32,
    /// The Monday of week 1, in days since 1970.
    pub first_monday: i32,
    /// How many ISO weeks of earlier years the extracts have.
    pub weeks_before: usize,
}

/// The part of a year in which a person can use services.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Available {
    /// Days from 1 January to before the first day without.
    pub days: i32,
    /// ISO weeks that lie in that part.
    pub weeks: i32,
    /// The share of the year, counted in months.
    pub share: f64,
}

impl Year {
    /// The whole year.
    pub fn whole(&self) -> Available {
        Available { days: self.days, weeks: self.weeks, share: 1.0 }
    }

    /// The months before one (1–12) in which a person dies or leaves: services end with the month before.
    pub fn until_month(&self, month: usize) -> Available {
        let days = self.months.get(month - 1).copied().unwrap_or(self.days);
        let weeks = ((self.first_day + days - self.first_monday) / 7).clamp(0, self.weeks);
        Available { days, weeks, share: (month - 1) as f64 / 12.0 }
    }
}

/// All years of the extracts, and the one after.
#[derive(Debug, Clone)]
pub struct Calendar {
    years: Vec<Year>,
}

impl Calendar {
    /// Looks everything up once.
    pub fn new() -> Calendar {
        let mut weeks_before = 0;
        let years = (FIRST..=LAST + 1)
            .map(|year| {
                let first_day = Day::first_of(year).number();
                let months = (1..=12)
                    .filter_map(|month| NaiveDate::from_ymd_opt(year, month, 1))
                    .map(|day| i32::try_from(day.ordinal0()).unwrap_or_default())
                    .collect();
                let week = |number, day| NaiveDate::from_isoywd_opt(year, number, day);
                let weeks = if week(53, Weekday::Mon).is_some() { 53 } else { 52 };
                let first_monday = week(1, Weekday::Mon).map_or(first_day, |day| day.to_epoch_days());
                let before = weeks_before;
                weeks_before += weeks as usize;
                let days = Day::first_of(year + 1).number() - first_day;
                Year { year, first_day, days, months, weeks, first_monday, weeks_before: before }
            })
            .collect();
        Calendar { years }
    }

    /// One year; the nearest if it lies outside.
    pub fn year(&self, year: i32) -> &Year {
        let at = usize::try_from(year - FIRST).unwrap_or(0).min(self.years.len() - 1);
        &self.years[at]
    }

    /// The names of all week columns, in order of time.
    pub fn week_columns(&self) -> Vec<String> {
        self.years
            .iter()
            .filter(|year| year.year <= LAST)
            .flat_map(|year| (1..=year.weeks).map(move |week| format!("Y_{:02}{week:02}", year.year % 100)))
            .collect()
    }
}
