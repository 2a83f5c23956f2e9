//! Days that a register writes for something else: a day that is unknown, or an end that has not come.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::day::Day;
use crate::table::Table;

/// Years after what a register covers beyond which an end has not come: registers write ends that are planned, but not so far ahead.
const YEARS_AHEAD: i32 = 20;

/// The days of a register that stand for something else than themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecialDays {
    /// A day that is not known.
    pub unknown: Vec<Day>,
    /// The end of a spell that still lasts.
    pub open: Vec<Day>,
    /// Ends that are plans, however many rows share one and however far they are.
    pub planned: Vec<Day>,
    /// Any other end after this day has not come either: 20 years after what the register covers.
    pub latest: Day,
}

impl Default for SpecialDays {
    fn default() -> SpecialDays {
        SpecialDays { unknown: Vec::new(), open: Vec::new(), planned: Vec::new(), latest: Day(NaiveDate::MAX) }
    }
}

impl SpecialDays {
    /// Reads `unknown_dates`, `open_dates` and `planned_dates` of a register that covers days until `covered`. The last day of the calendar is an open
    /// end unless others are given.
    pub(super) fn read(table: &Table<'_>, covered: Day) -> SpecialDays {
        let days = |listed: Vec<DayInput>| -> Vec<Day> { listed.into_iter().map(|written| written.0).collect() };
        let unknown = table.optional::<Vec<DayInput>>("unknown_dates").map(|at| days(at.value));
        let open = table.optional::<Vec<DayInput>>("open_dates").map(|at| days(at.value));
        let planned = table.optional::<Vec<DayInput>>("planned_dates").map(|at| days(at.value));
        let planned: Vec<Day> = planned.into_iter().flatten().collect();
        if let Some(day) = open.iter().flatten().find(|day| planned.contains(day)) {
            table.report().mistake(table.place(), format!("{day} stands in `open_dates` and in `planned_dates`"));
        }
        let last = NaiveDate::from_ymd_opt(9999, 12, 31).map(Day).filter(|day| !planned.contains(day));
        SpecialDays {
            unknown: unknown.into_iter().flatten().collect(),
            open: open.unwrap_or_else(|| last.into_iter().collect()),
            planned,
            latest: Day::last_of(covered.year().saturating_add(YEARS_AHEAD)),
        }
    }
}

/// A day, as text or as a date.
struct DayInput(Day);

impl<'de> Deserialize<'de> for DayInput {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<DayInput, D::Error> {
        let text = match toml::Value::deserialize(from)? {
            toml::Value::String(text) => text,
            toml::Value::Datetime(date) => date.to_string(),
            _ => String::new(),
        };
        let day = NaiveDate::parse_from_str(&text, "%Y-%m-%d").map(|day| DayInput(Day(day)));
        day.map_err(|_| serde::de::Error::custom("a date is wanted, such as \"1599-12-31\""))
    }
}
