//! Caveats on the effect and its sources.

use super::words::Words;
use crate::number::{number, percent};
use crate::say;
use foundation::words::Provenance;

/// The net success rate is corrected for optimism.
pub fn optimism_corrected(words: &Words<'_>, evidence_level: i32) -> String {
    match (&words.inputs.effect.optimism, words.danish()) {
        (Some(optimism), true) => format!(
            "Nettosuccesraten er korrigeret for optimisme: {} ganget med {} ved evidensniveau {evidence_level} ({}).",
            percent(optimism.uncorrected, words.language),
            number(optimism.factor, 2, words.language),
            optimism.reason
        ),
        (Some(optimism), false) => format!(
            "The net success rate is corrected for optimism: {} times {} at evidence level {evidence_level} ({}).",
            percent(optimism.uncorrected, words.language),
            number(optimism.factor, 2, words.language),
            optimism.reason
        ),
        (None, true) => format!("Nettosuccesraten er korrigeret for optimisme (evidensniveau {evidence_level})."),
        (None, false) => format!("The net success rate is corrected for optimism (evidence level {evidence_level})."),
    }
}

/// The effect is from a study in the release.
pub fn of_study(
    words: &Words<'_>,
    evidence_level: i32,
    same_group: bool,
    same_measure: bool,
    provenance: Provenance,
) -> String {
    let how = provenance.label(words.language).to_lowercase();
    let mut text = if words.danish() {
        format!(
            "Effekten er fra vidensdatabasen ({how}). Evidensniveauet er {evidence_level}, hvor 1 er stærkest og 3 svagest."
        )
    } else {
        format!(
            "The effect is from the knowledge database ({how}). Its evidence level is {evidence_level}, where 1 is strongest and 3 weakest."
        )
    };
    if !same_group {
        text.push_str(say(
            words.language,
            " Den er målt i en anden målgruppe.",
            " It was measured in another target group.",
        ));
    }
    if !same_measure {
        text.push_str(say(
            words.language,
            " Den er målt med et andet succesmål.",
            " It was measured with another success measure.",
        ));
    }
    text
}
