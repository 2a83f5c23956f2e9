//! The report of a build: an overview, and a page with charts for each target group, in both languages. It shows figures of the
//! audit and stays with it.

mod calibration;
mod estimates;
mod flow;
mod group;
mod outcome;
mod shown;

pub use shown::Report;

use std::collections::HashSet;

use maud::{Markup, html};
use rayon::prelude::*;

use super::page::release_page_with_search;
use super::{diff, interventions};
use crate::number::number;
use crate::say;
use foundation::tables::audit::{AuditFitRow, ReadingRow};
use foundation::tables::published::TargetGroupRow;
use foundation::words::{Decision, Language, Status};
use release::disclosure::STATUS;
use shown::warning;

/// The regressions of the published specification, which is the plan's first.
pub fn published(fits: &[AuditFitRow]) -> Vec<&AuditFitRow> {
    let mut seen = HashSet::new();
    let first = fits.iter().filter(|fit| {
        let split = (&*fit.target_group, &*fit.subgroup, &*fit.success_measure);
        seen.insert((split, &*fit.consequence, fit.follow_up_year))
    });
    first.collect()
}

/// Shows one language at a time, without scripts.
const CHOICE: &str = "#en:checked~main .da,#da:checked~main .en{display:none}";

/// Charts that are not in sight are not laid out.
const FAR: &str = ".one{content-visibility:auto;contain-intrinsic-size:auto 40em}";

/// The pages, by name: the overview, and those of the target groups in a folder beside it.
pub fn pages(report: &Report<'_>) -> Vec<(String, String)> {
    let name = &report.database.release;
    let overview = || both(&format!("SØM {name}"), &|language| body(report, language));
    let of_group = |group: &TargetGroupRow| {
        let title = format!("SØM {name}: {}", group.target_group);
        let page = both(&title, &|language| group::body(report, group, language));
        (format!("{}/{}", group::FOLDER, group::file_name(&group.target_group)), page)
    };
    let groups = || report.database.target_groups.par_iter().map(of_group).collect::<Vec<_>>();
    let (overview, groups) = rayon::join(overview, groups);
    std::iter::once(("report.html".to_owned(), overview)).chain(groups).collect()
}

/// A page in both languages, of which one is shown at a time.
fn both(title: &str, body: &dyn Fn(Language) -> Markup) -> String {
    let body = html! {
        input.screen type="radio" name="language" id="da" checked;
        label.screen for="da" lang="da" { " Dansk " }
        input.screen type="radio" name="language" id="en";
        label.screen for="en" lang="en" { " English" }
        main {
            @for language in [Language::Da, Language::En] {
                div class=(say(language, "da", "en")) lang=(say(language, "da", "en")) { (body(language)) }
            }
        }
    };
    release_page_with_search(title, Language::Da, &format!("{CHOICE}{FAR}"), &body)
}

/// Conditions of variables that no row meets, if there are any.
fn unmet_conditions(reading: &[ReadingRow], language: Language) -> Markup {
    let unmet = || reading.iter().filter_map(|row| Some((row, row.unmet()?)));
    html! {
        @if unmet().next().is_some() {
            p.warning {
                (say(language, "Betingelser, som ingen række opfylder:", "Conditions that no row meets:"))
                @for (row, (variable, of_cohorts)) in unmet() {
                    br; code { (variable) } " "
                    (say(language, "i register", "in register")) " " code { (row.register) } ", " (row.count) " "
                    @if of_cohorts {
                        (say(language, "rækker om kohorternes personer", "rows of the cohorts' persons"))
                    } @else {
                        (say(language, "rækker", "rows"))
                    }
                }
            }
        }
    }
}

/// Bad rows that were left out, if there are any.
fn bad_rows(reading: &[ReadingRow], language: Language) -> Markup {
    let bad = || reading.iter().filter_map(|row| Some((row, row.bad()?)));
    html! {
        @if bad().next().is_some() {
            p.warning { (say(language, "Fejlbehæftede rækker, som er udeladt:", "Bad rows that were left out:")) }
            table {
                tr {
                    th { (say(language, "Register", "Register")) }
                    th { (say(language, "År eller fil", "Year or file")) }
                    th { (say(language, "Kolonne", "Column")) }
                    th { (say(language, "Årsag", "Cause")) }
                    th.number { (say(language, "Rækker", "Rows")) }
                }
                @for (row, (cause, column, place)) in bad() {
                    tr {
                        td { code { (row.register) } }
                        td { (place) }
                        td { code { (column) } }
                        td { (cause.replace('_', " ")) }
                        td.number { (row.count) }
                    }
                }
            }
        }
    }
}

/// The sections of the overview: anchor, Danish and English heading.
const PARTS: [(&str, &str, &str); 3] = [
    ("outcome", "Målgrupperne og regressionernes resultat", "The target groups and the results of their regressions"),
    ("calibration", "Sammenligning med den plantede sandhed", "Comparison with the planted truth"),
    ("since", "Siden sidste version", "Since the last release"),
];

fn body(report: &Report<'_>, language: Language) -> Markup {
    let anchor = |name: &str| format!("{name}-{}", say(language, "da", "en"));
    let wanted = |name: &str| name != "calibration" || !report.truth.is_empty();
    html! {
        h1 { (say(language, "Version", "Release")) " " (report.database.release) }
        (warning(report, language))
        (summary(report, language))
        (unmet_conditions(report.reading, language))
        (bad_rows(report.reading, language))
        nav aria-label=(say(language, "Indhold", "Contents")) {
            ul {
                @for (name, da, en) in PARTS.into_iter().filter(|(name, ..)| wanted(name)) {
                    li { a href=(format!("#{}", anchor(name))) { (say(language, da, en)) } }
                }
            }
        }
        (interventions::all(report.database, language))
        @for (name, da, en) in PARTS.into_iter().filter(|(name, ..)| wanted(name)) {
            h2 id=(anchor(name)) { (say(language, da, en)) }
            @match name {
                "outcome" => { (outcome::section(report, language)) }
                "calibration" => { (calibration::section(report, language)) }
                _ => { (since(report, language)) }
            }
        }
    }
}

/// The key figures.
fn summary(report: &Report<'_>, language: Language) -> Markup {
    let database = report.database;
    let say = |da, en| say(language, da, en);
    let fits = |holds: fn(&Status) -> bool| database.fits.iter().filter(|fit| holds(&fit.status)).count();
    let of_cells = || report.disclosure.iter().filter(|row| row.part != STATUS);
    let decided = |decision: Decision| of_cells().filter(|row| row.decision == decision).count();
    let control = if report.disclosure.is_empty() {
        say("slået fra", "off").to_owned()
    } else {
        let (held, review) = (decided(Decision::HeldBack), decided(Decision::Review));
        format!("{held} {}, {review} {}", Decision::HeldBack.label(language), Decision::Review.label(language))
    };
    let rows = [
        (say("målgrupper", "target groups"), number(database.target_groups.len() as f64, 0, language)),
        (say("planlagte regressioner", "planned regressions"), number(database.fits.len() as f64, 0, language)),
        (say("offentliggjorte estimater", "published estimates"), number(database.estimates.len() as f64, 0, language)),
        (
            say("tilbageholdte regressioner", "regressions held back"),
            number(fits(|status| *status == Status::HeldBack) as f64, 0, language),
        ),
        (say("diskretionskontrollens afgørelser", "decisions of disclosure control"), control),
        (say("beløb er i kroner fra", "amounts are in kroner of"), database.price_year.to_string()),
    ];
    html! {
        table {
            caption { (say("Kort fortalt", "In short")) }
            tbody { @for (what, shown) in rows { tr { th scope="row" { (what) } td { (shown) } } } }
        }
    }
}

fn since(report: &Report<'_>, language: Language) -> Markup {
    html! {
        @match report.since {
            Some(since) => { h3 { (since.before) " → " (since.after) } (diff::section(since, language, 200)) }
            None => { p { (say(language, "Der er ingen tidligere version.", "There is no earlier release.")) } }
        }
    }
}
