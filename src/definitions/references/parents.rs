//! Registers whose rows belong to rows of other registers: the other register exists, has what they need, and covers what they cover.

use super::ids::known;
use crate::column::RESERVED_COLUMNS;
use crate::day::Day;
use crate::mistake::Report;
use crate::register::{Column, Parent, Register, Timing};
use crate::set::Definitions;
use crate::variable::{AnyRow, Source};
use foundation::words::Language;
use sql::{ColumnType, ResultKind};
use toml_files::is_id;

/// Checks what a register says of its parent.
pub(super) fn check(all: &Definitions, register: &Register, report: &Report) {
    let Some(parent) = &register.parent else { return };
    let Some(of) = all.register(&parent.register) else {
        known(&parent.register, "register", all.registers.iter().map(|r| &r.id), report);
        return;
    };
    let place = &parent.register.place;
    if of.parent.is_some() {
        let hint = "name the register whose rows have the person's key";
        report.mistake_with_hint(place, format!("the rows of `{}` have a parent themselves", of.id), hint);
        return;
    }
    if of.kind.unfolds_to().is_some() {
        let kind = of.kind.word().label(Language::En);
        report.mistake(place, format!("`{}` is a {kind} register, to whose rows no other rows can belong", of.id));
        return;
    }
    check_days(register, parent, of, report);
    let by_year = |register: &Register| register.files.iter().all(|path| path.contains("{year}"));
    if parent.shared.value && by_year(of) && !by_year(register) {
        report.mistake_with_hint(
            &parent.shared.place,
            format!("the rows have no year in their paths, and would belong to the rows of every year of `{}`", of.id),
            "rows that share a key are joined within a year: put `{year}` in the paths of both registers",
        );
    }
    for (id, _) in &register.columns {
        if of.column(&id.value).is_some() {
            report.mistake_with_hint(
                &id.place,
                format!("`{id}` is a column of `{}` too, which SQL over these rows also reads", of.id),
                "give one of the two another name: names in SQL are yours to choose",
            );
        }
    }
    if let Some((first, last)) = uncovered(register, None, of) {
        report.mistake_with_hint(
            &register.covers.place,
            format!("the register covers {first} to {last}, and its parent `{}` does not", of.id),
            "narrow `covers` to what both cover: rows without their parent row would be lost",
        );
    }
}

/// Whether the parent can date the rows, where they have no day of their own.
fn check_days(register: &Register, parent: &Parent, of: &Register, report: &Report) {
    let wanted = match register.kind.timing() {
        Timing::Date => "`date`",
        Timing::Span => "`start` and `end`",
        Timing::Year | Timing::Part => "a day",
    };
    if parent.placed(&register.kind, &of.kind).is_none() {
        report.mistake_with_hint(
            &register.kind.place,
            format!("the rows have no day, and those of `{}`, of kind `{}`, have none to give", of.id, of.kind.word()),
            format!("add {wanted} with the column that has it"),
        );
    }
}

/// The first stretch of days that a register covers, within a source's, and another does not.
fn uncovered(register: &Register, source: Option<&Source>, by: &Register) -> Option<(Day, Day)> {
    let since = source.and_then(|source| source.since.as_ref()).map(|since| since.value);
    let until = source.and_then(|source| source.until.as_ref()).map(|until| until.value);
    let covered = register.covers.years().into_iter().map(|year| {
        let first = register.covers.first_day().max(Day::first_of(year));
        (first, register.covers.last_day().min(Day::last_of(year)))
    });
    let read = covered.map(|(first, last)| {
        (since.map_or(first, |since| since.max(first)), until.map_or(last, |until| until.min(last)))
    });
    read.into_iter().find(|(first, last)| first <= last && !by.covers.holds(*first, *last))
}

/// Checks what a source asks of other registers' rows.
pub(super) fn check_any(all: &Definitions, register: &Register, source: &Source, report: &Report) {
    for any in &source.any {
        check_name(all, register, any, report);
        check_meaning(all, register, any, report);
        let Some(of) = all.register(&any.register) else {
            known(&any.register, "register", all.registers.iter().map(|r| &r.id), report);
            continue;
        };
        let Some(key) = joining_key(register, of) else {
            report.mistake_with_hint(
                &any.register.place,
                format!("the rows of `{}` do not belong to those of `{}`", of.id, register.id),
                format!("ask a register with `[parent]` and `register = \"{}\"`", owner(register)),
            );
            continue;
        };
        let own = register.parent.as_ref().map(|parent| &parent.key.value);
        if own.into_iter().chain(asked_keys(all, register)).any(|other| other != key) {
            report.mistake(
                &any.register.place,
                format!("rows of `{}` are found by another key than others that are asked of `{}`", of.id, register.id),
            );
        }
        if let Some(filter) = &any.filter {
            // Rows that are asked are read as they are delivered: without what follows from the parent, or is computed.
            filter.check(&of.row_columns(), ResultKind::Condition, report);
        }
        if let Some((first, last)) = uncovered(register, Some(source), of) {
            report.mistake_with_hint(
                &any.register.place,
                format!("`{}` is read from {first} to {last}, and `{}` does not cover that", register.id, of.id),
                "narrow the source with `since` and `until`: without rows, the answer would always be false",
            );
        }
    }
}

fn check_name(all: &Definitions, register: &Register, any: &AnyRow, report: &Report) {
    let of_parent = all.parent_of(register).is_some_and(|parent| parent.column(&any.id.value).is_some());
    if !is_id(&any.id.value) || RESERVED_COLUMNS.contains(&any.id.value.as_str()) {
        report.mistake(&any.id.place, format!("`{}` cannot be the name of an answer", any.id));
    } else if register.column(&any.id.value).is_some() || of_parent {
        report.mistake(&any.id.place, format!("`{}` is a column already: choose another name for the answer", any.id));
    }
}

/// An answer has one meaning: all that is asked of a register's rows is asked together.
fn check_meaning(all: &Definitions, register: &Register, any: &AnyRow, report: &Report) {
    let text = |any: &AnyRow| any.filter.as_ref().map(|filter| filter.text.value.trim().to_owned());
    let sources = all.variables.iter().flat_map(|variable| &variable.from);
    let asked = sources.filter(|source| source.register.value == register.id.value).flat_map(|source| &source.any);
    // The first of a name says what it means.
    let first = asked.into_iter().find(|other| other.id.value == any.id.value);
    if let Some(first) = first
        && (first.register.value != any.register.value || text(first) != text(any))
    {
        report.mistake_with_hint(
            &any.id.place,
            format!("`{}` asks something else of `{}` than at {}", any.id, register.id, first.id.place),
            "give one of the two another name",
        );
    }
}

/// The register that has the person of a register's rows.
fn owner(register: &Register) -> &str {
    register.parent.as_ref().map_or(&register.id.value, |parent| &parent.register.value)
}

/// The column of the owner's rows by which the rows of a register find them, if they belong to them.
fn joining_key<'d>(register: &Register, of: &'d Register) -> Option<&'d Column> {
    let parent = of.parent.as_ref()?;
    (parent.register.value == owner(register)).then_some(&parent.key.value)
}

/// The keys of all rows that sources of a register ask for.
fn asked_keys<'d>(all: &'d Definitions, register: &Register) -> Vec<&'d Column> {
    let sources = all.variables.iter().flat_map(|variable| &variable.from);
    let of_register = sources.filter(|source| source.register.value == register.id.value);
    let asked = of_register.flat_map(|source| &source.any).filter_map(|any| all.register(&any.register.value));
    asked.filter_map(|of| joining_key(register, of)).collect()
}

/// The columns that SQL over a register's rows reads in addition to the register's own: those of the parent, and answers of other rows.
pub(super) fn columns(all: &Definitions, register: &Register, source: &Source) -> Vec<(String, ColumnType)> {
    let of_parent = all.parent_of(register).map_or_else(Vec::new, |parent| {
        parent.columns.iter().filter_map(|(id, column)| Some((id.value.clone(), column.kind?))).collect()
    });
    let answers = source.any.iter().map(|any| (any.id.value.clone(), ColumnType::Boolean));
    of_parent.into_iter().chain(answers).collect()
}
