//! A register as delivered: its files, the kind of its rows, the years it covers and the names of its columns.
//!
//! Owns the definition of a register. A kind of rows has a file of its own. Owns no files: the engine opens them.

mod bad_rows;
mod event;
mod kind;
mod kind_rules;
mod monthly_wide;
mod parent;
mod period;
pub mod period_part;
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
use crate::day::{CALENDAR, Covers, Day};
use crate::expression::Expression;
use crate::mistake::Report;
use crate::source::At;
use crate::table::Table;
use foundation::words::{Label, Provenance, RegisterKind};
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
    /// Reads one register and checks what its kind needs.
    pub fn read(table: &Table<'_>) -> Option<Register> {
        let id = table.required("id");
        let label = table.required::<Label>("label");
        let source = table.required::<String>("source");
        let provenance = table.required::<Provenance>("provenance");
        let word = table.required::<RegisterKind>("kind");
        let role = table.optional("role");
        let files = table.required::<Vec<String>>("files");
        // Without files, nothing is known of their paths.
        let years_in_paths = files.as_ref().is_none_or(|files| !files.is_empty() && all_have_years(files));
        let kind = Kind::read(table, word.as_ref(), years_in_paths, table.has("parent"));
        let covers = table.required("covers");
        let parent = table.table("parent").and_then(|table| Parent::read(&table));
        let (parent, person) = match parent {
            Some((parent, key)) => {
                if let Some(person) = table.optional::<Column>("person") {
                    let hint = "leave out `person`: the key of the parent row stands in `[parent]`";
                    let message = "the person of a row is that of its parent row";
                    table.report().mistake_with_hint(&person.place, message, hint);
                }
                (Some(parent), Some(key))
            }
            None if table.has("parent") => {
                table.ignore(&["person"]);
                (None, None)
            }
            None => (None, table.required("person")),
        };
        let as_of = table.or("as_of", AsOf::Start);
        let age_on = table.or("age_on", AgeOn::StatusDay);
        let bad_rows = table.or("bad_rows", BadRows::default());
        let covered = covers.as_ref().map_or(Day::last_of(i32::MAX), |covers: &At<Covers>| covers.value.last_day());
        let special_days = SpecialDays::read(table, covered);
        let zone = table.or("zone", Zone::default());
        let deliveries = table.or("deliveries", Deliveries::Refuse);
        let filter = table.optional::<String>("where").map(|text| crate::expression::expression(&text, table.report()));
        let direction = table.optional("direction");
        let mut columns = table.table("columns").map_or_else(Vec::new, |columns| columns.entries::<Column>());
        for (_, column) in &mut columns {
            column.value.read_code_table(&column.place, table.report());
        }
        let register = Register {
            id: id?,
            label: label?.value,
            source: source?.value,
            provenance: provenance?.value,
            kind: kind?,
            role,
            files: files?,
            deliveries,
            filter,
            direction,
            covers: covers?,
            person: person?,
            parent,
            row_keys: Vec::new(),
            as_of,
            age_on,
            bad_rows,
            special_days,
            zone,
            columns,
        };
        register.check(table);
        Some(register)
    }

    fn check(&self, table: &Table<'_>) {
        let report = table.report();
        if self.deliveries.value == Deliveries::Last && !self.files.iter().any(|f| f.contains("{delivery}")) {
            report.mistake_with_hint(
                &self.deliveries.place,
                "no path says which delivery is the last",
                "put `{delivery}` in a path of `files`, such as `bef/bef{year}_v{delivery}.parquet`",
            );
        }
        self.check_paths(report);
        let by_year = all_have_years(&self.files);
        let time = self.kind.time_columns().into_iter().map(|time| time.column);
        let columns = std::iter::once(&self.person).chain(time).chain(self.columns.iter().map(|(_, column)| column));
        self.check_parent(report);
        for column in columns {
            column.value.check(&column.place, by_year, report);
        }
        let placed = self.kind.time_columns().into_iter().map(|placed| placed.column);
        for column in std::iter::once(&self.person).chain(placed).filter(|column| column.code.is_some()) {
            report.mistake(&column.place, "`type = \"code\"` is for columns that SQL reads, under `[columns]`");
        }
        if self.files.is_empty() {
            report.mistake(&self.files.place, "a register needs at least one file");
        }
        if let Some(role) = &self.role {
            let has = |id: &str| self.column(id).is_some();
            match role.value {
                Role::Population if !has("sex") || !(has("born") || has("age")) => {
                    report.mistake(&role.place, "the population register needs the columns `sex`, and `born` or `age`");
                }
                Role::Migration if !has("direction") && !table.has("direction") => report.mistake_with_hint(
                    &role.place,
                    "a migration register needs the column `direction`",
                    "without such a column, say `direction = \"in\"` or `direction = \"out\"` of the whole register",
                ),
                Role::Deaths | Role::Migration if self.kind.timing() != Timing::Date => {
                    report.mistake(&role.place, "deaths and migration come from registers of kind `event`");
                }
                _ => {}
            }
        }
        if let Some(direction) = &self.direction {
            if self.role.as_ref().is_none_or(|role| role.value != Role::Migration) {
                report.mistake(&direction.place, "`direction` is for registers with `role = \"migration\"`");
            } else if self.column("direction").is_some() {
                report.mistake(&direction.place, "the register has a column `direction` too: one of the two decides");
            }
        }
        let (first, last) = (self.covers.first_day().year(), self.covers.last_day().year());
        let is_population = self.role.as_ref().is_some_and(|role| role.value == Role::Population);
        if self.covers.years().is_empty() || self.covers.first_day() > self.covers.last_day() {
            report.mistake(&self.covers.place, "the register covers no year: the first is after the last");
        } else if !CALENDAR.contains(&first) || !CALENDAR.contains(&last) {
            report.mistake(&self.covers.place, "years lie between 1800 and 2200");
        } else if is_population && last - first >= 64 {
            report.mistake(&self.covers.place, "a population register covers at most 64 years");
        }
        // Its condition on rows looks at a person's row, before it becomes weeks.
        let read_by_condition = |id: &String| self.filter.as_ref().is_some_and(|filter| filter.columns.contains(id));
        let unread = self.columns.iter().find(|(id, _)| !read_by_condition(&id.value));
        if let Some((id, _)) = unread.filter(|_| !self.kind.has_row_columns()) {
            let hint = "its rows are weeks with `year`, `week`, `code` and `run_week`; only the register's `where` reads others";
            report.mistake_with_hint(&id.place, "a weekly wide register has no columns of its own", hint);
        }
        for (id, column) in self.columns.iter().chain(self.kind.month_columns()) {
            if column.kind.is_none() {
                report.mistake_with_hint(
                    &column.place,
                    format!("column `{id}` has no type"),
                    "add `type = \"integer\"`, \"number\", \"text\", \"date\", \"boolean\", \"yyww\", \"code\" or \"time\"",
                );
            }
            let counts = |kind: ColumnType| matches!(kind, ColumnType::Integer | ColumnType::Number);
            if column.range.is_some() && column.kind.is_some_and(|kind| !counts(kind)) {
                report.mistake_with_hint(
                    &column.place,
                    format!("column `{id}` has a range and holds no numbers"),
                    "leave out `range`, or make its type `integer` or `number`",
                );
            }
            if let Some(Range { first: Some(first), last: Some(last) }) = column.range
                && first > last
            {
                report.mistake(
                    &column.place,
                    format!("the range of column `{id}` is empty: the first is above the last"),
                );
            }
            let of_kind = self.kind.sql_columns().iter().any(|(name, _)| *name == id.as_str());
            if of_kind || crate::column::RESERVED_COLUMNS.contains(&id.as_str()) {
                report.mistake(
                    &id.place,
                    format!("`{id}` is a name that the program gives: choose another for the column"),
                );
            }
        }
    }

    fn check_parent(&self, report: &Report) {
        let Some(parent) = &self.parent else { return };
        if let Some(role) = &self.role {
            report.mistake(&role.place, "the rows of a register with a role have persons of their own, and no parent");
        }
        if self.kind.unfolds_to().is_some() {
            report.mistake(&parent.register.place, "a wide register has rows of persons, and no parent");
        }
    }

    fn check_paths(&self, report: &Report) {
        for path in self.files.iter().filter(|path| path.matches("{delivery}").count() > 1) {
            let place = self.files.place.within(path);
            report.mistake(&place, "`{delivery}` stands once in a path");
        }
        let dated = |path: &String| path.contains("{year}") || path.contains("{delivery}");
        if self.deliveries.value == Deliveries::Parts && self.files.iter().all(dated) && !self.files.is_empty() {
            report.mistake_with_hint(
                &self.deliveries.place,
                "every path says by `{year}` or `{delivery}` which files belong together",
                "leave out `deliveries`: files of a year that one `*` finds are its parts",
            );
        }
    }

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

/// Whether every path has `{year}`.
fn all_have_years(files: &[String]) -> bool {
    files.iter().all(|file| file.contains("{year}"))
}
