//! Moments on the clocks of a zone: seconds since 1970 become those that its clocks show.
//!
//! The offsets are those by which a build from extracts reads. An engine's own table of zones may be of another year. They stand in a table
//! with a row for each stretch of time: as one expression, they took an engine minutes to plan.

use definitions::register::Zone;
use engine::registers::zone;

use crate::dialect::DialectSyntax;
use crate::script::Script;

/// Seconds of a stretch: about a year, in which clocks change a few times.
const STRETCH: i64 = 31_556_952;

/// Added to seconds, so that all are above zero, since dialects round others differently.
const SHIFT: i64 = 1_000 * STRETCH;

/// A stretch of time: its number, how far clocks are ahead when it begins, and its changes.
struct Stretch {
    number: i64,
    begins: i64,
    changes: Vec<(i64, i64)>,
}

/// Writes the step of rows with the seconds that the zone's clocks show. `columns` are the names of columns with seconds of UTC, and of
/// those to be made.
pub fn view(script: &mut Script<'_>, read: &str, (columns, zone): (&[(String, String)], Zone), at: usize) -> String {
    let offsets = zone::offsets(zone);
    let of_zone = zone.0.name();
    let (Some((_, at_first)), Some((change, _)), Some((last, _))) = (offsets.first(), offsets.get(1), offsets.last())
    else {
        let ahead = offsets.first().map_or(0, |(_, ahead)| *ahead);
        let columns = columns.iter().map(|(of, name)| format!(",\n  {of} + {ahead} AS {name}")).collect::<String>();
        script.comment(&format!("Seconds since 1970 on the clocks of {of_zone}, which never change."));
        return script.view(&format!("clocks_{}", at + 1), &format!("SELECT *{columns}\nFROM {read}"));
    };
    let before = change - 1;
    let number = |seconds: i64| (seconds + SHIFT) / STRETCH;
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut ahead = *at_first;
    for stretch in number(before)..=number(*last) {
        let changes: Vec<(i64, i64)> =
            offsets[1..].iter().filter(|(from, _)| number(*from) == stretch).copied().collect();
        let begins = ahead;
        ahead = changes.last().map_or(begins, |(_, ahead)| *ahead);
        stretches.push(Stretch { number: stretch, begins, changes });
    }
    let most = stretches.iter().map(|stretch| stretch.changes.len()).fold(0, usize::max);
    // No moment is so late.
    let row = |Stretch { number, begins, changes }: &Stretch| {
        let changes = (0..most).map(|at| changes.get(at).copied().unwrap_or((i64::MAX, 0)));
        let changes = changes.map(|(from, ahead)| format!(", {from}, {ahead}")).collect::<String>();
        format!("({number}, {begins}{changes})")
    };
    let rows = stretches.iter().map(row).collect::<Vec<_>>().join(",\n  ");
    let dialect = script.dialect();
    let [stretch, begins] = ["_stretch", "_ahead_0"].map(|name| dialect.name(name));
    let names = |at: usize| ["from", "ahead"].map(|what| dialect.name(&format!("_{what}_{at}")));
    let named = (1..=most).map(|at| format!(", {}", names(at).join(", "))).collect::<String>();
    script.comment(&format!(
        "How far the clocks of {of_zone} are ahead of UTC, by stretches of {STRETCH} seconds: when a stretch begins, and from which \
         seconds of UTC on."
    ));
    let query = format!("SELECT * FROM (VALUES\n  {rows}\n) AS o({stretch}, {begins}{named})");
    let table = script.view(&format!("offsets_{}", at + 1), &query);
    let (mut made, mut joins) = (String::new(), String::new());
    for (column, (of, name)) in columns.iter().enumerate() {
        let changes = (1..=most).rev().map(|at| {
            let [from, ahead] = names(at);
            format!("WHEN r.{of} >= o{column}.{from} THEN o{column}.{ahead} ")
        });
        let changes = changes.collect::<String>();
        made += &format!(",\n  r.{of} + CASE {changes}ELSE o{column}.{begins} END AS {name}");
        // Every row has a stretch, also without a moment.
        let within = format!("(greatest(least(coalesce(r.{of}, {before}), {last}), {before}) + {SHIFT})");
        let of_stretch = dialect.quotient(&within, STRETCH);
        joins += &format!("\nJOIN {table} AS o{column} ON o{column}.{stretch} = {of_stretch}");
    }
    script.comment(&format!("Seconds since 1970 on the clocks of {of_zone}."));
    script.view(&format!("clocks_{}", at + 1), &format!("SELECT r.*{made}\nFROM {read} AS r{joins}"))
}
