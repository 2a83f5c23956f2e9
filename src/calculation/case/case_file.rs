//! A case as written: its sections, before they are resolved against a release.

use super::{
    committees, consequences, costs, effect, inputs, intervention, quality, settings, target_group, uncertainty,
};
use definitions::table::Table;

/// A case as written: what could be read of each of the five inputs, and the form of the result.
pub struct CaseFile {
    pub intervention: Option<inputs::Intervention>,
    pub target_group: Option<target_group::Choice>,
    pub costs: Option<costs::Costs>,
    pub effect: Option<effect::Choice>,
    pub consequences: Option<consequences::Choice>,
    pub settings: Option<settings::Settings>,
    pub committees: Option<committees::Choice>,
    pub uncertainty: Option<uncertainty::Choice>,
    pub answers: inputs::Answers,
}

impl CaseFile {
    /// Reads every section, and notes those that are missing.
    pub fn read(top: &Table<'_>) -> CaseFile {
        CaseFile {
            intervention: section(top, "intervention").and_then(|t| intervention::read(&t)),
            target_group: section(top, "target_group").and_then(|t| target_group::Choice::read(&t)),
            costs: section(top, "costs").map(|t| costs::Costs::read(&t)),
            effect: section(top, "effect").and_then(|t| effect::Choice::read(&t)),
            consequences: section(top, "consequences").map(|t| consequences::Choice::read(&t)),
            settings: section(top, "result").and_then(|t| settings::Settings::read(&t)),
            committees: top.table("committees").and_then(|t| committees::Choice::read(&t)),
            uncertainty: top.table("uncertainty").map(|t| uncertainty::Choice::read(&t)),
            answers: top.table("quality").map(|t| quality::read(&t)).unwrap_or_default(),
        }
    }
}

/// A section that every case has. One that is there but no table has its own mistake.
fn section<'a>(top: &Table<'a>, key: &'static str) -> Option<Table<'a>> {
    if !top.has(key) {
        top.report().mistake_with_hint(top.place(), format!("missing table `{key}`"), format!("add `[{key}]`"));
    }
    top.table(key)
}
