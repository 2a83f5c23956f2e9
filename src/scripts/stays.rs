//! Contacts joined into stays: those of a person of which one begins before others ended, or at most some hours after.

use definitions::stays::Stays;
use definitions::variable::SpellDate;
use foundation::error::Result;
use sql::{ColumnType, Readable};

use crate::dialect::DialectSyntax;
use crate::pieces::{self, Pieces};
use crate::rows::window;
use crate::script::{Script, translated};
use crate::task::Task;

/// Writes the result of stays: contacts of `view` that meet the source's condition are joined, and each stay counts in the year of its
/// start or end, or is cut at new year.
///
/// # Errors
/// SQL that is not translated.
pub fn join(script: &mut Script<'_>, view: &str, (task, declared): (&Task<'_>, &Stays), at: usize) -> Result<()> {
    let dialect = script.dialect();
    let [person, begins, ends, open, before, stretch, spells] =
        ["_person", "start_time", "_time_until", "_open", "_before", "_stretch", "spells"]
            .map(|name| script.name(name));
    let [start, until, end, hours, lasts, holds, year, first] =
        ["start", "_until", "end", "hours", "_lasts", "_holds", "year", "_first"].map(|name| script.name(name));
    let kept = script.name(&format!("_kept_{at}"));
    let seconds = declared.within_hours.value * 3_600;
    script.comment(&format!(
        "{}: contacts of a person of which one begins at most {} hours after others ended are one stay.",
        task.variable.id, declared.within_hours.value
    ));
    // Of equal contacts, the one that follows no other comes first: both windows must have them in one order.
    let by_start = format!("PARTITION BY {person} ORDER BY {begins}, {ends}");
    let followed = script.view(
        &format!("followed_{at}"),
        &format!(
            "SELECT {person}, {begins}, {ends}, {open},\n  MAX({ends}) OVER ({by_start} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS \
             {before}\nFROM {view}\nWHERE {kept}"
        ),
    );
    let stretches = script.view(
        &format!("stretches_{at}"),
        &format!(
            "SELECT *, SUM(CASE WHEN {begins} - {before} <= {seconds} THEN 0 ELSE 1 END) OVER ({by_start}, {before} NULLS FIRST ROWS BETWEEN UNBOUNDED \
             PRECEDING AND CURRENT ROW) AS {stretch}\nFROM {followed}"
        ),
    );
    let joined = script.view(
        &format!("joined_{at}"),
        &format!(
            "SELECT {person}, MIN({begins}) AS {begins}, MAX({ends}) AS {ends},\n  MAX(CASE WHEN {open} THEN 1 ELSE 0 END) = 1 AS {lasts}, \
             COUNT(*) AS {spells}\nFROM {stretches}\nGROUP BY {person}, {stretch}"
        ),
    );
    let day = |of: &str| dialect.date(&format!("CAST(floor(CAST({of} AS DOUBLE) / 86400e0) AS BIGINT)"));
    script.comment("The days and hours of each stay; one that lasts has no end.");
    let stays = script.view(
        &format!("stays_{at}"),
        &format!(
            "SELECT *, {} AS {start}, {} AS {until},\n  CASE WHEN NOT {lasts} THEN {} END AS {end},\n  CASE WHEN NOT {lasts} THEN CAST({ends} - \
             {begins} AS DOUBLE) / 3600e0 END AS {hours}\nFROM {joined}",
            day(&begins),
            day(&ends),
            day(&ends)
        ),
    );
    let mut readable = vec![
        Readable { name: "start".to_owned(), kind: ColumnType::Date, sql: start.clone() },
        Readable { name: "end".to_owned(), kind: ColumnType::Date, sql: end.clone() },
        Readable { name: "hours".to_owned(), kind: ColumnType::Number, sql: hours.clone() },
    ];
    let condition = match &declared.filter {
        Some(filter) => {
            let sql = filter.translate(dialect, &readable);
            format!("coalesce({}, FALSE)", translated(script, &filter.text.place, sql)?.sql)
        }
        None => "TRUE".to_owned(),
    };
    let held = script.view(&format!("held_{at}"), &format!("SELECT *, {condition} AS {holds}\nFROM {stays}"));
    let (from, to) = window(script.register, task);
    let inside = |day: &str| format!("{day} BETWEEN DATE '{from}' AND DATE '{to}'");
    let whole = format!("({} - {})", dialect.days(&until), dialect.days(&start));
    let (cut, nights, days, expected) = if task.source.date.value == SpellDate::Spread {
        let years = pieces::calendar(script);
        let of_first = script.register.covers.first_day().year();
        let [opens, closes] = ["_opens", "_closes"].map(|name| script.name(name));
        let cut = script.view(
            &format!("pieces_{at}"),
            &format!(
                "SELECT j.*, y.{year}, y.{opens}, y.{closes},\n  (y.{year} IS NULL OR y.{year} = greatest(EXTRACT(YEAR FROM j.{start}), {of_first})) \
                 AS {first}\nFROM {held} AS j\nLEFT JOIN ({years}) AS y\n  ON j.{holds} AND y.{year} BETWEEN EXTRACT(YEAR FROM j.{start}) AND \
                 EXTRACT(YEAR FROM j.{until})"
            ),
        );
        let (nights, days) = pieces::piece(script, task, &start, &until);
        (cut, nights, days, pieces::touched(script))
    } else {
        let (day, inside) = match task.source.date.value {
            SpellDate::End => (&until, format!("NOT {lasts} AND {}", inside(&until))),
            _ => (&start, inside(&start)),
        };
        let cut = script.view(
            &format!("pieces_{at}"),
            &format!(
                "SELECT *, CASE WHEN {holds} AND {inside} THEN EXTRACT(YEAR FROM {day}) END AS {year}, TRUE AS {first}\nFROM {held}"
            ),
        );
        (cut, whole.clone(), format!("({whole} + CASE WHEN {lasts} THEN 0 ELSE 1 END)"), "1".to_owned())
    };
    let number =
        |name: &str, sql: &str| Readable { name: name.to_owned(), kind: ColumnType::Integer, sql: sql.to_owned() };
    readable.extend([number("year", &year), number("nights", &nights), number("days", &days)]);
    let counts = match task.source.date.value {
        SpellDate::Spread => format!("{year} IS NOT NULL AND ({nights} > 0 OR {days} > 0)"),
        _ => format!("{year} IS NOT NULL"),
    };
    pieces::output(script, (task, at), &cut, &Pieces { readable: &readable, counts: &counts, expected: &expected })
}
