//! A spell register: a row with a first day and the day on which it ended.

use sql::ColumnType;

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
    /// The columns that SQL reads in addition to the declared ones. A spell has no year, nights or days before it is cut.
    pub const SQL_COLUMNS: &'static [(&'static str, ColumnType)] = &[
        ("year", ColumnType::Integer),
        ("start", ColumnType::Date),
        ("end", ColumnType::Date),
        ("nights", ColumnType::Integer),
        ("days", ColumnType::Integer),
    ];
    /// The hours from the start to the end, of a register that keeps their time of day.
    pub const HOURS: (&'static str, ColumnType) = ("hours", ColumnType::Number);
    /// The keys of a test person's row in addition to the declared columns; `end` may be absent.
    pub const ROW_KEYS: &'static [&'static str] = &["start", "end"];

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

    /// Whether start and end have a time of day.
    pub fn has_times(&self) -> bool {
        let has_time = |column: &Option<At<Column>>| column.as_ref().is_some_and(|column| column.time);
        has_time(&self.start) && has_time(&self.end)
    }

    pub(super) fn time_columns<'p>(&'p self) -> Vec<TimeColumn<'p>> {
        let days = [("start", &self.start), ("end", &self.end)];
        let of = |(id, column): (&'static str, &'p Option<At<Column>>)| {
            column.as_ref().map(|column| TimeColumn { id, column, unit: TimeUnit::Day })
        };
        days.into_iter().filter_map(of).collect()
    }
}
