//! Status and event registers: a row lies in one year.

use definitions::register::{Register, Timing};
use engine::registers::OpenRegister;
use foundation::error::Result;
use sql::Readable;

use crate::keyed::KeyedRows;
use crate::rows::{self, Sums, window};
use crate::script::Script;
use crate::sources::{self, Place, SourceColumns};
use crate::task::Task;

/// Writes the script of a status or event register.
///
/// # Errors
/// Faults of files, and what no script expresses.
pub fn write<'a>(script: &mut Script<'a>, open: &OpenRegister<'_>, of: &KeyedRows<'a>) -> Result<()> {
    let (register, tasks) = (script.register, of.tasks);
    let has_dates = register.kind.timing() == Timing::Date;
    let asked = of.columns(script);
    let (typed, keyed) = of.rows(script, open, &asked, (register.kind.is_dated_by_path(), &[]))?;
    let [of_keyed, placed, outside, year, date] =
        ["_keyed", "_placed", "_outside", "year", "date"].map(|name| script.name(name));
    let (day, inside, of_year) = if has_dates {
        (date.clone(), rows::covered_day(register, &date), format!(", EXTRACT(YEAR FROM {date}) AS {year}"))
    } else {
        (year.clone(), rows::covered_year(register, &year), String::new())
    };
    script.comment(&format!("Rows in what the register covers: {}.", covers(register)));
    let view = script.view(
        "placed",
        &format!(
            "SELECT *{of_year}, coalesce({of_keyed} AND {inside}, FALSE) AS {placed},\n  \
             coalesce({of_keyed} AND {day} IS NOT NULL AND NOT ({inside}), FALSE) AS {outside}\nFROM {keyed}"
        ),
    );
    let mut all = SourceColumns::default();
    for (at, task) in tasks.iter().enumerate() {
        let timed = format!("{placed}{}", served(register, task, if has_dates { &date } else { &year }));
        let mut readable: Vec<Readable> = typed.readable();
        if readable.iter().all(|column| column.name != "year") {
            readable.push(sources::whole(script, "year"));
        }
        let timed = format!("({timed})");
        let place = Place { judged: timed.clone(), timed, placed: placed.clone(), readable, piece: None };
        let columns = sources::columns(script, &typed, task, &place, at + 1)?;
        all.extend(columns);
    }
    let view = values(script, &view, tasks, &all);
    let counts = of.bad_counts(script, &typed, "TRUE", &rows::value_columns(register, tasks));
    let sums = Sums {
        view,
        each: "TRUE".to_owned(),
        year: format!("CASE WHEN {placed} THEN {year} END"),
        outside,
        residence: rows::no_spells(),
        cut: None,
        spelled: all.spelled,
    };
    rows::output(script, &sums, counts, all.sums);
    Ok(())
}

/// Writes the views of conditions, values and steps of sources; returns the last view.
pub fn values(script: &mut Script<'_>, of: &str, tasks: &[Task<'_>], columns: &SourceColumns) -> String {
    let described = tasks.iter().enumerate().map(|(at, task)| {
        let condition =
            task.source.filter.as_ref().map_or_else(String::new, |filter| format!(" where {}", filter.text.value));
        format!("{}: {} = {}{condition}", at + 1, task.variable.id, task.source.value.text.value)
    });
    let described = described.collect::<Vec<_>>().join("\n").replace('\r', " ");
    script.comment(&format!(
        "Whether the condition of each variable holds (_holds_), which rows count (_kept_), and with which value (_x_):\n{described}"
    ));
    let with = |list: &[String]| list.iter().map(|column| format!(",\n  {column}")).collect::<String>();
    let mut view = of.to_owned();
    if !columns.conditions.is_empty() {
        view = script.view("conditions", &format!("SELECT *{}\nFROM {view}", with(&columns.conditions)));
    }
    view = script.view("values", &format!("SELECT *{}\nFROM {view}", with(&columns.values)));
    if !columns.steps.is_empty() {
        script.comment("Values in steps (_steps_), and the whole step below each (_floor_).");
        view = script.view("steps", &format!("SELECT *{}\nFROM {view}", with(&columns.steps)));
    }
    if !columns.wrong.is_empty() {
        script.comment("What is wrong with the values that count, by number; 0 is nothing.");
        view = script.view("judged", &format!("SELECT *{}\nFROM {view}", with(&columns.wrong)));
    }
    view
}

/// The days that a source serves, where they are fewer than the register covers.
pub fn served(register: &Register, task: &Task<'_>, of: &str) -> String {
    if task.source.since.is_none() && task.source.until.is_none() {
        return String::new();
    }
    let (first, last) = window(register, task);
    match register.kind.timing() {
        // Periods and months say themselves when they begin.
        Timing::Part => String::new(),
        Timing::Year => format!(" AND {of} BETWEEN {} AND {}", first.year(), last.year()),
        Timing::Date | Timing::Span => format!(" AND {of} BETWEEN DATE '{first}' AND DATE '{last}'"),
    }
}

/// What a register covers, in words.
pub fn covers(register: &Register) -> String {
    let (first, last) = (register.covers.first_day(), register.covers.last_day());
    format!("{first} to {last}")
}
