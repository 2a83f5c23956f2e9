//! A case as written: its sections, before they are resolved against a release.

use super::{
    committees, consequences, costs, effect, inputs, intervention, quality, settings, target_group, uncertainty,
};
use toml_files::source::Place;
use toml_files::table::Table;

/// A case as written: what could be read of each of the five inputs, and the form of the result.
pub struct CaseFile {
    pub intervention: Option<inputs::Intervention>,
    pub target_group: Option<target_group::TargetGroupSection>,
    pub costs: Option<costs::CostsSection>,
    pub effect: Option<effect::EffectSection>,
    /// Whether the effect is written: of an intervention's estimates it need not be.
    pub has_effect: bool,
    pub consequences: Option<consequences::ConsequencesSection>,
    pub settings: Option<settings::ResultSection>,
    pub committees: Option<committees::CommitteesSection>,
    pub uncertainty: Option<uncertainty::UncertaintySection>,
    pub answers: inputs::Answers,
    /// The whole file.
    pub place: Place,
}

impl CaseFile {
    /// Reads every section, and notes those that are missing.
    pub fn read(top: &Table<'_>) -> CaseFile {
        CaseFile {
            intervention: section(top, "intervention").and_then(|t| intervention::read(&t)),
            target_group: section(top, "target_group").and_then(|t| target_group::TargetGroupSection::read(&t)),
            costs: section(top, "costs").map(|t| costs::CostsSection::read(&t)),
            effect: top.table("effect").and_then(|t| effect::EffectSection::read(&t)),
            has_effect: top.has("effect"),
            consequences: section(top, "consequences").and_then(|t| consequences::ConsequencesSection::read(&t)),
            settings: section(top, "result").and_then(|t| settings::ResultSection::read(&t)),
            committees: top.table("committees").and_then(|t| committees::CommitteesSection::read(&t)),
            uncertainty: top.table("uncertainty").and_then(|t| uncertainty::UncertaintySection::read(&t)),
            place: top.place().clone(),
            answers: top.table("quality").map_or_else(inputs::Answers::none, |t| quality::read(&t)),
        }
    }
}

/// A section that every case has, but for the effect, which estimates of an intervention hold already. One that is there but no table has its own mistake.
fn section<'a>(top: &Table<'a>, key: &'static str) -> Option<Table<'a>> {
    if !top.has(key) {
        top.report().mistake_with_hint(top.place(), format!("missing table `{key}`"), format!("add `[{key}]`"));
    }
    top.table(key)
}
