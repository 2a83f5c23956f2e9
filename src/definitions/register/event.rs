//! An event register: a row with a day.

use sql::ColumnType;

use super::time_column::{TimeColumn, TimeUnit};
use crate::column::Column;
use crate::source::At;
use crate::table::Table;

/// What an event register declares.
#[derive(Debug, Clone)]
pub struct Event {
    /// The column with the day.
    pub date: At<Column>,
}

impl Event {
    /// The keys of the definition.
    pub const KEYS: &'static [&'static str] = &["date"];
    /// The columns that SQL reads beside the declared ones.
    pub const SQL_COLUMNS: &'static [(&'static str, ColumnType)] =
        &[("year", ColumnType::Integer), ("date", ColumnType::Date)];
    /// The keys of a test person's row beside the declared columns.
    pub const ROW_KEYS: &'static [&'static str] = &["date"];

    /// Reads the keys.
    pub(super) fn read(table: &Table<'_>) -> Result<Event, Option<&'static str>> {
        Ok(Event { date: table.optional("date").ok_or(Some("date"))? })
    }

    pub(super) fn time_columns(&self) -> Vec<TimeColumn<'_>> {
        vec![TimeColumn { id: "date", column: &self.date, unit: TimeUnit::Day }]
    }
}
