//! A study's result as a card shows it: rates or why there are none, what was found, and how sure it is.

use foundation::tables::published::EffectRow;
use foundation::words::Language;
use maud::{Markup, html};
use show::number::{counted, number, percent};

use show::say;

/// Whether the study has a net success rate.
pub fn has_rate(row: &EffectRow) -> bool {
    row.with.is_some() && row.without.is_some()
}

/// An evidence level in words.
pub fn level_name(level: i32, language: Language) -> String {
    let strength = match level {
        1 => say(language, " (stærkest)", " (strongest)"),
        3 => say(language, " (svagest)", " (weakest)"),
        _ => "",
    };
    format!("{} {level}{strength}", say(language, "evidensniveau", "evidence level"))
}

/// The study in a few lines.
pub fn study(row: &EffectRow, language: Language) -> Markup {
    html! {
        @if let (Some(with), Some(without)) = (row.with, row.without) {
            p {
                (percent(with, language)) " " (say(language, "med", "with")) ", " (percent(without, language)) " " (say(language, "uden", "without"))
                @if let Some(of) = row.denominator { " · " (of.label(language)) }
            }
        } @else if let Some(why) = row.no_rate() {
            p { (say(language, "Ingen succesrate: ", "No success rate: ")) (why.get(language)) }
        }
        @if let Some(found) = row.result() { p { (found.get(language)) } }
        p.small {
            (say(language, "Evidensniveau", "Evidence level")) " " (row.evidence_level) " " (say(language, "af 3 (1 er stærkest)", "of 3 (1 is strongest)"))
            @if let Some(d) = row.standardised { " · d = " (number(d, 2, language)) }
            @if let Some(persons) = row.n_total { " · " (counted(persons as f64, ["deltager", "deltagere"], ["person", "persons"], language)) }
            @if let Some(year) = row.study_year { " · " (year) }
            " · " (row.provenance.label(language)) " · " (row.source)
        }
    }
}
