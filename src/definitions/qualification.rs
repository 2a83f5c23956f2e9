//! Qualifications: which consequences one ought to use for a target group, and why.

use super::source::At;
use super::table::Table;
use foundation::words::{Direction, Label, Provenance, Recommendation};

/// A recommendation on the use of a consequence for a target group.
#[derive(Debug, Clone)]
pub struct Qualification {
    /// The target group.
    pub target_group: At<String>,
    /// The consequence.
    pub consequence: At<String>,
    /// The recommendation.
    pub recommendation: Recommendation,
    /// The sign that theory and practice expect of the estimate.
    pub expected: Direction,
    /// The reason.
    pub reason: Label,
    /// The source of the reason.
    pub source: String,
    /// How certain the source is.
    pub provenance: Provenance,
}

impl Qualification {
    /// Reads one qualification.
    pub fn read(table: &Table<'_>) -> Option<Qualification> {
        let target_group = table.required("target_group");
        let consequence = table.required("consequence");
        let recommendation = table.required::<Recommendation>("recommendation");
        let expected = table.required::<Direction>("expected");
        let reason = table.required::<Label>("reason");
        let source = table.required::<String>("source");
        let provenance = table.required::<Provenance>("provenance");
        table.finish();
        Some(Qualification {
            target_group: target_group?,
            consequence: consequence?,
            recommendation: recommendation?.value,
            expected: expected?.value,
            reason: reason?.value,
            source: source?.value,
            provenance: provenance?.value,
        })
    }
}
