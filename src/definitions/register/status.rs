//! A status register: one row a person and year.

use foundation::words::RegisterKind;
use serde::Deserialize;
use sql::ColumnType;

use super::kind_rules::{KindRules, KnownYears, RowsPerPerson, Timing};
use super::time_column::{TimeColumn, TimeUnit};
use crate::column::Column;
use crate::source::At;
use crate::table::Table;

/// What a status register declares.
#[derive(Debug, Clone)]
pub struct Status {
    /// The column with the year; none where the path of each file has `{year}`.
    pub year: Option<At<Column>>,
    /// What no row means.
    pub absent: At<Absent>,
}

/// What it means that a person has no row in a status register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Absent {
    /// The value is unknown: the person leaves that regression.
    Missing,
    /// The value is zero.
    Zero,
}

impl Status {
    /// The keys of the definition.
    pub const KEYS: &'static [&'static str] = &["year", "absent"];

    /// Reads the keys. `years_in_paths` says whether every path has `{year}`.
    pub(super) fn read(table: &Table<'_>, years_in_paths: bool) -> Result<Status, Option<&'static str>> {
        let year = table.optional("year");
        let absent = table.or("absent", Absent::Missing);
        if year.is_none() && !years_in_paths {
            return Err(Some("year"));
        }
        Ok(Status { year, absent })
    }
}

impl KindRules for Status {
    fn word(&self) -> RegisterKind {
        RegisterKind::Status
    }

    fn timing(&self) -> Timing {
        Timing::Year
    }

    fn rows_per_person(&self) -> RowsPerPerson {
        RowsPerPerson::OneAYear
    }

    fn time_columns(&self) -> Vec<TimeColumn<'_>> {
        self.year.iter().map(|column| TimeColumn { id: "year", column, unit: TimeUnit::Year }).collect()
    }

    fn sql_columns(&self) -> &'static [(&'static str, ColumnType)] {
        &[("year", ColumnType::Integer)]
    }

    fn row_keys(&self) -> &'static [&'static str] {
        &["year"]
    }

    fn year_column(&self) -> Option<&At<Column>> {
        self.year.as_ref()
    }

    fn is_dated_by_path(&self) -> bool {
        self.year.is_none()
    }

    fn known_years(&self) -> KnownYears {
        if self.year.is_some() { KnownYears::OfColumn } else { KnownYears::OfPath }
    }

    fn is_missing_without_row(&self) -> bool {
        self.absent.value == Absent::Missing
    }

    fn is_null_unknown(&self) -> bool {
        true
    }
}
