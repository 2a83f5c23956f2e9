//! A weekly wide register: a row a person, with a column of codes for each week. Unfolded, its rows are weeks.

use sql::ColumnType;

use crate::source::At;
use crate::table::Table;

/// What a weekly wide register declares.
#[derive(Debug, Clone)]
pub struct WeeklyWide {
    /// The pattern of the week columns' names, with `{yy}` and `{ww}`.
    pub weeks: At<String>,
}

impl WeeklyWide {
    /// The keys of the definition.
    pub const KEYS: &'static [&'static str] = &["weeks"];
    /// The columns that SQL reads of a week. `run_week` counts the weeks of one code in a row.
    pub const SQL_COLUMNS: &'static [(&'static str, ColumnType)] = &[
        ("year", ColumnType::Integer),
        ("week", ColumnType::Integer),
        ("code", ColumnType::Integer),
        ("run_week", ColumnType::Integer),
    ];
    /// The keys of a test person's row: a code, and the first and last week that have it.
    pub const ROW_KEYS: &'static [&'static str] = &["code", "first", "last"];

    /// Reads the keys.
    pub(super) fn read(table: &Table<'_>) -> Result<WeeklyWide, Option<&'static str>> {
        let weeks = table.optional::<String>("weeks").ok_or(Some("weeks"))?;
        if !(weeks.contains("{yy}") && weeks.contains("{ww}")) {
            table.report().mistake_with_hint(
                &weeks.place,
                "the pattern of the week columns names no year or no week",
                "write it with `{yy}` and `{ww}`, such as `Y_{yy}{ww}`",
            );
        }
        Ok(WeeklyWide { weeks })
    }
}
