//! Spells cut at new year: the covered years, the days and nights of a spell in each, and the result of spells that were joined
//! first.

use definitions::day::Day;
use engine::results::CountOf;
use foundation::error::Result;
use sql::Readable;

use crate::dialect::DialectSyntax;
use crate::measure::{Measure, grouped};
use crate::rows::{self, renamed, window};
use crate::script::{Script, TotalsOf};
use crate::task::Task;
use crate::value_columns::value;

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

/// The day after another, as SQL.
pub fn day_after(day: Day) -> String {
    let next = Day::from_number(day.number() + 1).unwrap_or(day);
    format!("DATE '{next}'")
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
    let value = value(script, task, pieces.readable, at)?;
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
    script.totals.push(TotalsOf { part, rows: "spells", also: None, keys: (false, true), values });
    Ok(())
}
