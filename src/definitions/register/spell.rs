//! A spell register: a row with a first day and the day on which it ended.

use sql::ColumnType;

use super::time_column::{TimeColumn, TimeUnit};
use crate::column::Column;
use crate::source::At;
use crate::table::Table;

/// What a spell register declares.
#[derive(Debug, Clone)]
pub struct Spell {
    /// The column with the first day.
    pub start: At<Column>,
    /// The column with the day it ended; null while it lasts.
    pub end: At<Column>,
}

impl Spell {
    /// The keys of the definition.
    pub const KEYS: &'static [&'static str] = &["start", "end"];
    /// The columns that SQL reads beside the declared ones. A spell has no year, nights or days before it is cut.
    pub const SQL_COLUMNS: &'static [(&'static str, ColumnType)] = &[
        ("year", ColumnType::Integer),
        ("start", ColumnType::Date),
        ("end", ColumnType::Date),
        ("nights", ColumnType::Integer),
        ("days", ColumnType::Integer),
    ];
    /// The hours from the start to the end, of a register that keeps their time of day.
    pub const HOURS: (&'static str, ColumnType) = ("hours", ColumnType::Number);
    /// The keys of a test person's row beside the declared columns; `end` may be absent.
    pub const ROW_KEYS: &'static [&'static str] = &["start", "end"];

    /// Reads the keys.
    pub(super) fn read(table: &Table<'_>) -> Result<Spell, Option<&'static str>> {
        let (start, end) = (table.optional("start"), table.optional("end"));
        Ok(Spell { start: start.ok_or(Some("start"))?, end: end.ok_or(Some("end"))? })
    }

    /// Whether start and end have a time of day.
    pub fn has_times(&self) -> bool {
        self.start.time && self.end.time
    }

    pub(super) fn time_columns(&self) -> Vec<TimeColumn<'_>> {
        let day = |id, column| TimeColumn { id, column, unit: TimeUnit::Day };
        vec![day("start", &self.start), day("end", &self.end)]
    }
}
