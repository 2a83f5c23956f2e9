//! A spell register: a row with a first day and the day on which it ended.

use foundation::words::RegisterKind;
use sql::ColumnType;

use super::kind_rules::{KindRules, RowsPerPerson, Timing};
use super::time_column::{TimeColumn, TimeUnit};
use crate::column::Column;
use crate::source::At;
use crate::table::Table;

/// What a spell register declares.
#[derive(Debug, Clone)]
pub struct Spell {
    /// The column with the first day; none where it is that of the parent row.
    pub start: Option<At<Column>>,
    /// The column with the day it ended, which is null while it lasts; none where it is that of the parent row.
    pub end: Option<At<Column>>,
}

impl Spell {
    /// The keys of the definition.
    pub const KEYS: &'static [&'static str] = &["start", "end"];
    /// The hours from the start to the end, of a register that keeps their time of day, and the columns of every spell.
    const SQL_COLUMNS: &'static [(&'static str, ColumnType)] = &[
        ("hours", ColumnType::Number),
        ("year", ColumnType::Integer),
        ("start", ColumnType::Date),
        ("end", ColumnType::Date),
        ("nights", ColumnType::Integer),
        ("days", ColumnType::Integer),
    ];

    /// Reads the keys; rows with a parent may have its days.
    pub(super) fn read(table: &Table<'_>, has_parent: bool) -> Result<Spell, Option<&'static str>> {
        let (start, end) = (table.optional("start"), table.optional("end"));
        let of_parent = has_parent && table.lacks("start") && table.lacks("end");
        match (&start, &end) {
            _ if of_parent => {}
            (None, _) => return Err(Some("start")),
            (_, None) => return Err(Some("end")),
            _ => {}
        }
        Ok(Spell { start, end })
    }
}

impl KindRules for Spell {
    fn word(&self) -> RegisterKind {
        RegisterKind::Spell
    }

    fn timing(&self) -> Timing {
        Timing::Span
    }

    fn rows_per_person(&self) -> RowsPerPerson {
        RowsPerPerson::Many
    }

    fn time_columns(&self) -> Vec<TimeColumn<'_>> {
        let days = [("start", &self.start), ("end", &self.end)].into_iter();
        days.filter_map(|(id, column)| Some(TimeColumn { id, column: column.as_ref()?, unit: TimeUnit::Day })).collect()
    }

    fn sql_columns(&self) -> &'static [(&'static str, ColumnType)] {
        let without_hours = usize::from(!self.has_times());
        &Self::SQL_COLUMNS[without_hours..]
    }

    /// `end` may be absent.
    fn row_keys(&self) -> &'static [&'static str] {
        &["start", "end"]
    }

    fn clock_columns(&self) -> Vec<(&'static str, &At<Column>)> {
        match (&self.start, &self.end) {
            (Some(start), Some(end)) if start.time && end.time => vec![("start_time", start), ("end_time", end)],
            _ => Vec::new(),
        }
    }

    fn columns_after_cutting(&self) -> &'static [&'static str] {
        &["year", "nights", "days"]
    }
}
