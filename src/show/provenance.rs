//! How surely a target group is SØM's own, part by part.

use crate::say;
use foundation::tables::published::TargetGroupRow;
use foundation::words::{Language, Provenance};

/// `Navnet: offentliggjort. Afgrænsningen: rekonstrueret.`, or the provenance of the whole where no part is stated.
pub fn of_group(group: &TargetGroupRow, language: Language) -> String {
    let parts = [
        (say(language, "navnet", "the name"), group.name_provenance),
        (say(language, "afgrænsningen", "the delimitation"), group.delimitation_provenance),
        (say(language, "succesmålene", "the success measures"), group.success_provenance),
    ];
    let word = |provenance: Provenance| provenance.label(language).to_lowercase();
    let stated: Vec<String> =
        parts.into_iter().filter_map(|(part, of)| Some(format!("{part}: {}", word(of?)))).collect();
    if stated.is_empty() { group.provenance.label(language).to_owned() } else { stated.join("; ") }
}
