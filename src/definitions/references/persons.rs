//! Test persons: their registers, columns, values and expectations exist, and values have the type of their column.

use super::ids::known;
use crate::mistake::Report;
use crate::person::{TestPerson, TestRow};
use crate::register::Register;
use crate::set::Definitions;
use crate::target_group::TargetGroup;
use sql::ColumnType;

/// Whose test persons are checked.
#[derive(Clone, Copy)]
pub(super) enum TestPersonOwner<'a> {
    TargetGroup(&'a TargetGroup),
    Intervention,
}

pub(super) fn check(all: &Definitions, persons: &[TestPerson], of: TestPersonOwner<'_>, report: &Report) {
    let measures: Vec<&str> = match of {
        TestPersonOwner::TargetGroup(group) => group.successes.iter().map(|s| s.id.value.as_str()).collect(),
        TestPersonOwner::Intervention => Vec::new(),
    };
    let sexes: Vec<&str> = all
        .population()
        .and_then(|r| r.column("sex"))
        .map_or_else(Vec::new, |c| c.codes.keys().map(String::as_str).collect());
    for person in persons {
        if !sexes.contains(&person.sex.value.as_str()) {
            report.unknown(&person.sex.place, "sex", &person.sex.value, sexes.iter().copied());
        }
        check_rows(all, None, &person.rows, report);
        let expect = &person.expect;
        for measure in expect.success.keys() {
            if !measures.contains(&measure.as_str()) {
                let place = expect.place.within(measure);
                report.unknown(&place, "success measure", measure, measures.iter().copied());
            }
        }
        let of_interventions = expect.participates.is_some() || expect.completed.is_some();
        if of_interventions && matches!(of, TestPersonOwner::TargetGroup(_)) {
            let message = "`participates` and `completed` are expected of an intervention's test persons";
            report.mistake_with_hint(&expect.place, message, "write `success = { … }`");
        }
        for (variable, years) in &expect.values {
            let place = expect.place.within(variable);
            if all.variable(variable).is_none() {
                report.unknown(&place, "variable", variable, all.variables.iter().map(|v| v.id.value.as_str()));
            }
            for year in years.keys().filter(|year| year.parse::<i32>().is_err()) {
                report.mistake(&place, format!("`{year}` is not a number of years after t = 0"));
            }
        }
    }
}

/// Checks rows that belong to no other row, or to a row of a register.
fn check_rows(all: &Definitions, of: Option<&Register>, rows: &[TestRow], report: &Report) {
    for row in rows {
        let Some(register) = all.register(&row.register) else {
            known(&row.register, "register", all.registers.iter().map(|r| &r.id), report);
            continue;
        };
        // Rows of residence are not written: rows that belong to them are the person's of that year.
        let parent =
            all.parent_of(register).filter(|parent| parent.role.is_none()).map(|parent| parent.id.value.as_str());
        match (of.map(|of| of.id.value.as_str()), parent) {
            (of, parent) if of == parent => {}
            (_, Some(parent)) => report.mistake_with_hint(
                &row.place,
                format!("a row of `{}` belongs to a row of `{parent}`", register.id),
                format!("write it in `rows = [{{ register = \"{}\", … }}]` of that row", register.id),
            ),
            (_, None) => {
                report.mistake(&row.place, format!("the rows of `{}` belong to no other register's rows", register.id));
            }
        }
        check_row(register, row, report);
        check_rows(all, Some(register), &row.rows, report);
    }
}

fn check_row(register: &Register, row: &TestRow, report: &Report) {
    let own = register.kind.time_columns();
    let of_parent = |key: &str| register.parent.is_some() && ["date", "start", "end"].contains(&key);
    let brought = register.kind.row_keys().iter().copied();
    let brought: Vec<&str> =
        brought.filter(|key| !of_parent(key) || own.iter().any(|placed| placed.id == *key)).collect();
    let columns = register.columns.iter().chain(register.kind.month_columns()).map(|(id, _)| id.value.as_str());
    let names: Vec<&str> = columns.chain(brought.iter().copied()).collect();
    for (key, value) in &row.values {
        if !names.contains(&key.value.as_str()) {
            report.unknown(&key.place, "column", &key.value, names.iter().copied());
        } else if let Some(wanted) = misfit(register, &key.value, &value.value) {
            report.mistake(&value.place, format!("`{key}` of a row of `{}` must be {wanted}", register.id));
        }
    }
    for needed in brought.iter().filter(|name| **name != "end") {
        if !row.values.iter().any(|(key, _)| key.value == *needed) {
            report.mistake(&row.place, format!("a row of `{}` needs `{needed}`", register.id));
        }
    }
}

/// The type that a test person's value should have, if it has another.
fn misfit(register: &Register, key: &str, value: &toml::Value) -> Option<&'static str> {
    use toml::Value::{Boolean, Datetime, Float, Integer, String};
    let is_week = |text: &str| {
        let parts = text.split_once('-').map(|(year, week)| (year.len(), week.len(), year.parse(), week.parse()));
        matches!(parts, Some((4, 2, Ok::<i32, _>(_), Ok::<u32, _>(1..=53))))
    };
    let is_monthly = register.kind.unfolds_to() == Some("month");
    let fits = match (key, register.row_column(key)) {
        ("year" | "code" | "school_year", None) => (matches!(value, Integer(_)), "a whole number"),
        ("month", None) => (matches!(value, Integer(1..=12)), "a month from 1 to 12"),
        ("quarter", None) => (matches!(value, Integer(1..=4)), "a quarter from 1 to 4"),
        ("date" | "start" | "end", None) => (matches!(value, Datetime(_)), "a date, such as 2010-03-01"),
        ("first" | "last", None) if is_monthly => {
            let is_month = |text: &str| is_week(text) && text.get(5..).is_some_and(|month| month <= "12");
            (matches!(value, String(text) if is_month(text)), "a month, such as \"2011-01\"")
        }
        ("first" | "last", None) => (matches!(value, String(text) if is_week(text)), "a week, such as \"2011-01\""),
        (_, Some(column)) => {
            let named = matches!(value, String(text) if column.codes.contains_key(text));
            let (fits, wanted) = match column.kind {
                _ if column.time => (matches!(value, Datetime(_)), "a time, such as 2019-03-01T12:30:00"),
                Some(ColumnType::Integer) => (matches!(value, Integer(_)), "a whole number"),
                Some(ColumnType::Number) => (matches!(value, Integer(_) | Float(_)), "a number"),
                Some(ColumnType::Date) => (matches!(value, Datetime(_)), "a date, such as 2010-03-01"),
                Some(ColumnType::Boolean) => (matches!(value, Boolean(_)), "true or false"),
                Some(ColumnType::Text) => (matches!(value, String(_) | Integer(_)), "text"),
                Some(ColumnType::Yyww) => {
                    (matches!(value, String(_) | Integer(_) | Datetime(_)), "a week, such as 1012")
                }
                None => (true, ""),
            };
            (fits || named, wanted)
        }
        _ => (true, ""),
    };
    (!fits.0).then_some(fits.1)
}
