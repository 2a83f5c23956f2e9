//! A weekly wide register: a row a person, with a column of codes for each week. Unfolded, its rows are weeks.

use foundation::words::RegisterKind;
use serde::Deserialize;
use sql::ColumnType;

use super::kind_rules::{KindRules, RowsPerPerson, Timing};
use super::time_column::TimeColumn;
use crate::source::At;
use crate::table::Table;

/// What a weekly wide register declares.
#[derive(Debug, Clone)]
pub struct WeeklyWide {
    /// The pattern of the week columns' names, with `{yy}` and `{ww}`.
    pub weeks: At<String>,
    /// The codes that `run_week` counts; every code, if none.
    pub run_codes: Vec<CodeRange>,
}

/// Codes from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeRange {
    /// The lowest.
    pub first: i64,
    /// The highest.
    pub last: i64,
}

impl WeeklyWide {
    /// The keys of the definition.
    pub const KEYS: &'static [&'static str] = &["weeks", "run_codes"];

    /// Reads the keys.
    pub(super) fn read(table: &Table<'_>) -> Result<WeeklyWide, Option<&'static str>> {
        let (weeks, run_codes) = (table.optional::<String>("weeks"), table.optional::<Vec<CodeRange>>("run_codes"));
        let weeks = weeks.ok_or(Some("weeks"))?;
        if !(weeks.contains("{yy}") && weeks.contains("{ww}")) {
            table.report().mistake_with_hint(
                &weeks.place,
                "the pattern of the week columns names no year or no week",
                "write it with `{yy}` and `{ww}`, such as `Y_{yy}{ww}`",
            );
        }
        if let Some(codes) = &run_codes
            && (codes.value.is_empty() || codes.value.iter().any(|range| range.first > range.last || range.first < 1))
        {
            table.report().mistake_with_hint(
                &codes.place,
                "the codes of `run_codes` are ranges of whole numbers from 1, each from its lowest to its highest",
                "write them as `[{ first = 111, last = 126 }, { first = 890, last = 899 }]`, or leave the key out",
            );
        }
        Ok(WeeklyWide { weeks, run_codes: run_codes.map_or_else(Vec::new, |codes| codes.value) })
    }

    /// Whether `run_week` counts a week with this code.
    pub fn counts(&self, code: i64) -> bool {
        self.run_codes.is_empty() || self.run_codes.iter().any(|range| (range.first..=range.last).contains(&code))
    }
}

impl KindRules for WeeklyWide {
    fn word(&self) -> RegisterKind {
        RegisterKind::WeeklyWide
    }

    fn timing(&self) -> Timing {
        Timing::Year
    }

    fn rows_per_person(&self) -> RowsPerPerson {
        RowsPerPerson::One
    }

    fn time_columns(&self) -> Vec<TimeColumn<'_>> {
        Vec::new()
    }

    /// `run_week` counts the weeks in a row that have one of `run_codes`.
    fn sql_columns(&self) -> &'static [(&'static str, ColumnType)] {
        &[
            ("year", ColumnType::Integer),
            ("week", ColumnType::Integer),
            ("code", ColumnType::Integer),
            ("run_week", ColumnType::Integer),
        ]
    }

    /// A code, and the first and last week that have it.
    fn row_keys(&self) -> &'static [&'static str] {
        &["code", "first", "last"]
    }

    fn unfolds_to(&self) -> Option<&'static str> {
        Some("week")
    }

    /// Weeks have no columns of the row that they come from.
    fn has_row_columns(&self) -> bool {
        false
    }
}
