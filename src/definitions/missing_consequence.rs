//! A consequence that the sources name and the catalogue lacks: a reader is shown why.

use super::note;
use super::table::Table;
use foundation::words::{Area, Label};

/// One that is not in the catalogue.
#[derive(Debug, Clone)]
pub struct MissingConsequence {
    /// What it is called.
    pub label: Label,
    /// The area that it would be in.
    pub area: Area,
    /// Why it is missing.
    pub reason: Label,
    /// Who names it, and where a register was looked for.
    pub source: String,
}

impl MissingConsequence {
    /// Reads one.
    pub fn read(table: &Table<'_>) -> Option<MissingConsequence> {
        let label = table.required::<Label>("label");
        let area = table.required::<Area>("area");
        let reason = table.required::<Label>("reason");
        let source = table.required::<String>("source");
        table.finish();
        let reason = reason?;
        note::in_both_languages(table, "reason", &reason);
        Some(MissingConsequence { label: label?.value, area: area?.value, reason: reason.value, source: source?.value })
    }
}
