//! The page of one target group: what it is, from the population to its regressions, and its estimates over the follow-up years.

use maud::{Markup, html};

use super::shown::{Report, warning};
use super::{estimates, flow};
use crate::profile;
use crate::provenance::of_group;
use crate::say;
use foundation::keys::is_whole_group;
use foundation::tables::published::TargetGroupRow;
use foundation::words::Language;

/// The folder of the pages, beside the overview.
pub const FOLDER: &str = "report";

/// The file of a target group.
pub fn file_name(group: &str) -> String {
    format!("group-{group}.html")
}

/// The sections of the page: anchor, Danish and English heading.
const PARTS: [(&str, &str, &str); 3] = [
    ("profile", "Hvem de er", "Who they are"),
    ("flow", "Fra befolkning til regression", "From the population to the regressions"),
    ("estimates", "Estimater over årene efter", "Estimates over the follow-up years"),
];

/// The page in one language.
pub fn body(report: &Report<'_>, group: &TargetGroupRow, language: Language) -> Markup {
    let anchor = |name: &str| format!("{name}-{}", say(language, "da", "en"));
    html! {
        p.screen { a href="../report.html" { (say(language, "Alle målgrupper", "All target groups")) } }
        h1 { (group.label().get(language)) }
        (warning(report, language))
        p {
            (group.domain.label(language)) ". " (of_group(group, language)) ". " (group.source)
        }
        nav aria-label=(say(language, "Indhold", "Contents")) {
            ul {
                @for (name, da, en) in PARTS { li { a href=(format!("#{}", anchor(name))) { (say(language, da, en)) } } }
            }
        }
        @for (name, da, en) in PARTS {
            h2 id=(anchor(name)) { (say(language, da, en)) }
            @match name {
                "profile" => { (profiles(report, group, language)) }
                "flow" => { (flow::section(report, group, language)) }
                _ => { (estimates::section(report, group, language)) }
            }
        }
    }
}

/// The profile of each success measure, of the whole group and of its subgroups: what is published of it.
fn profiles(report: &Report<'_>, group: &TargetGroupRow, language: Language) -> Markup {
    let database = report.database;
    let id = &group.target_group;
    html! {
        p { (profile::explanation(language)) }
        @for measure in database.success_measures.iter().filter(|measure| measure.target_group == *id) {
            h3 { (report.measure(id, &measure.success_measure, language)) }
            @for subgroup in database.subgroups.iter().filter(|subgroup| subgroup.target_group == *id) {
                @let rows = profile::rows(database, id, &subgroup.subgroup, &measure.success_measure);
                @if let Some(listing) = profile::listing(&rows, language) {
                    @if is_whole_group(&subgroup.subgroup) { div.wide { (listing.html()) } } @else {
                        details {
                            summary { (subgroup.label().get(language)) }
                            div.wide { (listing.html()) }
                        }
                    }
                }
            }
        }
    }
}
