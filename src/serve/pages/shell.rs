//! What every page has around it: head, bar, footer, and the warning of a synthetic release.

use foundation::words::Language;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::assets;
use crate::site::Site;
use crate::steps::Step;
use crate::wording::{code, other};
use show::say;

/// What a page is.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its language.
    pub language: Language,
    /// The part of the bar that it belongs to.
    pub part: Part,
    /// The same page in the other language: an address, or the step of a form.
    pub other: Other<'a>,
}

/// The parts of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Start page and cases.
    Case,
    /// The knowledge database.
    Knowledge,
    /// The guide.
    Guide,
}

/// How to come to the same page in the other language.
#[derive(Debug, Clone, Copy)]
pub enum Other<'a> {
    /// By an address without its language.
    Address(&'a str),
    /// By sending the form of the case.
    Form(Step),
}

/// The page around its content.
pub fn shell(site: &Site, page: &Page<'_>, content: &Markup) -> Markup {
    let language = page.language;
    let here = code(language);
    let in_case = matches!(page.other, Other::Form(_));
    let leave = in_case.then_some("_blank");
    let part = |part: Part, path: &str, name: &'static str| {
        let current = (page.part == part).then_some("true");
        html! {
            // From within a case the way to the start page would lose the case.
            @if in_case && path.is_empty() { span aria-current=[current] { (name) } }
            @else {
                a href=(format!("/{here}{path}")) target=[leave] aria-current=[current] {
                    (name)
                    @if in_case { span.hide { (say(language, " (ny fane)", " (new tab)")) } }
                }
            }
        }
    };
    let version = assets::version();
    html! {
        (DOCTYPE)
        html lang=(here) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (page.title) " · " (say(language, "SØM-beregner", "SØM calculator")) }
                link rel="icon" href=(format!("/assets/icon.svg?v={version}")) type="image/svg+xml";
                link rel="stylesheet" href=(format!("/assets/style.css?v={version}"));
                script src=(format!("/assets/script.js?v={version}")) defer {}
            }
            body {
                a.skip href="#main" { (say(language, "Gå til indholdet", "Skip to the content")) }
                header.bar {
                    a.brand href=(format!("/{here}")) target=[leave] {
                        span.mark aria-hidden="true" { (PreEscaped(assets::icon())) }
                        span { (say(language, "SØM-beregner", "SØM calculator")) }
                    }
                    nav aria-label=(say(language, "Hovedmenu", "Main menu")) {
                        (part(Part::Case, "", say(language, "Beregning", "Calculation")))
                        (part(Part::Knowledge, "/knowledge", say(language, "Vidensdatabase", "Knowledge database")))
                        (part(Part::Guide, "/guide", say(language, "Vejledning", "Guide")))
                        (language_switch(page))
                    }
                }
                @if site.database().synthetic {
                    p.synthetic role="note" {
                        strong { (say(language, "Opdigtede tal.", "Synthetic figures.")) } " "
                        (say(
                            language,
                            "Vidensdatabasen er bygget på opdigtede borgere og siger intet om Danmark.",
                            "The knowledge database is made from synthetic persons and says nothing about Denmark.",
                        ))
                    }
                }
                (content)
                footer {
                    p {
                        (say(language, "Vidensdatabase", "Knowledge database")) " " strong { (site.database().release) } " · "
                        (say(language, "prisår", "price year")) " " (site.database().price_year) " · "
                        @if site.is_local() {
                            (say(
                                language,
                                "Alt regnes på denne maskine; intet gemmes, og intet sendes videre.",
                                "Everything is calculated on this machine; nothing is stored, and nothing is sent on.",
                            ))
                        } @else {
                            (say(
                                language,
                                "Beregningen sendes til jeres egen server og regnes dér; serveren gemmer intet og sender intet videre.",
                                "The case is sent to your own server and calculated there; the server stores nothing and sends nothing on.",
                            ))
                        }
                    }
                }
            }
        }
    }
}

fn language_switch(page: &Page<'_>) -> Markup {
    let to = other(page.language);
    let name = say(to, "Dansk", "English");
    html! {
        @match page.other {
            Other::Address(path) => a.switch href=(format!("/{}{path}", code(to))) lang=(code(to)) hreflang=(code(to)) { (name) },
            Other::Form(step) => {
                button.switch form="case" formaction=(format!("/{}/case", code(to))) name="to" value=(step.word()) lang=(code(to)) { (name) }
            }
        }
    }
}
