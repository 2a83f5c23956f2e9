//! The documentation report of a release: one page that says what the knowledge database is made of and how. It fetches nothing,
//! is searched in the browser, and prints.
//!
//! Owns the choice and order of contents. Every figure is the release's; registers and conditions of consequences are those
//! of the definitions that it was built from.

mod consequences;
mod content;
mod groups;
mod method;
mod money;
mod studies;

pub use content::Document;

use maud::{Markup, html};

use super::diff;
use super::page::release_page_with_search;
use crate::number::number;
use foundation::text::{Text, text};
use foundation::words::{Language, Status};
use release::export::find::field;

/// Sections that can be found, far ones not laid out; a new page for each chapter in print, and nothing folded there.
const STYLE: &str = ".entry{content-visibility:auto;contain-intrinsic-size:auto 30em}\
    nav ol{columns:2}.against{background:#fde8e8;font-weight:bold}.small{font-size:.85em}\
    .entry table{width:100%;font-size:.88em}.number{white-space:nowrap}\
    @page{margin:15mm}@media print{h2{break-before:page}.entry{content-visibility:visible}\
    details::details-content{content-visibility:visible;block-size:auto}nav ol{columns:1}}";

/// The chapters: anchor and heading.
const CHAPTERS: [(&str, Text); 9] = [
    ("release", text("Denne version", "This version")),
    ("method", text("Metode", "Method")),
    ("groups", text("Målgrupper og succesmål", "Target groups and success measures")),
    ("interventions", text("Indsatser", "Interventions")),
    ("consequences", text("Konsekvenser, registre og år", "Consequences, registers and years")),
    ("prices", text("Priser og prisindeks", "Prices and price indices")),
    ("effects", text("Effekter", "Effects")),
    ("registers", text("Registre", "Registers")),
    ("since", text("Ændringer siden forrige version", "Changes since the version before")),
];

/// The page.
pub fn page(document: &Document<'_>) -> String {
    let title = match document.language {
        Language::Da => format!("Dokumentation af vidensdatabasen {}", document.database.release),
        Language::En => format!("Documentation of the knowledge database {}", document.database.release),
    };
    let body = html! {
        main {
            h1 { (title) }
            (field("find", document.say("Find i dokumentationen:", "Find in the documentation:"), ".entry"))
            nav aria-label=(document.say("Indhold", "Contents")) {
                ol { @for (anchor, heading) in CHAPTERS { li { a href=(format!("#{anchor}")) { (heading.get(document.language)) } } } }
            }
            @for (anchor, heading) in CHAPTERS {
                h2 id=(anchor) { (heading.get(document.language)) }
                @match anchor {
                    "release" => { (release(document)) }
                    "method" => { (method::chapter(document)) }
                    "groups" => { (groups::chapter(document)) }
                    "interventions" => { (groups::interventions(document)) }
                    "consequences" => { (consequences::chapter(document)) }
                    "prices" => { (money::chapter(document)) }
                    "effects" => { (studies::chapter(document)) }
                    "registers" => { (consequences::registers(document)) }
                    _ => { (since(document)) }
                }
            }
        }
    };
    release_page_with_search(&title, document.language, STYLE, &body)
}

/// What the release holds, and what it was made with.
fn release(document: &Document<'_>) -> Markup {
    let (database, manifest) = (document.database, document.manifest);
    let count = |count: usize| number(count as f64, 0, document.language);
    let of_status = |status: Status| database.fits.iter().filter(|fit| fit.status == status).count();
    let significance = number(manifest.significance, 2, document.language);
    let rows = [
        (document.say("version", "release"), database.release.clone()),
        (
            document.say("målgrupper", "target groups"),
            count(database.target_groups.len() - database.interventions.len()),
        ),
        (document.say("indsatser", "interventions"), count(database.interventions.len())),
        (document.say("konsekvenser", "consequences"), count(database.consequences.len())),
        (document.say("planlagte regressioner", "planned regressions"), count(database.fits.len())),
        (document.say("offentliggjorte estimater", "published estimates"), count(database.estimates.len())),
        (Status::HeldBack.label(document.language), count(of_status(Status::HeldBack))),
        (document.say("signifikansniveau", "level of significance"), significance),
        (document.say("beløb er i kroner fra", "amounts are in kroner of"), database.price_year.to_string()),
        (document.say("programmets version", "version of the program"), manifest.program_version.clone()),
        (document.say("tabellernes skema", "schema of the tables"), manifest.schema_version.to_string()),
    ];
    html! {
        section.entry {
            @if database.synthetic {
                p.warning {
                    (document.say(
                        "Bygget på syntetiske udtræk. Tallene siger intet om Danmark.",
                        "Made from synthetic extracts. The figures say nothing about Denmark.",
                    ))
                }
            }
            table {
                caption { (document.say("Kort fortalt", "In short")) }
                tbody { @for (what, shown) in rows { tr { th scope="row" { (what) } td { (shown) } } } }
            }
        }
    }
}

fn since(document: &Document<'_>) -> Markup {
    html! {
        section.entry {
            @match document.since {
                Some(since) => {
                    p { (since.before) " → " (since.after) }
                    (diff::section(since, document.language, 500))
                }
                None => { p { (document.say("Der er ingen tidligere version.", "There is no earlier release.")) } }
            }
        }
    }
}
