//! The columns that place a row in time.

use super::period_part::PeriodPart;
use crate::column::Column;
use crate::source::At;

/// A column that places a row in time.
#[derive(Debug, Clone, Copy)]
pub struct TimeColumn<'a> {
    /// The name in SQL and messages.
    pub id: &'static str,
    /// The column.
    pub column: &'a At<Column>,
    /// What it holds.
    pub unit: TimeUnit,
}

/// What a column holds that places a row in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeUnit {
    /// A day.
    Day,
    /// A calendar year.
    Year,
    /// A part of a period.
    Period(PeriodPart),
}
