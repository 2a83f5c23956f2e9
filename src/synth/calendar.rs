//! Calendar of the extracts' years: first days, month offsets and ISO weeks, computed once.

use chrono::{Datelike, NaiveDate, Weekday};

use definitions::day::{Day, last_week};

/// The first year of the extracts.
pub const FIRST: i32 = 2006;

/// The last year of the extracts. The population register also covers 1 January of the next year.
pub const LAST: i32 = 2023;

/// One calendar year.
#[derive(Debug, Clone)]
pub struct Year {
    /// The year.
    pub year: i32,
    /// Its 1 January, in days since 1970.
    pub first_day: i32,
    /// Number of days.
    pub days: i32,
    /// The offset of each month's first day from 1 January.
    pub months: Vec<i32>,
    /// Number of ISO weeks with this year's number.
    pub weeks: i32,
    /// The Monday of week 1, in days since 1970.
    pub first_monday: i32,
    /// Number of ISO weeks of earlier years in the extracts.
    pub weeks_before: usize,
}

/// The part of a year in which a person can use services.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AvailableTime {
    /// Number of days, counted from 1 January.
    pub days: i32,
    /// ISO weeks within those days.
    pub weeks: i32,
    /// Share of the year, in whole months.
    pub share: f64,
}

impl Year {
    /// The whole year.
    pub fn whole(&self) -> AvailableTime {
        AvailableTime { days: self.days, weeks: self.weeks, share: 1.0 }
    }

    /// The months before `month` (1–12), the month of death or emigration. Services end with the previous month.
    pub fn until_month(&self, month: usize) -> AvailableTime {
        let days = self.months[month - 1];
        let weeks = ((self.first_day + days - self.first_monday) / 7).clamp(0, self.weeks);
        AvailableTime { days, weeks, share: (month - 1) as f64 / 12.0 }
    }
}

/// All years of the extracts and the next one.
#[derive(Debug, Clone)]
pub struct Calendar {
    years: Vec<Year>,
}

impl Calendar {
    /// Computes all years.
    pub fn new() -> Calendar {
        let mut weeks_before = 0;
        let years = (FIRST..=LAST + 1)
            .map(|year| {
                let first_day = Day::first_of(year).number();
                let months = (1..=12)
                    .filter_map(|month| NaiveDate::from_ymd_opt(year, month, 1))
                    .map(|day| day.ordinal0() as i32)
                    .collect();
                let weeks = last_week(year) as i32;
                let monday = NaiveDate::from_isoywd_opt(year, 1, Weekday::Mon);
                let first_monday = monday.map_or(first_day, |day| day.to_epoch_days());
                let before = weeks_before;
                weeks_before += weeks as usize;
                let days = Day::first_of(year + 1).number() - first_day;
                Year { year, first_day, days, months, weeks, first_monday, weeks_before: before }
            })
            .collect();
        Calendar { years }
    }

    /// One year. A year outside the calendar gives the nearest one.
    pub fn year(&self, year: i32) -> &Year {
        let at = (year - FIRST).max(0) as usize;
        &self.years[at.min(self.years.len() - 1)]
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
