//! The effect of a case, from its section or from the release's intervention.

use super::case_file::CaseFile;
use super::inputs::{Effect, EffectOrigin, Group};
use foundation::tables::Database;
use foundation::words::Denominator;
use toml_files::mistake::Report;

/// The effect of a case. The estimates of an intervention are effects on its participants, who each count once.
pub fn of_case(
    case: &CaseFile,
    group: Option<&Group>,
    has_range: bool,
    database: &Database,
    report: &Report,
) -> Option<Effect> {
    let of_group = group.and_then(|group| Some((group, database.intervention(&group.target_group)?)));
    match (of_group, &case.effect) {
        (Some((group, row)), section) => {
            if let Some(section) = section.as_ref().filter(|section| !section.is_one()) {
                report.mistake_with_hint(
                    &section.place,
                    format!("the effect of `{}` is in its estimates: its success rate is 1", group.target_group),
                    "remove `[effect]`",
                );
            }
            if let Some(place) = case.uncertainty.as_ref().and_then(|section| section.net_rate_place()) {
                let message = "an intervention's success rate is 1, and has no range: its estimates have errors";
                report.mistake_with_hint(place, message, "remove `net_rate` from `[uncertainty]`");
            }
            if let Some(intervention) = case.intervention.as_ref().filter(|of| of.years_to_completion != 1) {
                report.mistake_with_hint(
                    &case.place,
                    format!(
                        "`years_to_completion` is {}: estimates of an intervention count years from its start",
                        intervention.years_to_completion
                    ),
                    "write `years_to_completion = 1`: the first year after the start is follow-up year 1",
                );
            }
            Some(Effect {
                net_rate: 1.0,
                denominator: Denominator::Started,
                standard_error: 0.0,
                optimism: None,
                origin: EffectOrigin::Intervention {
                    evidence_level: row.evidence_level,
                    standing: row.standing,
                    provenance: group.provenance,
                },
            })
        }
        (None, Some(section)) => section.resolve(group, has_range, database, report),
        (None, None) => {
            // One that is there and could not be read has its own mistake.
            if !case.has_effect {
                report.mistake_with_hint(&case.place, "missing table `effect`", "add `[effect]`");
            }
            None
        }
    }
}
