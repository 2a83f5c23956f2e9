//! Stays: contacts that follow each other within some hours, joined before they are counted.

use sql::{ColumnType, ResultKind};

use crate::expression::{self, Expression};
use crate::mistake::Report;
use crate::source::{At, Place};
use crate::table::Table;

/// How contacts are joined into stays.
#[derive(Debug, Clone)]
pub struct Stays {
    /// A contact that begins at most so many hours after the stay ended belongs to it.
    pub within_hours: At<i64>,
    /// The condition on stays.
    pub filter: Option<Expression>,
    /// Where they are declared.
    pub place: Place,
}

impl Stays {
    /// The columns that SQL reads of a stay.
    pub const SQL_COLUMNS: &'static [(&'static str, ColumnType)] = &[
        ("year", ColumnType::Integer),
        ("start", ColumnType::Date),
        ("end", ColumnType::Date),
        ("hours", ColumnType::Number),
        ("nights", ColumnType::Integer),
        ("days", ColumnType::Integer),
    ];

    /// Reads the key `stays` of a source.
    pub fn read(table: &Table<'_>) -> Option<Stays> {
        let report = table.report();
        let within_hours = table.required::<i64>("within_hours");
        let filter = table.optional::<String>("where").map(|at| expression::expression(&at, report));
        table.finish();
        let within_hours = within_hours?;
        if !(0..=8_784).contains(&within_hours.value) {
            report.mistake(&within_hours.place, "`within_hours` is a number of hours from 0 to those of a year");
        }
        Some(Stays { within_hours, filter, place: table.place().clone() })
    }

    /// Checks the condition, which is on whole stays.
    pub fn check(&self, report: &Report) {
        if let Some(filter) = &self.filter {
            let whole = |name: &str| !["year", "nights", "days"].contains(&name);
            let known: Vec<(String, ColumnType)> = Self::SQL_COLUMNS
                .iter()
                .filter(|(name, _)| whole(name))
                .map(|(name, kind)| ((*name).to_owned(), *kind))
                .collect();
            filter.check(&known, ResultKind::Condition, report);
        }
    }
}
