//! Caveats on the years for which consequences are known.

use super::words::Words;
use crate::say;
use foundation::words::{Language, Status};

/// A consequence is known for fewer years than the horizon.
pub fn ends_early(words: &Words<'_>, consequence: &str, through: i32, status: Option<Status>) -> String {
    let (name, next) = (words.label(consequence), through + 1);
    let why = unknown(status, words.language);
    if through == 0 {
        return if words.danish() {
            format!("{name} er ukendt fra år 1 efter ({why}) og er ikke regnet med. Det betyder ikke nul.")
        } else {
            format!("{name} is unknown from follow-up year 1 ({why}) and not counted. That does not mean zero.")
        };
    }
    if words.danish() {
        format!(
            "{name} er kendt til og med år {through} efter. Fra år {next} er den ukendt ({why}) og ikke regnet med."
        )
    } else {
        format!(
            "{name} is known through follow-up year {through}. From year {next} it is unknown ({why}) and not counted."
        )
    }
}

/// The result lacks a consequence in later years.
pub fn incomplete(
    words: &Words<'_>,
    complete_through: i32,
    limited_by: &[String],
    nearly_complete_through: i32,
) -> String {
    let mut text = covered(complete_through, words.inputs.horizon, words.language);
    if !limited_by.is_empty() {
        let (names, through) = (words.labels(limited_by), nearly_complete_through);
        text.push_str(&if words.danish() {
            format!(" Det skyldes {names}. Konsekvenser med 95 % af kronerne er kendt til og med år {through}.")
        } else {
            format!(" The limit is {names}. Consequences with 95 % of the kroner are known through year {through}.")
        });
    }
    text
}

/// Consequences without any figure that are unknown in some year.
pub fn unknown_without_figure(words: &Words<'_>, consequences: &[String]) -> String {
    let names = words.labels(consequences);
    if words.danish() {
        format!(
            "Ingen signifikante estimater og ukendt i mindst ét år, så der kan være en forskel, som ikke er regnet med: {names}."
        )
    } else {
        format!(
            "No significant estimates and unknown in at least one year, so there may be a difference that is not counted: {names}."
        )
    }
}

fn covered(complete_through: i32, horizon: i32, language: Language) -> String {
    match (language, complete_through) {
        (Language::Da, 0) => "Mindst én af de konsekvenser, der har tal, mangler fra år 1.".to_owned(),
        (Language::En, 0) => "At least one of the consequences that have figures is missing from year 1.".to_owned(),
        (Language::Da, years) => format!(
            "Resultatet dækker alle konsekvenser til og med år {years} af {horizon}. Derefter mangler mindst én. Med \
             horizon = {years} regnes kun på de år, hvor alle er kendt."
        ),
        (Language::En, years) => format!(
            "The result covers all consequences through follow-up year {years} of {horizon}. After that at least one is \
             missing. With horizon = {years} only years in which all are known are counted."
        ),
    }
}

fn unknown(status: Option<Status>, language: Language) -> &'static str {
    status.map_or(say(language, "ikke i databasen", "not in the database"), |status| status.label(language))
}
