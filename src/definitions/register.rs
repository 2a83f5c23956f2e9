//! A register as delivered: where its files lie, what kind of rows they hold, what it covers and what its columns are called.

use serde::Deserialize;

pub use super::column::{Column, Range};
use super::day::{CALENDAR, Covers};
use super::source::At;
use super::table::Table;
use foundation::words::{Label, Provenance, RegisterKind};
use sql::ColumnType;

/// One register.
#[derive(Debug, Clone)]
pub struct Register {
    /// The name that variables use.
    pub id: At<String>,
    /// Labels.
    pub label: Label,
    /// Where its documentation is.
    pub source: String,
    /// How surely shapes and names are the real ones.
    pub provenance: Provenance,
    /// What its rows are.
    pub kind: At<RegisterKind>,
    /// What else it is to the whole pipeline.
    pub role: Option<At<Role>>,
    /// Paths below the extracts' folder; `{year}` stands for four digits, `{delivery}` for what tells deliveries apart, `*`
    /// for any part of a name.
    pub files: At<Vec<String>>,
    /// Which of several deliveries of a year counts.
    pub deliveries: At<Deliveries>,
    /// What it covers.
    pub covers: At<Covers>,
    /// The column with the person's key.
    pub person: At<Column>,
    /// Status: the column with the year, where the path has no `{year}`.
    pub year: Option<At<Column>>,
    /// Event: the column with the date.
    pub date: Option<At<Column>>,
    /// Spell: the first day.
    pub start: Option<At<Column>>,
    /// Spell: the day it ended; null while it lasts.
    pub end: Option<At<Column>>,
    /// Weekly wide: the pattern of the week columns, with `{yy}` and `{ww}`.
    pub weeks: Option<At<String>>,
    /// Status: what no row means.
    pub absent: At<Absent>,
    /// Population: the day of the year that a status describes.
    pub as_of: At<AsOf>,
    /// Population without dates of birth: the day that `age` is the age on.
    pub age_on: At<AgeOn>,
    /// What to do with rows that contradict themselves.
    pub bad_rows: At<BadRows>,
    /// The columns that SQL may name.
    pub columns: Vec<(At<String>, At<Column>)>,
}

/// What a register is to the whole pipeline, beside what variables read from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Says who lives in the country; needs the columns `sex`, and `born` or `age`.
    Population,
    /// Says who died, and when.
    Deaths,
    /// Says who moved out of and into the country; needs the column `direction` with the codes `in` and `out`.
    Migration,
}

/// What it means that a person has no row in a status register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Absent {
    /// Not known: the person leaves that regression.
    Missing,
    /// Nothing: the value is 0.
    Zero,
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
    /// None: the build stops.
    Refuse,
    /// The last, by what `{delivery}` stands for in their paths.
    Last,
}

/// What becomes of rows that contradict themselves, such as a spell that ends before it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BadRows {
    /// The build stops.
    Refuse,
    /// The rows are left out, and their number is reported.
    DropAndCount,
}

impl Register {
    /// Reads one register and checks what its kind needs.
    pub fn read(table: &Table<'_>) -> Option<Register> {
        let id = table.required("id");
        let label = table.required::<Label>("label");
        let source = table.required::<String>("source");
        let provenance = table.required::<Provenance>("provenance");
        let kind = table.required::<RegisterKind>("kind");
        let role = table.optional("role");
        let files = table.required("files");
        let covers = table.required("covers");
        let person = table.required("person");
        let year = table.optional("year");
        let date = table.optional("date");
        let start = table.optional("start");
        let end = table.optional("end");
        let weeks = table.optional("weeks");
        let absent = table.or("absent", Absent::Missing);
        let as_of = table.or("as_of", AsOf::Start);
        let age_on = table.or("age_on", AgeOn::StatusDay);
        let bad_rows = table.or("bad_rows", BadRows::Refuse);
        let deliveries = table.or("deliveries", Deliveries::Refuse);
        let columns = table.table("columns").map(|columns| columns.entries::<Column>()).unwrap_or_default();
        let register = Register {
            id: id?,
            label: label?.value,
            source: source?.value,
            provenance: provenance?.value,
            kind: kind?,
            role,
            files: files?,
            deliveries,
            covers: covers?,
            person: person?,
            year,
            date,
            start,
            end,
            weeks,
            absent,
            as_of,
            age_on,
            bad_rows,
            columns,
        };
        register.check(table);
        Some(register)
    }

    fn check(&self, table: &Table<'_>) {
        let report = table.report();
        let needs = |key: &str, there: bool| {
            if !there && table.lacks(key) {
                report.mistake_with_hint(
                    &self.kind.place,
                    format!("a register of kind `{}` needs `{key}`", self.kind.value),
                    format!("add `{key} = …`"),
                );
            }
        };
        match self.kind.value {
            RegisterKind::Status => {
                let in_path = !self.files.value.is_empty() && self.files.iter().all(|f| f.contains("{year}"));
                needs("year", in_path || self.year.is_some());
            }
            RegisterKind::Spell => {
                needs("start", self.start.is_some());
                needs("end", self.end.is_some());
            }
            RegisterKind::Event => needs("date", self.date.is_some()),
            RegisterKind::WeeklyWide => {
                needs("weeks", self.weeks.is_some());
                if let Some(weeks) = &self.weeks
                    && !(weeks.contains("{yy}") && weeks.contains("{ww}"))
                {
                    report.mistake_with_hint(
                        &weeks.place,
                        "the pattern of the week columns names no year or no week",
                        "write it with `{yy}` and `{ww}`, such as `Y_{yy}{ww}`",
                    );
                }
            }
        }
        if self.deliveries.value == Deliveries::Last && !self.files.iter().any(|f| f.contains("{delivery}")) {
            report.mistake_with_hint(
                &self.deliveries.place,
                "no path says which delivery is the last",
                "put `{delivery}` in a path of `files`, such as `bef/bef{year}_v{delivery}.parquet`",
            );
        }
        let by_year = self.files.iter().all(|f| f.contains("{year}"));
        let placed =
            [Some(&self.person), self.year.as_ref(), self.date.as_ref(), self.start.as_ref(), self.end.as_ref()];
        for column in placed.into_iter().flatten().chain(self.columns.iter().map(|(_, column)| column)) {
            column.value.check(&column.place, by_year, report);
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
                Role::Migration if !has("direction") => {
                    report.mistake(&role.place, "a migration register needs the column `direction`")
                }
                Role::Deaths | Role::Migration if self.kind.value != RegisterKind::Event => {
                    report.mistake(&role.place, "deaths and migration come from registers of kind `event`");
                }
                _ => {}
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
        if let (RegisterKind::WeeklyWide, Some((id, _))) = (self.kind.value, self.columns.first()) {
            let hint = "its rows are weeks with `year`, `week`, `code` and `run_week`";
            report.mistake_with_hint(&id.place, "a weekly wide register has no columns of its own", hint);
        }
        for (id, column) in &self.columns {
            if column.kind.is_none() {
                report.mistake_with_hint(
                    &column.place,
                    format!("column `{id}` has no type"),
                    "add `type = \"integer\"`, \"number\", \"text\", \"date\", \"boolean\" or \"yyww\"",
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
            if crate::RESERVED_COLUMNS.contains(&id.as_str()) {
                report.mistake(
                    &id.place,
                    format!("`{id}` is a name that the program gives: choose another for the column"),
                );
            }
        }
    }

    /// A column that SQL may name.
    pub fn column(&self, id: &str) -> Option<&Column> {
        self.columns.iter().find(|(name, _)| name.value == id).map(|(_, column)| &column.value)
    }

    /// What SQL over this register's rows sees: its columns and those that the kind brings along.
    pub fn sql_columns(&self) -> Vec<(String, ColumnType)> {
        let mut seen: Vec<(String, ColumnType)> =
            self.columns.iter().filter_map(|(id, column)| Some((id.value.clone(), column.kind?))).collect();
        let brought: &[(&str, ColumnType)] = match self.kind.value {
            RegisterKind::Status => &[("year", ColumnType::Integer)],
            RegisterKind::Event => &[("year", ColumnType::Integer), ("date", ColumnType::Date)],
            RegisterKind::Spell => &[
                ("year", ColumnType::Integer),
                ("start", ColumnType::Date),
                ("end", ColumnType::Date),
                ("nights", ColumnType::Integer),
                ("days", ColumnType::Integer),
            ],
            RegisterKind::WeeklyWide => &[
                ("year", ColumnType::Integer),
                ("week", ColumnType::Integer),
                ("code", ColumnType::Integer),
                ("run_week", ColumnType::Integer),
            ],
        };
        seen.extend(brought.iter().map(|(id, kind)| ((*id).to_owned(), *kind)));
        seen
    }
}
