//! What the definition of a register must hold by itself, by subject: its paths, role, coverage and columns.

use super::{Deliveries, Range, Register, Role, Timing};
use crate::column::{Column, RESERVED_COLUMNS};
use crate::day::CALENDAR;
use crate::mistake::Report;
use crate::source::At;
use crate::table::Table;
use sql::ColumnType;

/// Reports what contradicts itself in a register's definition.
pub(super) fn check(register: &Register, table: &Table<'_>) {
    let report = table.report();
    check_paths(register, report);
    check_parent(register, report);
    check_placing(register, report);
    check_role(register, table);
    check_covers(register, report);
    check_columns(register, report);
}

/// Its paths say which files belong together, and which delivery counts.
fn check_paths(register: &Register, report: &Report) {
    if register.deliveries.value == Deliveries::Last && !register.files.iter().any(|f| f.contains("{delivery}")) {
        report.mistake_with_hint(
            &register.deliveries.place,
            "no path says which delivery is the last",
            "put `{delivery}` in a path of `files`, such as `bef/bef{year}_v{delivery}.parquet`",
        );
    }
    if register.files.is_empty() {
        report.mistake(&register.files.place, "a register needs at least one file");
    }
    for path in register.files.iter().filter(|path| path.matches("{delivery}").count() > 1) {
        let place = register.files.place.within(path);
        report.mistake(&place, "`{delivery}` stands once in a path");
    }
    let dated = |path: &String| path.contains("{year}") || path.contains("{delivery}");
    if register.deliveries.value == Deliveries::Parts && register.files.iter().all(dated) && !register.files.is_empty()
    {
        report.mistake_with_hint(
            &register.deliveries.place,
            "every path says by `{year}` or `{delivery}` which files belong together",
            "leave out `deliveries`: files of a year that one `*` finds are its parts",
        );
    }
}

/// Rows with persons of their own have no parent.
fn check_parent(register: &Register, report: &Report) {
    let Some(parent) = &register.parent else { return };
    if let Some(role) = &register.role {
        report.mistake(&role.place, "the rows of a register with a role have persons of their own, and no parent");
    }
    if register.kind.unfolds_to().is_some() {
        report.mistake(&parent.register.place, "a wide register has rows of persons, and no parent");
    }
}

/// The columns with the person and the time of a row, and the forms of all columns.
fn check_placing(register: &Register, report: &Report) {
    let by_year = all_have_years(&register.files);
    let time = register.kind.time_columns().into_iter().map(|time| time.column);
    let columns =
        std::iter::once(&register.person).chain(time).chain(register.columns.iter().map(|(_, column)| column));
    for column in columns {
        column.value.check(&column.place, by_year, report);
    }
    let placed = register.kind.time_columns().into_iter().map(|placed| placed.column);
    for column in std::iter::once(&register.person).chain(placed).filter(|column| column.code.is_some()) {
        report.mistake(&column.place, "`type = \"code\"` is for columns that SQL reads, under `[columns]`");
    }
}

/// A role needs columns and a kind of its own.
fn check_role(register: &Register, table: &Table<'_>) {
    let report = table.report();
    if let Some(role) = &register.role {
        let has = |id: &str| register.column(id).is_some();
        match role.value {
            Role::Population if !has("sex") || !(has("born") || has("age")) => {
                report.mistake(&role.place, "the population register needs the columns `sex`, and `born` or `age`");
            }
            Role::Migration if !has("direction") && !table.has("direction") => report.mistake_with_hint(
                &role.place,
                "a migration register needs the column `direction`",
                "without such a column, say `direction = \"in\"` or `direction = \"out\"` of the whole register",
            ),
            Role::Deaths | Role::Migration if register.kind.timing() != Timing::Date => {
                report.mistake(&role.place, "deaths and migration come from registers of kind `event`");
            }
            _ => {}
        }
    }
    if let Some(direction) = &register.direction {
        if register.role.as_ref().is_none_or(|role| role.value != Role::Migration) {
            report.mistake(&direction.place, "`direction` is for registers with `role = \"migration\"`");
        } else if register.column("direction").is_some() {
            report.mistake(&direction.place, "the register has a column `direction` too: one of the two decides");
        }
    }
}

/// It covers years of the calendar.
fn check_covers(register: &Register, report: &Report) {
    let (first, last) = (register.covers.first_day().year(), register.covers.last_day().year());
    let is_population = register.role.as_ref().is_some_and(|role| role.value == Role::Population);
    if register.covers.years().is_empty() || register.covers.first_day() > register.covers.last_day() {
        report.mistake(&register.covers.place, "the register covers no year: the first is after the last");
    } else if !CALENDAR.contains(&first) || !CALENDAR.contains(&last) {
        report.mistake(&register.covers.place, "years lie between 1800 and 2200");
    } else if is_population && last - first >= 64 {
        report.mistake(&register.covers.place, "a population register covers at most 64 years");
    }
}

/// The columns that SQL reads.
fn check_columns(register: &Register, report: &Report) {
    // Its condition on rows looks at a person's row, before it becomes weeks.
    let read_by_condition = |id: &String| register.filter.as_ref().is_some_and(|filter| filter.columns.contains(id));
    let unread = register.columns.iter().find(|(id, _)| !read_by_condition(&id.value));
    if let Some((id, _)) = unread.filter(|_| !register.kind.has_row_columns()) {
        let hint =
            "its rows are weeks with `year`, `week`, `code` and `run_week`; only the register's `where` reads others";
        report.mistake_with_hint(&id.place, "a weekly wide register has no columns of its own", hint);
    }
    for (id, column) in register.columns.iter().chain(register.kind.month_columns()) {
        check_column(register, id, column, report);
    }
}

fn check_column(register: &Register, id: &At<String>, column: &At<Column>, report: &Report) {
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
        report.mistake(&column.place, format!("the range of column `{id}` is empty: the first is above the last"));
    }
    let of_kind = register.kind.sql_columns().iter().any(|(name, _)| *name == id.as_str());
    if of_kind || RESERVED_COLUMNS.contains(&id.as_str()) {
        report.mistake(&id.place, format!("`{id}` is a name that the program gives: choose another for the column"));
    }
}

/// Whether every path has `{year}`.
pub(super) fn all_have_years(files: &[String]) -> bool {
    files.iter().all(|file| file.contains("{year}"))
}
