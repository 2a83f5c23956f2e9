//! Variables: their registers exist, their sources combine, and their SQL fits the columns of their registers.

use super::ids::known;
use super::parents;
use crate::day::Day;
use crate::expression::{Aggregate, Expression};
use crate::mistake::Report;
use crate::register::period_part::month_days;
use crate::register::{MonthlyWide, Period, Register, RowsPerPerson, Spread, Timing, Unit};
use crate::set::Definitions;
use crate::stays::Stays;
use crate::variable::{Overlapping, Source, SpellDate, Variable};
use sql::{ColumnType, ResultKind};

pub(super) fn check(all: &Definitions, variable: &Variable, report: &Report) {
    let aggregates: Vec<Aggregate> = variable
        .from
        .iter()
        .map(|source| match source.value.aggregate {
            Aggregate::Count | Aggregate::Row => Aggregate::Sum,
            other => other,
        })
        .collect();
    if aggregates.windows(2).any(|pair| pair.first() != pair.last()) {
        report.mistake_with_hint(
            &variable.id.place,
            format!("the sources of `{}` do not combine", variable.id),
            "all sources are added up, or all are MAX, or all are MIN",
        );
    }
    check_missing(all, variable, report);
    for source in &variable.from {
        match all.register(&source.register) {
            Some(register) => {
                parents::check_any(all, register, source, report);
                check_source(all, register, source, report);
            }
            None => known(&source.register, "register", all.registers.iter().map(|r| &r.id), report),
        }
    }
}

/// A status register in which no row means missing cannot be added to another source of the same year: a person in one
/// register only would have half a value.
fn check_missing(all: &Definitions, variable: &Variable, report: &Report) {
    let can_be_missing =
        |source: &Source| all.register(&source.register).is_some_and(|register| register.kind.is_missing_without_row());
    let window = |source: &Source| {
        let since = source.since.as_ref().map_or(i32::MIN, |since| since.value.year());
        (since, source.until.as_ref().map_or(i32::MAX, |until| until.value.year()))
    };
    for (position, source) in variable.from.iter().enumerate().filter(|(_, source)| can_be_missing(source)) {
        let (since, until) = window(source);
        let meets = |other: &Source| window(other).0 <= until && since <= window(other).1;
        if variable.from.iter().enumerate().any(|(other, of)| other != position && meets(of)) {
            report.mistake_with_hint(
                &source.register.place,
                format!(
                    "`{}` is missing for persons without a row, and another source serves the same year",
                    source.register
                ),
                "separate the sources with `since` and `until`, or give the register `absent = \"zero\"`",
            );
        }
    }
}

fn check_source(all: &Definitions, register: &Register, source: &Source, report: &Report) {
    let mut columns = register.sql_columns();
    columns.extend(parents::columns(all, register, source));
    let is_spell = register.kind.timing() == Timing::Span;
    let spread = is_spell && source.date.value == SpellDate::Spread;
    if let Some(filter) = &source.filter {
        let mut rows = register.condition_columns();
        rows.extend(parents::columns(all, register, source));
        filter.check(&rows, ResultKind::Condition, report);
    }
    for expression in source.filter.iter().chain(&source.value.of) {
        check_codes(register, expression, report);
    }
    if let Some(stays) = &source.stays {
        stays.check(report);
        if !register.kind.has_times() {
            report.mistake_with_hint(
                &stays.place,
                format!("`{}` keeps no time of day, so contacts can't be joined by hours", register.id),
                "give `start` and `end` of the register `type = \"time\"`",
            );
        }
        if source.overlapping.value == Overlapping::Each {
            report.mistake(&source.overlapping.place, "stays do not overlap: leave `overlapping` out");
        }
    }
    if let Some(of) = &source.value.of {
        let rows: Vec<_> = if source.stays.is_some() {
            Stays::SQL_COLUMNS.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect()
        } else if spread && source.overlapping.value == Overlapping::Once {
            let of_pieces = register.kind.columns_after_cutting();
            columns.iter().filter(|(name, _)| of_pieces.contains(&name.as_str())).cloned().collect()
        } else {
            columns
        };
        of.check(&rows, ResultKind::Number, report);
    }
    if source.value.aggregate == Aggregate::Row && register.kind.rows_per_person() != RowsPerPerson::OneAYear {
        report.mistake_with_hint(
            &source.value.text.place,
            format!("the register `{}` can have many rows a person and year", register.id),
            "say how they combine: SUM(…), COUNT(*), MAX(…) or MIN(…)",
        );
    }
    if !is_spell && source.date.value != SpellDate::Start {
        report.mistake(
            &source.date.place,
            format!("`date` is for spells, and `{}` is a register of kind `{}`", register.id, register.kind.word()),
        );
    }
    if let Some(monthly) = register.kind.monthly() {
        check_months(register, monthly, source, report);
    }
    if let Some(period) = register.kind.period() {
        check_periods(register, period, source, report);
    }
    if register.kind.timing() == Timing::Year {
        // A row counts for its whole year, so a source serves whole years.
        if let Some(day) = source.since.as_ref().filter(|day| day.value != Day::first_of(day.year())) {
            report.mistake(&day.place, format!("`{}` has no days: `since` is the first day of a year", register.id));
        }
        if let Some(day) = source.until.as_ref().filter(|day| day.value != Day::last_of(day.year())) {
            report.mistake(&day.place, format!("`{}` has no days: `until` is the last day of a year", register.id));
        }
    }
}

/// The texts of an expression whose texts are all compared with codes: groups of their tables, or codes in upper case.
fn check_codes(register: &Register, expression: &Expression, report: &Report) {
    let columns = expression.columns.iter().filter_map(|name| register.row_column(name));
    let of_text: Vec<_> = columns.filter(|column| column.kind == Some(ColumnType::Text)).collect();
    let codes: Vec<_> = of_text.iter().filter_map(|column| column.code.as_deref()).collect();
    if codes.is_empty() || codes.len() < of_text.len() {
        return;
    }
    let tables: Vec<_> = codes.iter().filter_map(|codes| codes.table.as_ref()).collect();
    for text in &expression.literals.texts {
        let place = expression.text.place.within(text);
        if tables.is_empty() && text.chars().any(char::is_lowercase) {
            let message = format!("no code is `{text}`: codes are read in upper case");
            report.mistake_with_hint(&place, message, format!("write '{}'", text.to_uppercase()));
        } else if tables.len() == codes.len() && !text.contains(['%', '_']) {
            let groups: Vec<&str> = tables.iter().flat_map(|table| table.groups()).collect();
            if !groups.contains(&text.as_str()) {
                report.unknown(&place, "group", text, groups);
            }
        }
    }
}

/// A month is there if a column that is read has a value in it, and a source serves whole months.
fn check_months(register: &Register, monthly: &MonthlyWide, source: &Source, report: &Report) {
    let read = source.filter.iter().chain(&source.value.of).flat_map(|expression| &expression.columns);
    if !read.clone().any(|name| monthly.column(name).is_some()) {
        report.mistake_with_hint(
            &source.value.text.place,
            format!("the source reads no month column of `{}`, so nothing says which months count", register.id),
            "name one in `where`, such as `branch IS NOT NULL`, or in `value`",
        );
    }
    let first = |day: Day| month_days(day.year(), day.month().into()).is_some_and(|(from, _)| from == day.number());
    let last = |day: Day| month_days(day.year(), day.month().into()).is_some_and(|(_, to)| to == day.number());
    if let Some(day) = source.since.as_ref().filter(|day| !first(day.value)) {
        report.mistake(&day.place, format!("`{}` has no days: `since` is the first day of a month", register.id));
    }
    if let Some(day) = source.until.as_ref().filter(|day| !last(day.value)) {
        report.mistake(&day.place, format!("`{}` has no days: `until` is the last day of a month", register.id));
    }
}

/// A row of a period counts whole, so a source serves whole periods; the parts of a divided one can only be added up.
fn check_periods(register: &Register, period: &Period, source: &Source, report: &Report) {
    let part_of = |day: Day| match period.unit.value {
        Unit::Month => i64::from(day.month()),
        Unit::Quarter => (i64::from(day.month()) + 2) / 3,
        Unit::Year | Unit::SchoolYear => 1,
    };
    let days = |day: Day| period.days(day.year(), Some(part_of(day)).filter(|_| period.tells_part()));
    let unit = match period.unit.value {
        Unit::Month if period.tells_part() => "month",
        Unit::Quarter if period.tells_part() => "quarter",
        _ => "year",
    };
    if let Some(day) = source.since.as_ref().filter(|day| days(day.value).map(|(from, _)| from) != Some(day.number())) {
        let message = format!("`{}` has no days: `since` is the first day of a {unit}", register.id);
        report.mistake(&day.place, message);
    }
    if let Some(day) = source.until.as_ref().filter(|day| days(day.value).map(|(_, to)| to) != Some(day.number())) {
        let message = format!("`{}` has no days: `until` is the last day of a {unit}", register.id);
        report.mistake(&day.place, message);
    }
    if matches!(period.division(), Some(Spread::Parts { .. })) && source.value.aggregate != Aggregate::Sum {
        report.mistake_with_hint(
            &source.value.text.place,
            format!("`{}` divides a school year between two calendar years, and a row of it is in both", register.id),
            "add amounts up with SUM(…), or say `spread = \"start\"` or \"end\" in the register to count rows",
        );
    }
}
