//! The frame of the knowledge database's pages: its tabs, and what the rule of significance costs.

use foundation::words::Language;
use maud::{Markup, html};

use super::shell::{Other, Page, Part, shell};
use crate::site::Site;
use crate::wording::code;
use show::say;

/// A page of the knowledge database.
pub fn framed(site: &Site, title: &str, path: &str, language: Language, content: &Markup) -> Markup {
    let page = Page { title, language, part: Part::Knowledge, other: Other::Address(path) };
    let here = code(language);
    let tabs = [
        ("/knowledge", say(language, "Målgrupper", "Target groups")),
        ("/estimates", say(language, "Alle estimater", "All estimates")),
        ("/prices", say(language, "Priser", "Prices")),
        ("/effects", say(language, "Effekter", "Effects")),
        ("/experiences", say(language, "Erfaringer", "Experiences")),
    ];
    let body = html! {
        nav.tabs aria-label=(say(language, "Vidensdatabasen", "The knowledge database")) {
            @for (to, name) in tabs { a href=(format!("/{here}{to}")) aria-current=[path.starts_with(to).then_some("true")] { (name) } }
        }
        main #main.wide { h1 { (title) } (content) }
    };
    shell(site, &page, &body)
}

/// What the rule of significance costs, wherever an interval stands.
pub fn winners_curse(language: Language) -> &'static str {
    say(
        language,
        "Kun signifikante estimater offentliggøres. De er i gennemsnit større end sandheden, og intervallerne om dem er for smalle.",
        "Only significant estimates are published. They are larger than the truth on average, and the intervals around them too narrow.",
    )
}
