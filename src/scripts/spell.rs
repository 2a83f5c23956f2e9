//! Spell registers: a row has a first day and the day it ended, counts in the year of one of them or is cut at new year, and ends
//! with residence.

use definitions::Definitions;
use definitions::variable::{Overlapping, SpellDate};
use engine::registers::OpenRegister;
use engine::results::CountOf;
use foundation::error::Result;
use sql::{ColumnType, Readable};

use crate::dated::{covers, values};
use crate::dialect::DialectSyntax;
use crate::joined_spells;
use crate::keyed::KeyedRows;
use crate::lasting;
use crate::measure::Measure;
use crate::pieces;
use crate::rows::{self, Sums, window};
use crate::script::Script;
use crate::sources::{self, Place, SourceColumns};
use crate::stays;
use crate::task::Task;
use crate::typed_column::{TypedColumn, TypedRows};

/// Writes the script of a spell register.
///
/// # Errors
/// Faults of files, and what no script expresses.
pub fn write<'a>(
    script: &mut Script<'a>,
    definitions: &Definitions,
    open: &OpenRegister<'_>,
    of: &KeyedRows<'a>,
) -> Result<()> {
    let (register, tasks) = (script.register, of.tasks);
    let asked = of.columns(script);
    let (mut typed, keyed) = of.rows(script, open, &asked, (false, &[]))?;
    let lasting = lasting::write(script, definitions, &typed, &keyed);
    if register.kind.has_times() {
        typed.columns.push(TypedColumn::given(script, "hours", ColumnType::Number));
    }
    let view = by_year(script, &lasting, tasks);
    let alive = script.name("_alive");
    let first = script.name("_first");
    let mut all = SourceColumns::default();
    let mut joined = Vec::new();
    for (at, task) in tasks.iter().enumerate() {
        let place = place(script, &typed, task);
        if is_joined(task) || task.source.stays.is_some() {
            let columns = counted(script, &typed, task, at + 1)?;
            all.extend(columns);
            joined.push((at + 1, task));
            continue;
        }
        let columns = sources::columns(script, &typed, task, &place, at + 1)?;
        all.extend(columns);
    }
    let view = values(script, &view, tasks, &all);
    let mut counts = of.bad_counts(script, &typed, &first, &rows::value_columns(register, tasks));
    let end = typed.get("end").map_or_else(|| "end".to_owned(), |end| end.file_name.clone());
    let backwards = script.count(CountOf::Column, "end", &end, "ends_before_start");
    counts.push(Measure::rare(backwards, format!("{first} AND {}", script.name("_backwards"))));
    let sums = Sums {
        view: view.clone(),
        each: first.clone(),
        year: format!("CASE WHEN {alive} THEN {} END", script.name("year")),
        outside: "FALSE".to_owned(),
        residence: ["_ended", "_begun_abroad", "_over_absence"]
            .map(|name| format!("{first} AND {}", script.name(name))),
        cut: (!begin_alone(tasks)).then(|| pieces::touched(script)),
        spelled: all.spelled,
    };
    rows::output(script, &sums, counts, all.sums);
    for (at, task) in joined {
        match &task.source.stays {
            Some(declared) => stays::join(script, &view, (task, declared), at)?,
            None => joined_spells::join(script, &view, task, at)?,
        }
    }
    Ok(())
}

/// Whether days that lie in several spells of a source count once.
fn is_joined(task: &Task<'_>) -> bool {
    task.source.date.value == SpellDate::Spread && task.source.overlapping.value == Overlapping::Once
}

/// Writes the view of spells by the years that they touch; a spell that touches no covered year stands in it once, without a year.
fn by_year(script: &mut Script<'_>, lasting: &str, tasks: &[Task<'_>]) -> String {
    let [start, until, alive, year, first] =
        ["start", "_until", "_alive", "year", "_first"].map(|name| script.name(name));
    let years = pieces::calendar(script);
    if begin_alone(tasks) {
        script.comment("Every spell counts in the year in which it begins.");
        let query = format!("SELECT *, EXTRACT(YEAR FROM {start}) AS {year}, TRUE AS {first}\nFROM {lasting}");
        return script.view("years", &query);
    }
    script.comment(&format!("Spells by the covered years that they touch ({}).", covers(script.register)));
    let of_first = script.register.covers.first_day().year();
    script.view(
        "years",
        &format!(
            "SELECT s.*, y.{year}, y.{}, y.{},\n  (y.{year} IS NULL OR y.{year} = greatest(EXTRACT(YEAR FROM s.{start}), {of_first})) AS \
             {first}\nFROM {lasting} AS s\nLEFT JOIN ({years}) AS y\n  ON s.{alive} AND y.{year} BETWEEN EXTRACT(YEAR FROM s.{start}) AND \
             EXTRACT(YEAR FROM s.{until})",
            script.name("_opens"),
            script.name("_closes"),
        ),
    )
}

/// Whether every source counts spells in the year in which they begin.
fn begin_alone(tasks: &[Task<'_>]) -> bool {
    tasks.iter().all(|task| task.source.date.value == SpellDate::Start)
}

/// Where a source's spells stand, and what its value reads.
fn place(script: &Script<'_>, typed: &TypedRows, task: &Task<'_>) -> Place {
    let [start, until, alive, first, year, open] =
        ["start", "_until", "_alive", "_first", "year", "_open"].map(|name| script.name(name));
    let register = script.register;
    let (from, to) = window(register, task);
    let last_covered = register.covers.last_day();
    let dialect = script.dialect();
    let inside =
        |day: &str| format!("{day} BETWEEN DATE '{from}' AND DATE '{to}' AND {year} = EXTRACT(YEAR FROM {day})");
    let nights = format!("({} - {})", dialect.days(&until), dialect.days(&start));
    let days = format!("({nights} + CASE WHEN {until} > DATE '{last_covered}' AND {open} THEN 0 ELSE 1 END)");
    let (timed, nights, days) = match task.source.date.value {
        SpellDate::Start => (inside(&start), nights, days),
        SpellDate::End => {
            (format!("{} AND {until} < {}", inside(&until), pieces::day_after(last_covered)), nights, days)
        }
        SpellDate::Spread => {
            let piece = pieces::piece(script, task, &start, &until);
            (format!("{year} IS NOT NULL AND ({} > 0 OR {} > 0)", piece.0, piece.1), piece.0, piece.1)
        }
    };
    let mut readable: Vec<Readable> = typed.readable();
    let whole = |name: &str, sql: String| Readable { name: name.to_owned(), kind: ColumnType::Integer, sql };
    readable.extend([whole("year", year.clone()), whole("nights", nights), whole("days", days)]);
    let timed = format!("({alive} AND {timed})");
    let placed = format!("({alive} AND {first})");
    // A spell is judged once, into however many years it is cut.
    let judged = if task.source.date.value == SpellDate::Spread { placed.clone() } else { timed.clone() };
    Place { timed, placed, judged, readable, piece: None }
}

/// The number of spells of a source that are to be joined.
fn counted(script: &mut Script<'_>, typed: &TypedRows, task: &Task<'_>, at: usize) -> Result<SourceColumns> {
    let [alive, first] = ["_alive", "_first"].map(|name| script.name(name));
    let mut columns = SourceColumns::default();
    let sound = typed.sound(task.columns()).map_or_else(String::new, |sound| format!(" AND {sound}"));
    let named = |script: &Script<'_>, name: &str| script.name(&format!("_{name}_{at}"));
    let [kept, unknown, met] = ["kept", "unknown", "met"].map(|name| named(script, name));
    let once = format!("{alive} AND {first}");
    let (condition, is_null) = match sources::condition(script, typed, task, (at, &mut columns))? {
        Some(holds) => (format!(" AND {holds}"), format!("coalesce({once}{sound} AND {holds} IS NULL, FALSE)")),
        None => (String::new(), "FALSE".to_owned()),
    };
    columns.values.push(format!("coalesce({once}{sound}{condition}, FALSE) AS {kept}"));
    columns.values.push(format!("{is_null} AS {unknown}"));
    columns.values.push(format!("coalesce({once}{condition}, FALSE) AS {met}"));
    let names = ["value", "met", "unknown"].map(|what| format!("{what}_{at}"));
    columns.sums.push(Measure::count(script.name(&names[0]), kept));
    columns.sums.push(Measure::count(script.name(&names[1]), met));
    columns.sums.push(Measure::rare(script.name(&names[2]), unknown));
    let place = place(script, typed, task);
    let spelled = sources::misspelled(script, typed, task, &place, (at, &mut columns))?;
    let [value, met, unknown] = names;
    script.sources.push(engine::results::ScriptedSource {
        variable: task.variable.id.value.clone(),
        source: task.number,
        value,
        missing: None,
        met,
        unknown,
        joined: Some(format!("joined_{at}")),
        misspelled: spelled,
    });
    Ok(columns)
}
