//! Days that a register writes for something else: a day that is unknown, or an end that has not come.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::day::Day;
use crate::source::At;
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
    /// end unless others are given. A day in two of the lists is a mistake.
    pub(super) fn read(table: &Table<'_>, covered: Day) -> SpecialDays {
        let unknown = listed(table, LISTS[0]);
        let open = listed(table, LISTS[1]);
        let planned = listed(table, LISTS[2]);
        no_day_of_two(table, [&unknown, &open, &planned]);
        let open = open.map(|at| at.value);
        let planned = planned.map_or_else(Vec::new, |at| at.value);
        let last = NaiveDate::from_ymd_opt(9999, 12, 31).map(Day).filter(|day| !planned.contains(day));
        SpecialDays {
            unknown: unknown.map_or_else(Vec::new, |at| at.value),
            open: open.unwrap_or_else(|| last.into_iter().collect()),
            planned,
            latest: Day::last_of(covered.year().saturating_add(YEARS_AHEAD)),
        }
    }
}

/// The names of the lists.
const LISTS: [&str; 3] = ["unknown_dates", "open_dates", "planned_dates"];

fn listed(table: &Table<'_>, name: &'static str) -> Option<At<Vec<Day>>> {
    let days = table.optional::<Vec<DayInput>>(name)?;
    Some(At { place: days.place, value: days.value.into_iter().map(|written| written.0).collect() })
}

/// Reports days that stand in two lists: what such a day means would depend on which is asked first.
fn no_day_of_two(table: &Table<'_>, lists: [&Option<At<Vec<Day>>>; 3]) {
    let lists = lists.into_iter().zip(LISTS).filter_map(|(days, name)| Some((days.as_ref()?, name)));
    let lists: Vec<(&At<Vec<Day>>, &str)> = lists.collect();
    for (position, (days, name)) in lists.iter().enumerate() {
        for (other, other_name) in &lists[..position] {
            if let Some(day) = days.value.iter().find(|day| other.value.contains(day)) {
                let message = format!("{day} stands in `{other_name}` and in `{name}`");
                table.report().mistake_with_hint(&days.place, message, "keep the day in the list of what it means");
            }
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
