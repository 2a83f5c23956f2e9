//! Caveats on prices and price indices.

use super::words::Words;
use crate::number::percent;
use crate::say;
use foundation::words::Provenance;

/// A consequence has figures and no price.
pub fn unpriced(words: &Words<'_>, consequence: &str, list: &[i32]) -> String {
    let (name, list) = (words.label(consequence), words.years(list));
    if words.danish() {
        format!("{name}, år {list} efter: der er ingen pris for målgruppen, så forskellen er ikke regnet med.")
    } else {
        format!(
            "{name}, follow-up year {list}: there is no price for the target group, so the difference is not counted."
        )
    }
}

/// The group straddles an age limit of the price.
pub fn straddles_ages(words: &Words<'_>, consequence: &str, list: &[i32]) -> String {
    let (name, list) = (words.label(consequence), words.years(list));
    if words.danish() {
        format!(
            "{name}, år {list} efter: prisen afhænger af alder, og målgruppen ligger på begge sider af \
             aldersgrænsen. Prisen for den midterste alder er brugt for alle."
        )
    } else {
        format!(
            "{name}, follow-up year {list}: the price depends on age, and the group lies on both sides of the \
             age limit. The price at the middle age is used for all."
        )
    }
}

/// Prices that are not published ones.
pub fn provenance(words: &Words<'_>, provenance: Provenance, consequences: &[String], share: Option<f64>) -> String {
    let (how, names) = (provenance.label(words.language).to_lowercase(), words.labels(consequences));
    let mut text = if words.danish() {
        format!("Prisen er {how} for: {names}.")
    } else {
        format!("The price is {how} for: {names}.")
    };
    if let Some(share) = share {
        let share = percent(share, words.language);
        text += &if words.danish() {
            format!(" De har {share} af konsekvensernes kroner, uanset fortegn.")
        } else {
            format!(" They carry {share} of the kroner of consequences, regardless of sign.")
        };
    }
    text
}

/// An index that is not a published one converts between price years.
pub fn index(words: &Words<'_>, provenance: Provenance, source: &str, costs: bool, consequences: &[String]) -> String {
    let how = provenance.label(words.language).to_lowercase();
    let mut what = Vec::new();
    if costs {
        what.push(say(words.language, "omkostninger", "costs").to_owned());
    }
    what.extend(consequences.iter().map(|id| words.label(id).to_owned()));
    let what = what.join(", ");
    if words.danish() {
        format!(
            "Prisindekset er {how}. Det er brugt til at regne om mellem prisår for: {what}. De omregnede beløb er \
             derfor ikke offentliggjorte tal. Kilde til prisindekset: {source}."
        )
    } else {
        format!(
            "The price index is {how}. It converts between price years for: {what}. The converted amounts are \
             therefore not published figures. Source of the price index: {source}."
        )
    }
}
