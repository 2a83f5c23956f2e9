//! What every script of a register has in common: the rows that count, the days that a register covers, and the sums by file,
//! person and year.

use definitions::day::Covers;
use definitions::register::{Column, Register};
use engine::registers::ReadAs;
use engine::results::ROWS;
use foundation::error::Result;
use sql::ColumnType;

use crate::measure::{Measure, grouped};
use crate::script::{Script, TotalsOf, translated};
use crate::spelling::SpelledColumns;
use crate::task::Task;
use crate::typed_column::{ColumnRequest, TypedRows};
use crate::value_counts::time_counts;

/// A declared column.
pub fn of_column<'a>(id: &str, column: &'a Column, kind: ColumnType) -> ColumnRequest<'a> {
    ColumnRequest { id: id.to_owned(), column, read_as: ReadAs::Column(kind) }
}

/// Whether a row meets the condition of its register. A bad value is not NULL: `IS NULL` would choose its row.
///
/// # Errors
/// SQL that is not translated.
pub fn met(script: &Script<'_>, typed: &TypedRows) -> Result<String> {
    let Some(filter) = &script.register.filter else { return Ok("TRUE".to_owned()) };
    let sql = translated(script, &filter.text.place, filter.translate(script.dialect(), &typed.readable()))?.sql;
    Ok(match typed.sound(filter.columns.iter()) {
        Some(sound) => format!("coalesce({sql} AND {sound}, FALSE)"),
        None => format!("coalesce({sql}, FALSE)"),
    })
}

/// The years that a register covers, as a condition on a year.
pub fn covered_year(register: &Register, year: &str) -> String {
    match &register.covers.value {
        Covers::List(_) => {
            let years = register.covers.years().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            format!("{year} IN ({years})")
        }
        covers => format!("{year} BETWEEN {} AND {}", covers.first_day().year(), covers.last_day().year()),
    }
}

/// The days that a register covers, as a condition on a day.
pub fn covered_day(register: &Register, day: &str) -> String {
    match &register.covers.value {
        Covers::List(_) => covered_year(register, &format!("EXTRACT(YEAR FROM {day})")),
        covers => format!("{day} BETWEEN DATE '{}' AND DATE '{}'", covers.first_day(), covers.last_day()),
    }
}

/// The days of a source's window, inside what its register covers.
pub fn window(register: &Register, task: &Task<'_>) -> (definitions::day::Day, definitions::day::Day) {
    let (first, last) = (register.covers.first_day(), register.covers.last_day());
    (
        task.source.since.as_ref().map_or(first, |since| since.value.max(first)),
        task.source.until.as_ref().map_or(last, |until| until.value.min(last)),
    )
}

/// The columns whose values count: those that place a row, and those that sources read.
pub fn value_columns(register: &Register, tasks: &[Task<'_>]) -> Vec<String> {
    let placed = register.kind.time_columns().into_iter().map(|placed| placed.id.to_owned());
    let times: &[&str] = if register.kind.has_times() { &["start_time", "end_time"] } else { &[] };
    placed.chain(times.iter().map(|id| (*id).to_owned())).chain(tasks.iter().flat_map(Task::columns).cloned()).collect()
}

/// The columns of a register's sums that do not depend on variables. `each` holds of one row for every row of the extracts.
pub struct Sums {
    /// The view.
    pub view: String,
    /// The condition of one row for every row of the extracts.
    pub each: String,
    /// The year of a row that counts.
    pub year: String,
    /// The condition of rows outside what the register covers.
    pub outside: String,
    /// The conditions of spells that end with residence, begin abroad, and go on after an emigration.
    pub residence: [String; 3],
    /// How many rows a row of the extracts became, where it is one for each year or week.
    pub cut: Option<String>,
    /// Codes in the spelling of each source, which the view does not have yet.
    pub spelled: SpelledColumns,
}

/// The conditions of residence of rows that are no spells.
pub fn no_spells() -> [String; 3] {
    ["FALSE"; 3].map(str::to_owned)
}

/// The column that holds of one of the rows that a row became, which belongs to several rows of another register.
pub const FIRST_OWNER: &str = "_first_owner";

/// The column with how many rows a row belongs to, at least 1.
pub const OWNERS: &str = "_owners";

/// The condition of one row for every row of the extracts: of those that `each` holds of, where rows belong to several.
pub fn once(script: &Script<'_>, each: &str) -> String {
    match (script.shared, each) {
        (false, each) => each.to_owned(),
        (true, "TRUE") => script.name(FIRST_OWNER),
        (true, each) => format!("({each} AND {})", script.name(FIRST_OWNER)),
    }
}

/// Writes the result of a register's rows: sums by file, person and year.
pub fn output(script: &mut Script<'_>, sums: &Sums, counts: Vec<Measure>, values: Vec<Measure>) {
    let Sums { view, each, year, outside, residence, cut, spelled } = sums;
    script.digits_of(view);
    let view = &spelled.write(script, view);
    let [file, keyed, met, person] = ["_file", "_keyed", "_met", "_person"].map(|name| script.name(name));
    let of_extracts = once(script, each);
    let mut measures = vec![
        Measure::count(script.name("rows"), &of_extracts),
        Measure::rare(script.name("unmet"), format!("{of_extracts} AND NOT {met}")),
        Measure::rare(script.name("outside"), outside),
    ];
    let of_residence = ["ended", "begun_abroad", "over_absence"].into_iter().zip(residence);
    measures.extend(of_residence.map(|(name, when)| Measure::rare(script.name(name), when)));
    if script.shared {
        measures.push(Measure::count(script.name("owned"), each));
    }
    // Rows that are not cut are as many as the rows that they belong to.
    let cut = cut.as_ref().map(|number| (each.clone(), number.clone()));
    let cut = cut.or_else(|| script.shared.then(|| (of_extracts.clone(), script.name(OWNERS))));
    measures.extend(cut.iter().flat_map(|(each, number)| pieces(script, each, number)));
    measures.extend(time_counts(script, &of_extracts));
    measures.extend(counts);
    measures.extend(values);
    script.comment(
        "The result: for each file, person and year the number of rows, of bad rows, and the sums of every variable. Rows of no\n\
         person (without a key, or not meeting the register's condition) and of no year are counted too, so that every row is.\n\
         What is rare is a bit of _flags_…, so that it needs no aggregate: rows with other bits are groups of their own.",
    );
    script.cut = cut.is_some();
    let keys = [
        (file, script.name("_of_file")),
        (format!("CASE WHEN {keyed} THEN {person} END"), script.name("_of_person")),
        (year.clone(), script.name("_of_year")),
    ];
    let query = grouped(script.dialect(), view, &keys, &[script.hash_column()], &measures);
    let query = renamed(script, &query, &[("_of_file", "file"), ("_of_person", "person"), ("_of_year", "year")]);
    script.output(ROWS, &query);
    let values = script.sources.iter().map(|source| Some(source.value.clone())).collect();
    script.totals.push(TotalsOf { part: ROWS.to_owned(), rows: "rows", also: None, keys: (true, true), values });
}

/// The number of pieces, and how many there must be: `number` of each row of the extracts, of which `each` holds once.
pub fn pieces(script: &Script<'_>, each: &str, number: &str) -> [Measure; 2] {
    let of_all = format!("CAST(SUM(CASE WHEN {each} THEN {number} ELSE 0 END) AS BIGINT)");
    [Measure::sum(script.name("pieces"), "COUNT(*)"), Measure::sum(script.name("expected_pieces"), of_all)]
}

/// A query whose outermost columns have other names: keys that rows have too are named apart inside.
pub fn renamed(script: &Script<'_>, query: &str, names: &[(&str, &str)]) -> String {
    let mut query = query.to_owned();
    for (inside, outside) in names {
        let (inside, outside) = (script.name(inside), script.name(outside));
        query = query.replacen(&format!("  {inside},"), &format!("  {inside} AS {outside},"), 1);
    }
    query
}
