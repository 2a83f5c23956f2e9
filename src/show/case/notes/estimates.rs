//! Caveats on estimates: their definitions, their qualification and how sure they are.

use super::words::Words;
use foundation::words::Provenance;

/// Covariance matrices that were repaired.
pub fn covariance_repaired(words: &Words<'_>, consequences: &[String]) -> String {
    let names = words.labels(consequences);
    if words.danish() {
        format!(
            "Kovariansmatricen mellem årene er ikke positiv semidefinit og er erstattet af den nærmeste, som aldrig giver mindre varians: {names}."
        )
    } else {
        format!(
            "The covariance matrix between years is not positive semi-definite and was replaced by the nearest one, which never gives a smaller variance: {names}."
        )
    }
}

/// The success measure is made of the consequence.
pub fn defines_success(words: &Words<'_>, consequence: &str, list: &[i32]) -> String {
    let (name, list) = (words.label(consequence), words.years(list));
    if words.danish() {
        format!("{name} indgår i succesmålet i år {list} efter, så den del af gevinsten følger af definitionen.")
    } else {
        format!(
            "{name} is part of the success measure in follow-up year {list}, so that part of the gain follows by definition."
        )
    }
}

/// The estimate depends on the adjustment for entry year.
pub fn depends_on_entry_year(words: &Words<'_>, consequence: &str, list: &[i32]) -> String {
    let (name, list) = (words.label(consequence), words.years(list));
    if words.danish() {
        format!("{name}, år {list} efter: skifter fortegn eller mister signifikans, når der justeres for indgangsår.")
    } else {
        format!("{name}, follow-up year {list}: changes sign or loses significance when adjusted for entry year.")
    }
}

/// Estimates of definitions that are not published.
pub fn provenance(words: &Words<'_>, provenance: Provenance, consequences: &[String]) -> String {
    let (how, names) = (provenance.label(words.language).to_lowercase(), words.labels(consequences));
    if words.danish() {
        format!("Estimaternes definition er {how} for: {names}.")
    } else {
        format!("The definition behind the estimates is {how} for: {names}.")
    }
}

/// Consequences without a qualification.
pub fn unqualified(words: &Words<'_>, consequences: &[String]) -> String {
    let names = words.labels(consequences);
    if words.danish() {
        format!("Konsekvenser uden kvalificering for målgruppen: {names}.")
    } else {
        format!("Consequences not qualified for the target group: {names}.")
    }
}

/// Consequences that the qualification recommends against.
pub fn against_recommendation(words: &Words<'_>, consequences: &[String]) -> String {
    let names = words.labels(consequences);
    if words.danish() {
        format!("Kvalificeringen anbefaler ikke at bruge: {names}.")
    } else {
        format!("The qualification recommends against: {names}.")
    }
}

/// The sign is the opposite of the expected one.
pub fn against_expectation(words: &Words<'_>, consequence: &str, list: &[i32]) -> String {
    let (name, list) = (words.label(consequence), words.years(list));
    if words.danish() {
        format!("{name}, år {list} efter: fortegnet er det modsatte af det forventede.")
    } else {
        format!("{name}, follow-up year {list}: the sign is the opposite of what is expected.")
    }
}
