//! The population, deaths and moves: who a person is, and where.

use definitions::register::{AgeOn, AsOf, Direction, Register, Role};
use engine::registers::{KeyType, OpenRegister, ReadAs};
use engine::results::{CountOf, RESIDENCE};
use foundation::error::{Error, Result};
use sql::{ColumnType, Dialect};

use crate::dialect::DialectSyntax;
use crate::keyed::KeyedRows;
use crate::measure::{Measure, grouped};
use crate::rows::{self, of_column};
use crate::script::{Script, TotalsOf, listed};
use crate::side_counts;
use crate::typed_column::{ColumnRequest, TypedRows, fault_counts};
use crate::value_counts::time_counts;

/// The largest plausible age.
const OLDEST: i32 = 130;

/// The most years that fit in the number of presence.
const MOST_YEARS: i32 = 60;

/// The totals of a result of residence.
fn of_residence() -> TotalsOf {
    TotalsOf { part: RESIDENCE.to_owned(), rows: "rows", also: None, keys: (false, false), values: Vec::new() }
}

/// The columns of a register's condition that are not asked for already.
fn add_filter<'a>(register: &'a Register, asked: &mut Vec<ColumnRequest<'a>>) {
    for name in register.filter.iter().flat_map(|filter| &filter.columns) {
        if asked.iter().any(|known| known.id == *name) {
            continue;
        }
        let placed = register.kind.time_columns().into_iter().find(|placed| placed.id == name);
        match (placed, register.column(name)) {
            (Some(placed), _) => asked.push(ColumnRequest {
                id: name.clone(),
                column: &placed.column.value,
                read_as: ReadAs::time_column(&placed),
            }),
            (None, Some(column)) => asked.push(of_column(name, column, column.kind.unwrap_or(ColumnType::Text))),
            (None, None) => {}
        }
    }
}

/// Counts of bad values of columns, of rows that meet the register's condition.
fn counts(script: &mut Script<'_>, typed: &TypedRows, needed: &[&str]) -> Vec<Measure> {
    let chosen: Vec<String> = script.register.filter.iter().flat_map(|filter| filter.columns.clone()).collect();
    let met = script.name("_met");
    let mut all = side_counts::day_counts(script, "TRUE");
    for column in &typed.columns {
        if chosen.contains(&column.id) {
            all.extend(fault_counts(script, column, CountOf::Choice, "TRUE"));
        }
        if needed.contains(&column.id.as_str()) {
            all.extend(fault_counts(script, column, CountOf::Column, &met));
        }
    }
    all
}

/// The name of a code, or NULL.
fn named(script: &Script<'_>, register: &Register, id: &str) -> String {
    let codes = register.column(id).map(|column| &column.codes);
    let text = |text: &str| script.dialect().text(text);
    let when = codes.into_iter().flatten().map(|(name, code)| format!(" WHEN {} THEN {}", text(code), text(name)));
    format!("CASE {}{} END", script.name(id), when.collect::<String>())
}

/// Writes the script of the population register.
///
/// # Errors
/// Faults of files, and what no script expresses.
pub fn population<'a>(script: &mut Script<'a>, open: &OpenRegister<'_>, of: &KeyedRows<'a>) -> Result<()> {
    let register = script.register;
    let by_path = register.kind.year_column().is_none();
    let (asked, birth) = asked_of_population(script, register, of.key)?;
    let (typed, keyed) = of.rows(script, open, &asked, (by_path, &[]))?;
    let [year, sex, met] = ["year", "sex", "_met"].map(|name| script.name(name));
    let [of_sex, born, age, inside] = ["_sex", "_born", "_age", "_inside"].map(|name| script.name(name));
    let of_birth = script.name(birth);
    let before_birthday =
        register.as_of.value == AsOf::Start && register.age_on.value == AgeOn::StatusDay && birth == "age";
    let (birth_year, at_age) = match birth {
        "born" => (format!("EXTRACT(YEAR FROM {of_birth})"), format!("({year} - EXTRACT(YEAR FROM {of_birth}))")),
        _ => (format!("({year} - {of_birth} - {})", i32::from(before_birthday)), of_birth.clone()),
    };
    script.comment("The name of the code of sex, the year of birth, and whether the register covers the year.");
    let stated = script.view(
        "stated",
        &format!(
            "SELECT *, {} AS {of_sex}, {birth_year} AS {born}, {at_age} AS {age},\n  coalesce({}, FALSE) AS {inside}\nFROM {keyed}",
            named(script, register, "sex"),
            rows::covered_year(register, &year)
        ),
    );
    let sound = ["year", "sex", birth].into_iter().filter_map(|id| typed.get(id));
    let sound: String = sound.map(|column| format!(" AND {} IS NOT NULL", column.value)).collect();
    let possible = format!("{age} BETWEEN 0 AND {OLDEST}");
    let is_sound = script.name("_sound");
    let year_known = if by_path { String::new() } else { format!(" AND {year} IS NOT NULL") };
    let view = script.view(
        "sound",
        &format!(
            "SELECT *, coalesce({}{sound}{year_known} AND {of_sex} IS NOT NULL AND ({possible} OR NOT {inside}), FALSE) AS {is_sound}\nFROM {stated}",
            script.name("_keyed"),
        ),
    );
    let mut needed = vec!["person", "year", "sex", birth];
    needed.dedup();
    let mut bad = counts(script, &typed, &needed);
    let file_name = |id: &str| typed.get(id).map_or_else(|| id.to_owned(), |column| column.file_name.clone());
    let unknown = script.count(CountOf::Column, "sex", &file_name("sex"), "unknown_code");
    bad.push(Measure::rare(unknown, format!("{met} AND {sex} IS NOT NULL AND {of_sex} IS NULL")));
    let impossible = script.count(CountOf::Column, birth, &file_name(birth), "impossible_age");
    bad.push(Measure::rare(impossible, format!("{met} AND {inside} AND NOT ({possible})")));
    by_person(script, &view, bad)?;
    Ok(())
}

fn asked_of_population<'a>(
    script: &Script<'_>,
    register: &'a Register,
    key: KeyType,
) -> Result<(Vec<ColumnRequest<'a>>, &'static str)> {
    let mut asked =
        vec![ColumnRequest { id: "person".to_owned(), column: &register.person.value, read_as: ReadAs::Key(key) }];
    if let Some(year) = register.kind.year_column() {
        let of_date = year.kind == Some(ColumnType::Date);
        let read_as = if of_date { ReadAs::YearOfDate } else { ReadAs::Year };
        asked.push(ColumnRequest { id: "year".to_owned(), column: &year.value, read_as });
    }
    let missing = |id: &str| Error::internal(format!("register `{}` has no column `{id}`", register.id));
    asked.push(of_column("sex", register.column("sex").ok_or_else(|| missing("sex"))?, ColumnType::Text));
    let birth = match (register.column("born"), register.column("age")) {
        (Some(born), _) => {
            asked.push(of_column("born", born, ColumnType::Date));
            "born"
        }
        (None, Some(age)) => {
            asked.push(of_column("age", age, ColumnType::Integer));
            "age"
        }
        (None, None) => return Err(missing("born")),
    };
    // A condition reads codes of sex as the register declares them.
    let reads_sex = register.filter.iter().any(|filter| filter.columns.iter().any(|name| name == "sex"));
    if reads_sex && register.column("sex").is_some_and(|sex| sex.kind != Some(ColumnType::Text)) {
        return Err(script.refused("the register's condition reads `sex`, which is not text"));
    }
    add_filter(register, &mut asked);
    Ok((asked, birth))
}

/// Writes the result of the population: one row for each person, and one for rows without a person.
fn by_person(script: &mut Script<'_>, view: &str, bad: Vec<Measure>) -> Result<()> {
    let register = script.register;
    let years = register.covers.years();
    let (Some(first), Some(last)) = (years.first().copied(), years.last().copied()) else {
        return Err(script.refused("the population covers no whole year"));
    };
    if last - first >= MOST_YEARS {
        return Err(script.refused(format!("the population covers more than {MOST_YEARS} years")));
    }
    let bits: String = years.iter().map(|year| format!(" WHEN {year} THEN {}", 1i64 << (year - first))).collect();
    let dialect = script.dialect();
    let [person, of_person, sound, inside, year, rows] =
        ["_person", "_of_person", "_sound", "_inside", "year", "rows"].map(|name| script.name(name));
    let [of_sex, born, of_present, of_inside, order, of_file] =
        ["_sex", "_born", "present", "inside", "_order", "_of_file"].map(|name| script.name(name));
    let counted_year = format!("CASE CASE WHEN {sound} AND {inside} THEN {year} END{bits} ELSE 0 END");
    let mut measures = vec![
        Measure::sum(order.clone(), format!("MIN(CASE WHEN {inside} THEN 0 ELSE 10000 END + {year})")),
        Measure::sum(of_present.clone(), dialect.sum(&counted_year)),
        Measure::sum(rows.clone(), "COUNT(*)"),
        Measure::count(of_inside.clone(), format!("{sound} AND {inside}")),
        Measure::count(script.name("outside"), format!("{sound} AND NOT {inside}")),
        Measure::rare(script.name("unmet"), format!("NOT {}", script.name("_met"))),
    ];
    measures.extend(time_counts(script, "TRUE"));
    measures.extend(bad);
    script.comment(
        "Rows by person, sex and year of birth. Every year of presence is a power of two: 1 for the first, 2 for the second. What is bad\n\
         is a bit of _flags_…: rows with a bit have no person, and have their file.",
    );
    let [stated_sex, stated_born] = ["_stated_sex", "_stated_born"].map(|name| script.name(name));
    let of_sound = |of: &str| format!("CASE WHEN {sound} THEN {of} END");
    let keys = [
        (of_sound(&person), of_person.clone()),
        (of_sound(&of_sex), stated_sex.clone()),
        (of_sound(&born), stated_born.clone()),
        (format!("CASE WHEN NOT {sound} THEN {} END", script.name("_file")), of_file.clone()),
    ];
    let grouped = script.view("stated_of_persons", &grouped(dialect, view, &keys, &[], &measures));
    let day = if register.as_of.value == AsOf::End { "31 December" } else { "1 January" };
    script.comment(&format!(
        "The result: a row a person, with sex and year of birth of the first covered year, and presence on {day} of the years\n\
         from {first} on. Rows without a person are counted too, by file."
    ));
    let sum = |script: &Script<'_>, name: &str| format!("CAST(SUM({0}) AS BIGINT) AS {0}", script.name(name));
    let mut result = vec![
        script.hash_column(),
        format!("{of_person} AS {}", script.name("person")),
        format!("{of_file} AS {}", script.name("file")),
        format!("min_by({stated_sex}, {order}) AS {}", script.name("sex")),
        format!("min_by({stated_born}, {order}) AS {}", script.name("birth_year")),
        match dialect {
            Dialect::DuckDb => format!("CAST(SUM({of_present}) AS BIGINT) AS {of_present}"),
            Dialect::Spark => format!("SUM({of_present}) AS {of_present}"),
        },
        sum(script, "inside"),
        format!("CAST(SUM({of_inside}) - min_by({of_inside}, {order}) AS BIGINT) AS {}", script.name("conflicts")),
        sum(script, "rows"),
        sum(script, "unmet"),
        sum(script, "outside"),
    ];
    let counted: Vec<String> = script.times.iter().flat_map(|time| [time.all.clone(), time.telling.clone()]).collect();
    let counted = counted.into_iter().chain(script.counts.iter().map(|count| count.column.clone()));
    let counted = counted.chain(script.beside.days.iter().map(|of| of.all.clone())).collect::<Vec<_>>();
    result.extend(counted.iter().map(|name| sum(script, name)));
    script.output(RESIDENCE, &format!("SELECT\n{}\nFROM {grouped}\nGROUP BY {of_person}, {of_file}", listed(&result)));
    script.totals.push(of_residence());
    Ok(())
}

/// Writes the script of a register of deaths or moves.
///
/// # Errors
/// Faults of files, and what no script expresses.
pub fn events<'a>(script: &mut Script<'a>, open: &OpenRegister<'_>, of: &KeyedRows<'a>, role: Role) -> Result<()> {
    let register = script.register;
    let mut asked =
        vec![ColumnRequest { id: "person".to_owned(), column: &register.person.value, read_as: ReadAs::Key(of.key) }];
    for placed in register.kind.time_columns() {
        let kind = placed.column.kind.unwrap_or(ColumnType::Date);
        asked.push(of_column(placed.id, &placed.column.value, kind));
    }
    let direction = register.column("direction").filter(|_| role == Role::Migration);
    if let Some(direction) = direction {
        asked.push(of_column("direction", direction, ColumnType::Text));
    }
    add_filter(register, &mut asked);
    let (typed, keyed) = of.rows(script, open, &asked, (false, &[]))?;
    let [date, met, of_keyed, of_direction] = ["date", "_met", "_keyed", "direction"].map(|name| script.name(name));
    let [inside, out] = ["_inside", "_out"].map(|name| script.name(name));
    let always_out = register.direction.as_ref().is_none_or(|direction| direction.value == Direction::Out);
    let is_out = match direction {
        Some(_) => format!("({} = 'out')", named(script, register, "direction")),
        None => format!("CAST({} AS BOOLEAN)", if always_out { "TRUE" } else { "FALSE" }),
    };
    script.comment(&format!(
        "The day, and whether a move is out of the country. The register covers {}.",
        crate::dated::covers(register)
    ));
    let view = script.view(
        "placed",
        &format!(
            "SELECT *, coalesce({}, FALSE) AS {inside}, {is_out} AS {out}\nFROM {keyed}",
            rows::covered_day(register, &date)
        ),
    );
    let mut needed = vec!["person", "date"];
    needed.extend(direction.map(|_| "direction"));
    let mut bad = counts(script, &typed, &needed);
    if direction.is_some() {
        let name = typed.get("direction").map_or_else(|| "direction".to_owned(), |column| column.file_name.clone());
        let unknown = script.count(CountOf::Column, "direction", &name, "unknown_code");
        bad.push(Measure::rare(unknown, format!("{met} AND {of_direction} IS NOT NULL AND {out} IS NULL")));
    }
    let [person, day, of_out, rows] = ["person", "day", "out", "rows"].map(|name| script.name(name));
    let of_person = format!("CASE WHEN {of_keyed} THEN {} END", script.name("_person"));
    let of_day = format!("CASE WHEN {of_keyed} AND {inside} THEN {date} END");
    let mut measures = vec![
        Measure::sum(rows, "COUNT(*)"),
        Measure::rare(script.name("unmet"), format!("NOT {met}")),
        Measure::rare(script.name("outside"), format!("{of_keyed} AND {date} IS NOT NULL AND NOT {inside}")),
    ];
    measures.extend(time_counts(script, "TRUE"));
    measures.extend(bad);
    script.comment("The result: days by person. Rows without a person or without a covered day are counted too.");
    let keys = [(of_person, person), (of_day, day), (out, of_out), (script.name("_file"), script.name("file"))];
    script.output(RESIDENCE, &grouped(script.dialect(), &view, &keys, &[script.hash_column()], &measures));
    script.totals.push(of_residence());
    Ok(())
}
