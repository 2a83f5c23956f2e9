//! Spell registers: a row has a first day and the day it ended, counts in the year of one of them or is cut at new year, and ends
//! with residence.

use definitions::Definitions;
use definitions::day::Day;
use definitions::register::{Register, Role};
use definitions::variable::{Overlapping, SpellDate};
use engine::registers::{KeyType, OpenRegister};
use engine::results::{CountOf, RESIDENCE};
use foundation::error::Result;
use sql::{ColumnType, Readable};

use crate::dated::{covers, values};
use crate::dialect::Written;
use crate::measure::{Measure, grouped};
use crate::read::{TypedColumn, TypedRows};
use crate::rows::{self, Sums, renamed, window};
use crate::script::{Script, TotalsOf};
use crate::sources::{self, Place, SourceColumns, Task};
use crate::stays;

/// Writes the script of a spell register.
///
/// # Errors
/// Faults of files, and what no script expresses.
pub fn write<'a>(
    script: &mut Script<'a>,
    definitions: &Definitions,
    open: &OpenRegister<'_>,
    key: KeyType,
    tasks: &[Task<'a>],
) -> Result<()> {
    let register = script.register;
    let asked = rows::asked(script, key, tasks);
    let (mut typed, keyed) = rows::keyed(script, open, &asked, (key, tasks), (false, &[]))?;
    let lasting = resident(script, definitions, &typed, &keyed);
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
            all.values.extend(columns.values);
            all.sums.extend(columns.sums);
            joined.push((at + 1, task));
            continue;
        }
        let columns = sources::columns(script, &typed, task, &place, at + 1)?;
        all.extend(columns);
    }
    let view = values(script, &view, tasks, &all);
    let mut counts = rows::bad_counts(script, &typed, &first, &rows::value_columns(register, tasks));
    let end = typed.get("end").map_or_else(|| "end".to_owned(), |end| end.file_name.clone());
    let backwards = script.count(CountOf::Column, "end", &end, "ends_before_start");
    counts.push(Measure::rare(backwards, format!("{first} AND {}", script.name("_backwards"))));
    let sums = Sums {
        view: view.clone(),
        each: first.clone(),
        year: format!("CASE WHEN {alive} THEN {} END", script.name("year")),
        outside: "FALSE".to_owned(),
        ended: format!("{first} AND {}", script.name("_ended")),
        cut: (!begin_alone(tasks)).then(|| touched(script)),
    };
    rows::output(script, &sums, counts, all.sums);
    for (at, task) in joined {
        match &task.source.stays {
            Some(declared) => stays::join(script, &view, (task, declared), at)?,
            None => join(script, &view, task, at)?,
        }
    }
    Ok(())
}

/// Whether days that lie in several spells of a source count once.
fn is_joined(task: &Task<'_>) -> bool {
    task.source.date.value == SpellDate::Spread && task.source.overlapping.value == Overlapping::Once
}

/// Writes the views of spells that end at death, and at emigration if they are open.
fn resident(script: &mut Script<'_>, definitions: &Definitions, typed: &TypedRows, keyed: &str) -> String {
    let [start, end, of_keyed, person] = ["start", "end", "_keyed", "_person"].map(|name| script.name(name));
    let [open, of_end, sound, until] = ["_open", "_end", "_sound", "_until"].map(|name| script.name(name));
    let last = script.register.covers.last_day();
    let still = day_after(last);
    let end_is_sound = typed.get("end").and_then(|end| end.fault.as_ref());
    let mut end_is_sound = end_is_sound.map_or_else(String::new, |fault| format!(" AND {fault} IS NULL"));
    let has_times = script.register.kind.has_times();
    let [from_time, to_time, time_end, hours] =
        ["start_time", "end_time", "_time_end", "hours"].map(|name| script.name(name));
    let (mut times, mut late) = (String::new(), String::new());
    if has_times {
        end_is_sound += &format!(" AND {from_time} IS NOT NULL");
        let fault = typed.get("end_time").and_then(|end| end.fault.as_ref());
        end_is_sound += &fault.map_or_else(String::new, |fault| format!(" AND {fault} IS NULL"));
        let still = i64::from(last.number() + 1) * 86_400;
        times = format!(
            ",\n  CASE WHEN {end} IS NOT NULL AND {to_time} IS NOT NULL THEN {to_time} ELSE greatest({still}, {from_time}) END AS {time_end},\n  \
             CASE WHEN {end} IS NOT NULL THEN CAST({to_time} - {from_time} AS DOUBLE) / 3600e0 END AS {hours}"
        );
        late = format!(" OR {from_time} > {time_end}");
    }
    script.comment(&format!(
        "Spells: without an end they last, as far as the register knows, until the day after {last}. A spell that ends before it\n\
         begins is bad."
    ));
    let spells = script.view(
        "spells",
        &format!(
            "SELECT *, ({end} IS NULL) AS {open}, coalesce({end}, greatest({start}, {still})) AS {of_end},\n  \
             ({of_keyed} AND {start} IS NOT NULL{end_is_sound}) AS {sound}{times}\nFROM {keyed}"
        ),
    );
    let [backwards, forwards, alive, ended] =
        ["_backwards", "_forwards", "_alive", "_ended"].map(|name| script.name(name));
    let directed = script.view(
        "directed",
        &format!(
            "SELECT *, ({sound} AND ({start} > {of_end}{late})) AS {backwards}, ({sound} AND NOT ({start} > {of_end}{late})) AS {forwards}\nFROM {spells}"
        ),
    );
    let mut joins = String::new();
    let mut lasts = Vec::new();
    let [day, of_person] = ["day", "person"].map(|name| script.name(name));
    if let Some(deaths) = events(script, definitions, Role::Deaths) {
        script.comment("No service is used after death.");
        let view = script.view(
            "deaths",
            &format!("SELECT {of_person}, MIN({day}) AS {day}\nFROM ({deaths}) AS d\nGROUP BY {of_person}"),
        );
        joins += &format!("\nLEFT JOIN {view} AS d ON d.{of_person} = s.{person}");
        lasts.push(format!("d.{day}"));
    }
    if let Some(moves) = events(script, definitions, Role::Migration) {
        script.comment(
            "A register may not record the end of a stay after emigration: open spells end with the first one.",
        );
        let out = script.name("out");
        let view = script.view(
            "departures",
            &format!(
                "SELECT s.{person}, s.{start}, MIN(m.{day}) AS {day}\nFROM (SELECT DISTINCT {person}, {start} FROM {directed} WHERE {open} AND \
                 {forwards}) AS s\nJOIN ({moves}) AS m ON m.{of_person} = s.{person}\nWHERE m.{out} AND m.{day} >= s.{start}\nGROUP BY s.{person}, \
                 s.{start}"
            ),
        );
        joins += &format!(
            "\nLEFT JOIN {view} AS m ON m.{person} = s.{person} AND m.{start} = s.{start} AND s.{open} AND s.{forwards}"
        );
        lasts.push(format!("m.{day}"));
    }
    let view = match lasts.as_slice() {
        [] => script.view("resident", &format!("SELECT *, {of_end} AS {until}\nFROM {directed}")),
        lasts => {
            let list = lasts.join(", ");
            let last = if lasts.len() == 1 { list } else { format!("least({list})") };
            script.view(
                "resident",
                &format!(
                    "SELECT s.*, CASE WHEN {last} < s.{of_end} THEN {last} ELSE s.{of_end} END AS {until}\nFROM {directed} AS s{joins}"
                ),
            )
        }
    };
    let time_until = match has_times {
        true => {
            let last = format!("(CAST({} AS BIGINT) + 1) * 86400 - 1", script.dialect().days(&until));
            format!(
                ",\n  CASE WHEN {until} < {of_end} THEN greatest(least({time_end}, {last}), {from_time}) ELSE {time_end} END AS {}",
                script.name("_time_until")
            )
        }
        false => String::new(),
    };
    script.view(
        "lasting",
        &format!(
            "SELECT *, coalesce({forwards} AND {start} <= {until}, FALSE) AS {alive},\n  coalesce({forwards} AND {until} < {of_end}, FALSE) AS \
             {ended}{time_until}\nFROM {view}"
        ),
    )
}

/// The rows of the results of deaths or moves; `None` without a register of them.
fn events(script: &Script<'_>, definitions: &Definitions, role: Role) -> Option<String> {
    let [person, day, out] = ["person", "day", "out"].map(|name| script.name(name));
    let of = |register: &Register| {
        let from = script.result_of(&register.id.value, RESIDENCE);
        format!(
            "SELECT {person}, {day}, {out} FROM {from} WHERE {person} IS NOT NULL AND {day} IS NOT NULL AND {out} IS NOT NULL"
        )
    };
    let all: Vec<String> = definitions.with_role(role).map(of).collect();
    (!all.is_empty()).then(|| all.join(" UNION ALL "))
}

/// Writes the view of spells by the years that they touch; a spell that touches no covered year stands in it once, without a year.
fn by_year(script: &mut Script<'_>, lasting: &str, tasks: &[Task<'_>]) -> String {
    let [start, until, alive, year, first] =
        ["start", "_until", "_alive", "year", "_first"].map(|name| script.name(name));
    let years = calendar(script);
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

/// How many covered years a spell touches, at its first; 1 of one that touches none.
pub fn touched(script: &Script<'_>) -> String {
    let [year, until] = ["year", "_until"].map(|name| script.name(name));
    let last = script.register.covers.last_day().year();
    format!("(CASE WHEN {year} IS NULL THEN 1 ELSE least(EXTRACT(YEAR FROM {until}), {last}) - {year} + 1 END)")
}

/// The covered years with their first and last days, as rows.
pub fn calendar(script: &Script<'_>) -> String {
    let (first, last) = (script.register.covers.first_day().year(), script.register.covers.last_day().year());
    let row = |year: i32| format!("({year}, DATE '{year}-01-01', DATE '{year}-12-31')");
    let rows = (first..=last).map(row).collect::<Vec<_>>().join(", ");
    let [year, opens, closes] = ["year", "_opens", "_closes"].map(|name| script.name(name));
    format!("SELECT * FROM (VALUES {rows}) AS c({year}, {opens}, {closes})")
}

fn day_after(day: Day) -> String {
    let next = Day::from_number(day.number() + 1).unwrap_or(day);
    format!("DATE '{next}'")
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
        SpellDate::End => (format!("{} AND {until} < {}", inside(&until), day_after(last_covered)), nights, days),
        SpellDate::Spread => {
            let piece = piece(script, task, &start, &until);
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

/// The nights and days of the part of a spell in a year, inside the days that a source serves. A night is counted in the year in
/// which it begins.
pub fn piece(script: &Script<'_>, task: &Task<'_>, start: &str, until: &str) -> (String, String) {
    let dialect = script.dialect();
    let [opens, closes] = ["_opens", "_closes"].map(|name| script.name(name));
    let (from, to) = window(script.register, task);
    let begins = dialect.days(&format!("greatest({start}, DATE '{from}', {opens})"));
    let days_end = dialect.days(&format!("least({until}, DATE '{to}', {closes})"));
    let nights_end = format!(
        "least({}, {} + 1)",
        dialect.days(&format!("least({until}, {})", day_after(to))),
        dialect.days(&closes)
    );
    (format!("greatest({nights_end} - {begins}, 0)"), format!("greatest({days_end} - {begins} + 1, 0)"))
}

/// The number of spells of a source that are to be joined.
fn counted(script: &mut Script<'_>, typed: &TypedRows, task: &Task<'_>, at: usize) -> Result<SourceColumns> {
    let [alive, first] = ["_alive", "_first"].map(|name| script.name(name));
    let mut columns = SourceColumns::default();
    let sound = typed.sound(task.columns()).map_or_else(String::new, |sound| format!(" AND {sound}"));
    let named = |script: &Script<'_>, name: &str| script.name(&format!("_{name}_{at}"));
    let [kept, unknown, met] = ["kept", "unknown", "met"].map(|name| named(script, name));
    let once = format!("{alive} AND {first}");
    let (condition, is_null) = match &task.source.filter {
        Some(filter) => {
            let sql = filter.translate(script.dialect(), &typed.readable());
            let sql = sources::translated(script, &filter.text.place, sql)?.sql;
            (format!(" AND {sql}"), format!("coalesce({once}{sound} AND {sql} IS NULL, FALSE)"))
        }
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
    let spelled = sources::misspelled(script, typed, task, &place, at)?;
    columns.sums.extend(spelled.iter().map(|(_, sum)| sum.clone()));
    let [value, met, unknown] = names;
    script.sources.push(engine::results::ScriptedSource {
        variable: task.variable.id.value.clone(),
        source: task.number,
        value,
        missing: None,
        met,
        unknown,
        joined: Some(format!("joined_{at}")),
        misspelled: spelled.into_iter().map(|(misspelled, _)| misspelled).collect(),
    });
    Ok(columns)
}

/// Writes the result of joined spells: those that share a day become one, which is cut at new year.
fn join(script: &mut Script<'_>, view: &str, task: &Task<'_>, at: usize) -> Result<()> {
    let [person, start, until, spells, stretch, before] =
        ["_person", "start", "_until", "spells", "_stretch", "_before"].map(|name| script.name(name));
    let [year, first, opens, closes] = ["year", "_first", "_opens", "_closes"].map(|name| script.name(name));
    let kept = script.name(&format!("_kept_{at}"));
    script.comment(&format!(
        "{}: a day in several spells counts once, so spells that share a day are joined first.",
        task.variable.id
    ));
    // Of equal spells, the one that follows no other comes first: both windows must have them in one order.
    let by_start = format!("PARTITION BY {person} ORDER BY {start}, {until}");
    let followed = script.view(
        &format!("followed_{at}"),
        &format!(
            "SELECT {person}, {start}, {until},\n  MAX({until}) OVER ({by_start} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS \
             {before}\nFROM {view}\nWHERE {kept}"
        ),
    );
    let stretches = script.view(
        &format!("stretches_{at}"),
        &format!(
            "SELECT *, SUM(CASE WHEN {start} <= {before} THEN 0 ELSE 1 END) OVER ({by_start}, {before} NULLS FIRST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS \
             {stretch}\nFROM {followed}"
        ),
    );
    let joined = script.view(
        &format!("joined_{at}"),
        &format!(
            "SELECT {person}, MIN({start}) AS {start}, MAX({until}) AS {until}, COUNT(*) AS {spells}\nFROM {stretches}\nGROUP BY {person}, \
             {stretch}"
        ),
    );
    let years = calendar(script);
    let of_first = script.register.covers.first_day().year();
    let pieces = script.view(
        &format!("pieces_{at}"),
        &format!(
            "SELECT j.*, y.{year}, y.{opens}, y.{closes},\n  (y.{year} IS NULL OR y.{year} = greatest(EXTRACT(YEAR FROM j.{start}), {of_first})) \
             AS {first}\nFROM {joined} AS j\nLEFT JOIN ({years}) AS y\n  ON y.{year} BETWEEN EXTRACT(YEAR FROM j.{start}) AND EXTRACT(YEAR FROM \
             j.{until})"
        ),
    );
    let (nights, days) = piece(script, task, &start, &until);
    let whole = |name: &str, sql: String| Readable { name: name.to_owned(), kind: ColumnType::Integer, sql };
    let readable = [whole("year", year.clone()), whole("nights", nights.clone()), whole("days", days.clone())];
    let counts = format!("{year} IS NOT NULL AND ({nights} > 0 OR {days} > 0)");
    let expected = touched(script);
    output(script, (task, at), &pieces, &Pieces { readable: &readable, counts: &counts, expected: &expected })
}

/// The years of joined spells: what their value reads, which of them count, and how many there must be.
pub struct Pieces<'a> {
    /// What the value reads.
    pub readable: &'a [Readable],
    /// The condition of those that count.
    pub counts: &'a str,
    /// How many pieces the first of a spell stands for.
    pub expected: &'a str,
}

/// Writes the result of joined spells from their pieces.
pub fn output(script: &mut Script<'_>, (task, at): (&Task<'_>, usize), view: &str, pieces: &Pieces<'_>) -> Result<()> {
    let [person, year, first, spells] = ["_person", "year", "_first", "spells"].map(|name| script.name(name));
    let counts = script.name(&format!("_kept_{at}"));
    let value = sources::value(script, task, pieces.readable, at)?;
    let (of_values, of_steps) = value.columns();
    let with = |list: &[String]| list.iter().map(|column| format!(",\n  {column}")).collect::<String>();
    let mut last = script.view(
        &format!("values_{at}"),
        &format!("SELECT *, coalesce({}, FALSE) AS {counts}{}\nFROM {view}", pieces.counts, with(of_values)),
    );
    if !of_steps.is_empty() {
        last = script.view(&format!("steps_{at}"), &format!("SELECT *{}\nFROM {last}", with(of_steps)));
    }
    if let Some(wrong) = value.wrong_column(script, &counts) {
        last = script.view(&format!("judged_{at}"), &format!("SELECT *,\n  {wrong}\nFROM {last}"));
    }
    let number = format!("CAST(SUM(CASE WHEN {first} THEN {spells} ELSE 0 END) AS BIGINT)");
    let mut measures = vec![Measure::sum(script.name("_spells"), number)];
    measures.extend(rows::pieces(script, &first, pieces.expected));
    measures.extend(value.sums(script, task, &counts, (CountOf::Joined, "value")));
    let keys = [(person, script.name("_of_person")), (year, script.name("_of_year"))];
    let query = grouped(script.dialect(), &last, &keys, &[script.hash_column()], &measures);
    let names = [("_of_person", "person"), ("_of_year", "year"), ("_spells", "spells")];
    let query = renamed(script, &query, &names);
    let part = format!("joined_{at}");
    script.output(&part, &query);
    let number = script.sources.iter().position(|source| source.joined.as_ref() == Some(&part));
    let values = (0..script.sources.len()).map(|of| (Some(of) == number).then(|| "value".to_owned())).collect();
    script.totals.push(TotalsOf { part, rows: "spells", keys: (false, true), values });
    Ok(())
}
