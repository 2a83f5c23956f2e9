//! An event register: a row with a day.

use sql::ColumnType;

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
    /// The columns that SQL reads in addition to the declared ones.
    pub const SQL_COLUMNS: &'static [(&'static str, ColumnType)] =
        &[("year", ColumnType::Integer), ("date", ColumnType::Date)];
    /// The keys of a test person's row in addition to the declared columns.
    pub const ROW_KEYS: &'static [&'static str] = &["date"];

    /// Reads the keys; rows with a parent may have its day.
    pub(super) fn read(table: &Table<'_>, has_parent: bool) -> Result<Event, Option<&'static str>> {
        let date = table.optional("date");
        if date.is_none() && !(has_parent && table.lacks("date")) {
            return Err(Some("date"));
        }
        Ok(Event { date })
    }

    pub(super) fn time_columns(&self) -> Vec<TimeColumn<'_>> {
        self.date.iter().map(|column| TimeColumn { id: "date", column, unit: TimeUnit::Day }).collect()
    }
}
