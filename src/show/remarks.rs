//! What a reader of figures must know of a consequence, an estimate or a target group, as sentences.
//!
//! Owns their order and headings. The texts are those of the definitions, which a release carries.

use crate::number::number;
use crate::say;
use foundation::tables::break_shares;
use foundation::tables::published::{ConsequenceRow, EstimateRow, TargetGroupRow};
use foundation::words::Language;

/// The remarks on a consequence: its note, then its breaks.
pub fn of_consequence(row: &ConsequenceRow, language: Language) -> Vec<String> {
    let note = row.note().map(|note| note.get(language).to_owned());
    note.into_iter().chain(breaks(row, language)).collect()
}

/// The breaks of a consequence, with what changed where the release says it.
fn breaks(row: &ConsequenceRow, language: Language) -> Option<String> {
    let said = match row.breaks() {
        Some(breaks) => format!("{} {}", say(language, "Databrud:", "Breaks:"), breaks.get(language)),
        None => format!("{} {}", say(language, "Databrud fra", "Break from"), row.break_year?),
    };
    Some(format!("{said}."))
}

/// The share of an estimate's person-years on or after each break: `2014: 87 %; 2019: 31 %`; of an older release that on or after
/// its one break.
pub fn after_breaks(row: &EstimateRow, language: Language) -> Option<String> {
    let percent = |share: f64| format!("{} %", number(100.0 * share, 0, language));
    match &row.shares_after_breaks {
        Some(text) => {
            let of = |(year, share): (i32, f64)| format!("{year}: {}", percent(share));
            Some(break_shares::read(text).into_iter().map(of).collect::<Vec<_>>().join("; "))
        }
        None => row.share_after_break.map(percent),
    }
}

/// The remarks on a target group, each under its heading.
pub fn of_group(row: &TargetGroupRow, language: Language) -> Vec<(&'static str, String)> {
    let note = row.note().map(|note| (say(language, "Om definitionen", "On the definition"), note));
    let heading = say(language, "Når SØM's officielle bilag lægges ind", "When SØM's official annex is put in");
    let annex = row.with_annex().map(|text| (heading, text));
    let all = note.into_iter().chain(annex);
    all.map(|(heading, text)| (heading, text.get(language).to_owned())).collect()
}
