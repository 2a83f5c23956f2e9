//! Qualifications: which consequences one ought to use for a target group, and why.

use super::source::At;
use super::table::Table;
use foundation::words::{Direction, Ground, Label, Provenance, Recommendation, TimePerspective};

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
    /// When the consequence is expected to show, where it is stated.
    pub time_perspective: Option<TimePerspective>,
    /// What speaks for it, where it is stated.
    pub grounds: Vec<Ground>,
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
        let time_perspective = table.optional::<TimePerspective>("time_perspective");
        let grounds = table.optional::<Vec<Ground>>("grounds");
        let reason = table.required::<Label>("reason");
        let source = table.required::<String>("source");
        let provenance = table.required::<Provenance>("provenance");
        table.finish();
        if let Some(grounds) = &grounds
            && (grounds.is_empty() || (1..grounds.len()).any(|at| grounds[..at].contains(&grounds[at])))
        {
            let hint = "leave `grounds` out where nothing is stated";
            table.report().mistake_with_hint(
                &grounds.place,
                "grounds are named once each, and there is one at least",
                hint,
            );
        }
        Some(Qualification {
            target_group: target_group?,
            consequence: consequence?,
            recommendation: recommendation?.value,
            expected: expected?.value,
            time_perspective: time_perspective.map(|at| at.value),
            grounds: grounds.map_or_else(Vec::new, |at| at.value),
            reason: reason?.value,
            source: source?.value,
            provenance: provenance?.value,
        })
    }
}
