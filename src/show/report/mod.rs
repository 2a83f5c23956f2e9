//! The build's own report: one page with pictures, in both languages, for those who built and those who check. It shows the
//! audit's figures and stays with it.

mod calibration;
mod estimates;
mod flow;
mod outcome;

use maud::{DOCTYPE, Markup, html};

use super::diff::{self, STYLE};
use crate::knowledge::Diff;
use crate::tables::Database;
use crate::tables::audit::{AttritionRow, AuditFitRow, DisclosureRow};
use crate::tables::truth::TruthRow;
use crate::words::Language;

/// What the page shows.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The published tables.
    pub database: &'a Database,
    /// Every fit.
    pub fits: &'a [AuditFitRow],
    /// From the population to the cohorts.
    pub attrition: &'a [AttritionRow],
    /// The decisions of disclosure control.
    pub disclosure: &'a [DisclosureRow],
    /// The planted truth, of synthetic extracts.
    pub truth: &'a [TruthRow],
    /// The last release before this one, held against it.
    pub since: Option<&'a Diff>,
}

/// One of two wordings.
const fn say<'a>(language: Language, da: &'a str, en: &'a str) -> &'a str {
    match language {
        Language::Da => da,
        Language::En => en,
    }
}

/// A part of an id that no other chart of the page has.
fn id(parts: &[&str]) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    parts.join("-").chars().map(plain).collect()
}

/// Only the language chosen is seen; nothing but the page itself is asked.
const CHOICE: &str = "#en:checked~main .da,#da:checked~main .en{display:none}";

/// The page.
pub fn page(report: &Report<'_>) -> String {
    let name = &report.database.release;
    html! {
        (DOCTYPE)
        html lang="da" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                title { "SØM " (name) }
                style { (STYLE) (CHOICE) }
            }
            body {
                input.screen type="radio" name="language" id="da" checked;
                label.screen for="da" lang="da" { " Dansk " }
                input.screen type="radio" name="language" id="en";
                label.screen for="en" lang="en" { " English" }
                main {
                    @for language in [Language::Da, Language::En] {
                        div class=(say(language, "da", "en")) lang=(say(language, "da", "en")) { (body(report, language)) }
                    }
                }
            }
        }
    }
    .into_string()
}

fn body(report: &Report<'_>, language: Language) -> Markup {
    let database = report.database;
    let say = |da, en| say(language, da, en);
    html! {
        h1 { (say("Version", "Release")) " " (database.release) }
        p {
            (say(
                "Denne side viser revisionens tal, også små, og bliver i det sikre rum.",
                "This page shows the audit's figures, small ones too, and stays in the secure room.",
            ))
            " " (say("Beløb er i", "Amounts are in kroner of")) " " (database.price_year) (say("-kroner.", "."))
            @if database.synthetic {
                " " strong {
                    (say(
                        "Lavet af syntetiske udtræk: intet tal siger noget om Danmark.",
                        "Made from synthetic extracts: no figure says anything about Denmark.",
                    ))
                }
            }
        }
        h2 { (say("Fra befolkning til regression", "From the population to the regressions")) }
        (flow::section(report, language))
        h2 { (say("Hvad regressionerne blev til", "What became of the regressions")) }
        (outcome::section(report, language))
        h2 { (say("Estimater over årene efter", "Estimates over the follow-up years")) }
        (estimates::section(report, language))
        @if !report.truth.is_empty() {
            h2 { (say("Mod den plantede sandhed", "Against the planted truth")) }
            (calibration::section(report, language))
        }
        h2 { (say("Siden sidste version", "Since the last release")) }
        @match report.since {
            Some(since) => { h3 { (since.before) " → " (since.after) } (diff::section(since, language, 200)) }
            None => { p { (say("Der er ingen tidligere version.", "There is no earlier release.")) } }
        }
    }
}
