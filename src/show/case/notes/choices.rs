//! Caveats on the user's own choices.

use super::words::Words;
use crate::number::counted;

/// Questions of quality assurance without an answer.
pub fn open_questions(words: &Words<'_>, count: usize) -> String {
    if words.danish() {
        let are = if count == 1 { "er åbent" } else { "er åbne" };
        format!("{count} spørgsmål i kvalitetssikringen {are} ([quality]).")
    } else {
        let are = if count == 1 { "question of quality assurance is" } else { "questions of quality assurance are" };
        format!("{count} {are} open ([quality]).")
    }
}

/// Consequences that the user left out.
pub fn left_out(words: &Words<'_>, consequences: &[String]) -> String {
    let names = words.labels(consequences);
    if words.danish() {
        format!("Udeladt af brugeren og ikke regnet med: {names}.")
    } else {
        format!("Left out by the user and not counted: {names}.")
    }
}

/// Annual costs end before the last participants complete.
pub fn costs_end_before_completion(words: &Words<'_>, years: i32) -> String {
    let years = counted(f64::from(years), ["år", "år"], ["year", "years"], words.language);
    if words.danish() {
        format!(
            "Årlige omkostninger er kun regnet med i de år, hvor der begynder deltagere. De sidste gennemfører {years} \
             senere. Fortsætter driften så længe, mangler den i omkostningerne."
        )
    } else {
        format!(
            "Annual costs are counted only in years in which participants start. The last complete {years} \
             later. If operation continues until then, its costs are missing."
        )
    }
}

/// The user replaced figures of the release.
pub fn overrides(words: &Words<'_>, count: usize) -> String {
    if words.danish() {
        format!("Brugerens egne tal og valg: {count}. De vises sammen med det, de erstatter.")
    } else {
        format!("The user's own figures and choices: {count}. They are shown with what they replace.")
    }
}
