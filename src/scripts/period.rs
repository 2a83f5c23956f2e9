//! Registers of amounts per period: a row lies in a year, quarter or month, or in a school year, which counts in one of its two calendar
//! years or is divided.

use definitions::day::Day;
use definitions::register::period_part::{FIRST_MONTH, school_year_parts};
use definitions::register::{Period, Register, Spread, Unit};
use engine::registers::OpenRegister;
use foundation::error::Result;
use sql::{ColumnType, Readable};

use crate::calendar;
use crate::dated::{covers, values};
use crate::dialect::DialectSyntax;
use crate::keyed::KeyedRows;
use crate::rows::{self, Sums, window};
use crate::script::Script;
use crate::sources::{self, Place, SourceColumns};
use crate::typed_column::{TypedColumn, TypedRows};
use crate::value_columns::Piece;

/// Parts of a school year up to which a value of 2^53 steps times them fits in 64 bits.
const MOST_PARTS: u32 = 400;

/// Writes the script of a period register.
///
/// # Errors
/// Faults of files, and what no script expresses.
pub fn write<'a>(script: &mut Script<'a>, open: &OpenRegister<'_>, period: &Period, of: &KeyedRows<'a>) -> Result<()> {
    let (register, tasks) = (script.register, of.tasks);
    let asked = of.columns(script);
    let (typed, keyed) = of.rows(script, open, &asked, (register.kind.is_dated_by_path(), &[]))?;
    let [of_keyed, placed, outside, of_year, of_part, year, first] =
        ["_keyed", "_placed", "_outside", "_in_year", "_in_part", "_year", "_first"].map(|name| script.name(name));
    let tells_part = period.tells_part();
    let (in_year, in_part) = place(script, period);
    script.comment(
        "The calendar year that a row says, or the year in which its school year begins, and the quarter or month.",
    );
    let said = script.view("said", &format!("SELECT *, {in_year} AS {of_year}, {in_part} AS {of_part}\nFROM {keyed}"));
    let part = tells_part.then_some(of_part.as_str());
    let whole = calendar::Place { unit: period.unit.value, year: &of_year, part };
    let spread = period.division();
    let counted = |days| begun(register, spread.unwrap_or(Spread::Start), days);
    let inside = match spread {
        Some(_) => among(&of_year, &counted((register.covers.first_day(), register.covers.last_day())), |counts| {
            counts[0] || counts[1]
        }),
        None => whole.covered(register),
    };
    let known = if tells_part {
        format!("{of_year} IS NOT NULL AND {of_part} IS NOT NULL")
    } else {
        format!("{of_year} IS NOT NULL")
    };
    script.comment(&format!("Periods that the register covers: {}.", covers(register)));
    let mut view = script.view(
        "placed",
        &format!(
            "SELECT *, coalesce({of_keyed} AND {known} AND {inside}, FALSE) AS {placed},\n  coalesce({of_keyed} AND {known} AND NOT ({inside}), \
             FALSE) AS {outside}\nFROM {said}"
        ),
    );
    let half = script.name("_half");
    if let Some(spread) = spread {
        view = by_calendar_year(script, spread, &view);
    }
    let (columns, both) = with_period(script, period, (&typed, &view));
    let mut all = SourceColumns::default();
    for (at, task) in tasks.iter().enumerate() {
        let limited = task.source.since.is_some() || task.source.until.is_some();
        let timed = match spread {
            None if limited => format!("({placed} AND {})", whole.begins_within(window(register, task))),
            _ => format!("({placed})"),
        };
        let piece = match spread {
            None => None,
            Some(spread) => Some(piece(script, spread, (&of_year, &half, &first), &counted(window(register, task)))?),
        };
        let once = |of: &str| if spread.is_some() { format!("({of} AND {first})") } else { of.to_owned() };
        let place = Place {
            judged: once(&timed),
            timed: timed.clone(),
            placed: once(&placed),
            readable: columns.clone(),
            piece,
        };
        let columns = sources::columns(script, &both, task, &place, at + 1)?;
        all.extend(columns);
    }
    let view = values(script, &view, tasks, &all);
    let each = if spread.is_some() { first.clone() } else { "TRUE".to_owned() };
    let counts = of.bad_counts(script, &typed, &each, &rows::value_columns(register, tasks));
    let sums = Sums {
        view,
        year: format!("CASE WHEN {placed} THEN {} END", if spread.is_some() { &year } else { &of_year }),
        outside: if spread.is_some() { format!("{outside} AND {first}") } else { outside },
        residence: rows::no_spells(),
        cut: spread.map(halves).filter(|halves| halves.len() > 1).map(|halves| halves.len().to_string()),
        each,
        spelled: all.spelled,
    };
    rows::output(script, &sums, counts, all.sums);
    Ok(())
}

/// The calendar years in which a school year can count: 0 for the one that it begins in, 1 for the next.
fn halves(spread: Spread) -> &'static [i32] {
    match spread {
        Spread::Start => &[0],
        Spread::End => &[1],
        Spread::Parts { .. } => &[0, 1],
    }
}

/// The step with a row for each calendar year in which a school year counts.
fn by_calendar_year(script: &mut Script<'_>, spread: Spread, placed: &str) -> String {
    let [of_year, year, first, half] = ["_in_year", "_year", "_first", "_half"].map(|name| script.name(name));
    let halves = halves(spread);
    let rows: Vec<String> = halves.iter().map(|half| format!("({half})")).collect();
    script.comment("A row for each calendar year in which a school year counts.");
    script.view(
        "years",
        &format!(
            "SELECT p.*, h.{half}, p.{of_year} + h.{half} AS {year}, (h.{half} = {}) AS {first}\nFROM {placed} AS p\nCROSS JOIN (SELECT * \
             FROM (VALUES {}) AS v({half})) AS h",
            halves[0],
            rows.join(", ")
        ),
    )
}

/// What SQL reads, and the typed rows with the columns of the period.
fn with_period(script: &Script<'_>, period: &Period, (typed, view): (&TypedRows, &str)) -> (Vec<Readable>, TypedRows) {
    let columns = readable(script, period, &typed.readable());
    // Conditions read the period as values do.
    let of_period = |column: &Readable| typed.get(&column.name).is_none() || column.sql != script.name(&column.name);
    let given = columns.iter().filter(|column| of_period(column)).map(|column| TypedColumn {
        value: column.sql.clone(),
        ..TypedColumn::given(script, &column.name, column.kind)
    });
    let given: Vec<TypedColumn> = given.collect();
    let own = typed.columns.iter().filter(|column| given.iter().all(|other| other.id != column.id)).cloned();
    let both = TypedRows { view: view.to_owned(), columns: own.chain(given.iter().cloned()).collect() };
    (columns, both)
}

/// The year and the part of it that a row says.
fn place(script: &Script<'_>, period: &Period) -> (String, String) {
    let name = |id: &str| script.name(id);
    let is_school_year = period.unit.value == Unit::SchoolYear;
    if period.period.is_some() {
        let month = format!("EXTRACT(MONTH FROM {})", name("period"));
        let part = match period.unit.value {
            Unit::Quarter => script.dialect().quotient(&format!("({month} + 2)"), 3),
            _ => month,
        };
        return (format!("EXTRACT(YEAR FROM {})", name("period")), part);
    }
    let part = match period.unit.value {
        Unit::Month if period.month.is_some() => name("month"),
        Unit::Quarter if period.quarter.is_some() => name("quarter"),
        _ => "CAST(NULL AS BIGINT)".to_owned(),
    };
    let year = if period.school_year.is_some() {
        let begins = name("school_year");
        // The months before August are of the second year.
        match is_school_year || period.month.is_none() {
            true => begins,
            false => format!("({begins} + CASE WHEN {part} < {FIRST_MONTH} THEN 1 ELSE 0 END)"),
        }
    } else if period.year.is_some() || !is_school_year {
        name("year")
    } else {
        format!("({} - {})", name("year"), -period.school_year_of_file(0))
    };
    (year, part)
}

/// What SQL reads: the columns of the period take the place of what files have.
fn readable(script: &Script<'_>, period: &Period, typed: &[Readable]) -> Vec<Readable> {
    let (of_year, of_part) = (script.name("_in_year"), script.name("_in_part"));
    let placed = script.register.kind.time_columns();
    let mut all: Vec<Readable> =
        typed.iter().filter(|column| !placed.iter().any(|placed| placed.id == column.name)).cloned().collect();
    for (id, _) in script.register.kind.sql_columns() {
        let sql = match (*id, period.unit.value) {
            ("year" | "school_year", _) => of_year.clone(),
            ("quarter", Unit::Month) => script.dialect().quotient(&format!("({of_part} + 2)"), 3),
            _ => of_part.clone(),
        };
        all.retain(|column| column.name != *id);
        all.push(Readable { name: (*id).to_owned(), kind: ColumnType::Integer, sql });
    }
    all
}

/// The school years, each by the year that it begins in, with whether it counts there and in the next.
type SchoolYears = Vec<(i32, [bool; 2])>;

/// The school years of some days that a register covers.
fn begun(register: &Register, spread: Spread, (from, to): (Day, Day)) -> SchoolYears {
    let of_year = |begins: i32| {
        let served = school_year_parts(begins)
            .map(|(one, other)| from <= one && other <= to && register.covers.holds(one, other));
        (begins, [served[0] && spread != Spread::End, served[1] && spread != Spread::Start])
    };
    (from.year() - 1..=to.year()).map(of_year).collect()
}

/// The condition of school years that count.
fn among(begins: &str, all: &SchoolYears, counts: impl Fn(&[bool; 2]) -> bool) -> String {
    let years: Vec<String> = all.iter().filter(|(_, of)| counts(of)).map(|(begins, _)| begins.to_string()).collect();
    if years.is_empty() { "FALSE".to_owned() } else { format!("{begins} IN ({})", years.join(", ")) }
}

/// What of a school year's value counts in a calendar year.
fn piece(
    script: &Script<'_>,
    spread: Spread,
    (begins, half, first): (&str, &str, &str),
    years: &SchoolYears,
) -> Result<Piece> {
    let counts = format!(
        "(({half} = 0 AND {}) OR ({half} = 1 AND {}))",
        among(begins, years, |counts| counts[0]),
        among(begins, years, |counts| counts[1])
    );
    let parts = match spread {
        Spread::Parts { start, end } if start.saturating_add(end) > MOST_PARTS => {
            return Err(script.refused(format!("a school year that is divided into more than {MOST_PARTS} parts")));
        }
        Spread::Parts { start, end } => Some((start, end)),
        Spread::Start | Spread::End => None,
    };
    Ok(Piece { first: first.to_owned(), counts, parts, second: format!("{half} = 1") })
}
