//! A register as delivered: its files, the kind of its rows, the years it covers and the names of its columns.
//!
//! Owns the definition of a register. A kind of rows has a file of its own. Owns no files: the engine opens them.

mod bad_rows;
mod check;
mod event;
mod kind;
mod kind_rules;
mod monthly_wide;
mod parent;
mod period;
pub mod period_part;
mod read;
mod special_days;
mod spell;
mod status;
mod time_column;
mod weekly_wide;
mod zone;

pub use bad_rows::BadRows;
pub use event::Event;
pub use kind::Kind;
pub use kind_rules::{KindRules, KnownYears, RowsPerPerson, Timing};
pub use monthly_wide::MonthlyWide;
pub use parent::{Parent, SpellDay};
pub use period::{Period, Spread};
pub use period_part::{NamedBy, PeriodPart, Unit};
pub use special_days::SpecialDays;
pub use spell::Spell;
pub use status::{Absent, Status};
pub use time_column::{TimeColumn, TimeUnit};
pub use weekly_wide::{CodeRange, WeeklyWide};
pub use zone::Zone;

use serde::Deserialize;

use crate::code_table::CodeTable;
pub use crate::column::{Column, Range};
use crate::day::Covers;
use crate::expression::Expression;
use crate::source::At;
use foundation::words::{Label, Provenance};
use sql::ColumnType;

/// One register.
#[derive(Debug, Clone)]
pub struct Register {
    /// The name that variables use.
    pub id: At<String>,
    /// Labels.
    pub label: Label,
    /// The source of its documentation.
    pub source: String,
    /// How certain it is that shapes and names are the real ones.
    pub provenance: Provenance,
    /// What its rows are.
    pub kind: At<Kind>,
    /// Its role in every build.
    pub role: Option<At<Role>>,
    /// Paths below the extracts' folder; `{year}` stands for four digits, `{delivery}` for the name of a delivery, `*` for any
    /// part of a name.
    pub files: At<Vec<String>>,
    /// Which of several deliveries of a year counts.
    pub deliveries: At<Deliveries>,
    /// The condition of rows that count; all other rows are dropped before any other check.
    pub filter: Option<Expression>,
    /// Migration: the direction of every row, of a register without a column for it.
    pub direction: Option<At<Direction>>,
    /// What it covers.
    pub covers: At<Covers>,
    /// The column by which a row finds its person: the person's key or, of a register with a parent, the key of the parent row.
    pub person: At<Column>,
    /// The register that its rows belong to, if they are about no person but by another register's row.
    pub parent: Option<Parent>,
    /// The columns by which rows of other registers find the rows of this one.
    pub row_keys: Vec<Column>,
    /// Population: the day of the year that a status describes.
    pub as_of: At<AsOf>,
    /// Population without dates of birth: the day that `age` is the age on.
    pub age_on: At<AgeOn>,
    /// What is done with bad rows.
    pub bad_rows: At<BadRows>,
    /// The days that stand for something else than themselves.
    pub special_days: SpecialDays,
    /// The zone in which times have their day.
    pub zone: At<Zone>,
    /// The columns that SQL may name.
    pub columns: Vec<(At<String>, At<Column>)>,
}

/// The role of a register in every build, beside what variables read from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Lists who lives in the country; needs the columns `sex`, and `born` or `age`.
    Population,
    /// Lists deaths with their days.
    Deaths,
    /// Lists moves out of and into the country; needs the column `direction` with the codes `in` and `out`, or one direction
    /// for all rows.
    Migration,
}

/// The direction of the moves of a migration register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Into the country.
    In,
    /// Out of the country.
    Out,
}

/// The day that a population status describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AsOf {
    /// 1 January of its year.
    Start,
    /// 31 December of its year.
    End,
}

/// The day that a population register's `age` is the age on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgeOn {
    /// The day of the status.
    StatusDay,
    /// 31 December of its year: the age that the person reaches in it.
    YearEnd,
}

/// Which of several deliveries of the same year counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deliveries {
    /// Two deliveries of a year stop the build.
    Refuse,
    /// The last, by what `{delivery}` stands for in their paths.
    Last,
    /// All: the files of a register without years in their paths are parts of one delivery.
    Parts,
}

impl Register {
    /// A column that rows have: one of its own, or a month column.
    pub fn row_column(&self, id: &str) -> Option<&Column> {
        self.column(id).or_else(|| {
            self.kind.month_columns().iter().find(|(name, _)| name.value == id).map(|(_, column)| &**column)
        })
    }

    /// The code tables of its columns.
    pub fn code_tables(&self) -> impl Iterator<Item = &CodeTable> {
        self.columns
            .iter()
            .chain(self.kind.month_columns())
            .filter_map(|(_, column)| column.code.as_ref()?.table.as_ref())
    }

    /// The years that the paths of its files have.
    pub fn file_years(&self) -> Vec<i32> {
        self.kind.file_years(&self.covers)
    }

    /// A column that SQL may name.
    pub fn column(&self, id: &str) -> Option<&Column> {
        self.columns.iter().find(|(name, _)| name.value == id).map(|(_, column)| &column.value)
    }

    /// The columns of SQL over this register's rows: the declared ones and those of its kind.
    pub fn sql_columns(&self) -> Vec<(String, ColumnType)> {
        let declared = if self.kind.has_row_columns() { self.columns.as_slice() } else { &[] };
        let declared = declared.iter().chain(self.kind.month_columns());
        let declared = declared.filter_map(|(id, column)| Some((id.value.clone(), column.kind?)));
        declared.chain(self.kind.sql_columns().iter().map(|(id, kind)| ((*id).to_owned(), *kind))).collect()
    }

    /// The columns that a condition on this register's rows reads: a spell has no year, nights or days before it is cut.
    pub fn condition_columns(&self) -> Vec<(String, ColumnType)> {
        let later = self.kind.columns_after_cutting();
        self.sql_columns().into_iter().filter(|(name, _)| !later.contains(&name.as_str())).collect()
    }
}

impl Register {
    /// The columns that the register's own condition may read: those of a row as it is delivered.
    pub fn row_columns(&self) -> Vec<(String, ColumnType)> {
        let time = self.kind.time_columns().into_iter().map(|time| {
            let kind = match time.unit {
                TimeUnit::Day => time.column.day_kind(),
                TimeUnit::Period(PeriodPart::Code(_)) => ColumnType::Date,
                TimeUnit::Year | TimeUnit::Period(_) => ColumnType::Integer,
            };
            (time.id.to_owned(), kind)
        });
        let declared = self.columns.iter().filter_map(|(id, column)| Some((id.value.clone(), column.kind?)));
        declared.chain(time).collect()
    }
}
