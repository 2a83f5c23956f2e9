//! An event register: a row with a day.

use foundation::words::RegisterKind;
use sql::ColumnType;

use super::kind_rules::{KindRules, RowsPerPerson, Timing};
use super::time_column::{TimeColumn, TimeUnit};
use crate::column::Column;
use crate::source::At;
use crate::table::Table;

/// What an event register declares.
#[derive(Debug, Clone)]
pub struct Event {
    /// The column with the day; none where it is that of the parent row.
    pub date: Option<At<Column>>,
}

impl Event {
    /// The keys of the definition.
    pub const KEYS: &'static [&'static str] = &["date"];

    /// Reads the keys; rows with a parent may have its day.
    pub(super) fn read(table: &Table<'_>, has_parent: bool) -> Result<Event, Option<&'static str>> {
        let date = table.optional("date");
        if date.is_none() && !(has_parent && table.lacks("date")) {
            return Err(Some("date"));
        }
        Ok(Event { date })
    }
}

impl KindRules for Event {
    fn word(&self) -> RegisterKind {
        RegisterKind::Event
    }

    fn timing(&self) -> Timing {
        Timing::Date
    }

    fn rows_per_person(&self) -> RowsPerPerson {
        RowsPerPerson::Many
    }

    fn time_columns(&self) -> Vec<TimeColumn<'_>> {
        self.date.iter().map(|column| TimeColumn { id: "date", column, unit: TimeUnit::Day }).collect()
    }

    fn sql_columns(&self) -> &'static [(&'static str, ColumnType)] {
        &[("year", ColumnType::Integer), ("date", ColumnType::Date)]
    }

    fn row_keys(&self) -> &'static [&'static str] {
        &["date"]
    }

    fn has_rows_of_other_years(&self) -> bool {
        true
    }
}
