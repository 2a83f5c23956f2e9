//! Spells of a source whose days count once: those that share a day are joined, and the joined ones are cut at new year.

use foundation::error::Result;
use sql::{ColumnType, Readable};

use crate::pieces::{self, Pieces, piece};
use crate::script::Script;
use crate::task::Task;

/// Writes the result of joined spells: those that share a day become one, which is cut at new year.
pub fn join(script: &mut Script<'_>, view: &str, task: &Task<'_>, at: usize) -> Result<()> {
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
    let years = pieces::calendar(script);
    let of_first = script.register.covers.first_day().year();
    let cut = script.view(
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
    let expected = pieces::touched(script);
    pieces::output(script, (task, at), &cut, &Pieces { readable: &readable, counts: &counts, expected: &expected })
}
