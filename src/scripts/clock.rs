//! Moments on the clocks of a zone: seconds since 1970 become those that its clocks show.
//!
//! The offsets are those by which a build from extracts reads. An engine's own table of zones may be of another year.

use definitions::register::Zone;
use engine::registers::zone;

use crate::script::Script;

/// Writes the step of rows with the seconds that the zone's clocks show. `columns` are the names of columns with seconds of UTC, and of
/// those to be made.
pub fn view(script: &mut Script<'_>, read: &str, (columns, zone): (&[(String, String)], Zone), at: usize) -> String {
    let offsets = zone::offsets(zone);
    let columns = columns.iter().map(|(of, name)| format!(",\n  {of} + {} AS {name}", ahead(of, &offsets)));
    let columns: String = columns.collect();
    script.comment(&format!(
        "Seconds since 1970 on the clocks of {}: how far they are ahead of UTC, by the seconds of UTC from which on.",
        zone.0.name()
    ));
    script.view(&format!("clocks_{}", at + 1), &format!("SELECT *{columns}\nFROM {read}"))
}

/// How far clocks are ahead of UTC at a moment, found by halves.
fn ahead(of: &str, offsets: &[(i64, i64)]) -> String {
    match offsets {
        [] => "0".to_owned(),
        [(_, seconds)] => seconds.to_string(),
        _ => {
            let (before, after) = offsets.split_at(offsets.len() / 2);
            let from = after.first().map_or(i64::MIN, |(from, _)| *from);
            format!("CASE WHEN {of} < {from} THEN {} ELSE {} END", ahead(of, before), ahead(of, after))
        }
    }
}
