//! The guide and the tutorial, from the same files as the documentation.

use foundation::text::{Text, text};
use foundation::words::Language;
use maud::{Markup, PreEscaped, html};

use super::shell::{Other, Page, Part, shell};
use crate::markdown;
use crate::site::Site;
use crate::wording::code;
use show::say;

const GUIDE: Text = text(include_str!("../../docs/vejledning.md"), include_str!("../../docs/guide.md"));
const TUTORIAL: Text = text(include_str!("../../docs/selvstudie.md"), include_str!("../../docs/first_case.md"));

/// The guide.
pub fn page(site: &Site, language: Language) -> Markup {
    written(site, say(language, "Vejledning", "Guide"), "/guide", GUIDE, language)
}

/// The tutorial: a first case, step by step.
pub fn tutorial(site: &Site, language: Language) -> Markup {
    written(site, say(language, "Jeres første beregning", "Your first case"), "/tutorial", TUTORIAL, language)
}

fn written(site: &Site, title: &str, path: &str, content: Text, language: Language) -> Markup {
    let page = Page { title, language, part: Part::Guide, other: Other::Address(path) };
    let here = code(language);
    let tabs = [
        ("/tutorial", say(language, "Jeres første beregning", "Your first case")),
        ("/guide", say(language, "Vejledning", "Guide")),
    ];
    let content = html! {
        nav.tabs aria-label=(say(language, "Vejledning", "Guide")) {
            @for (to, name) in tabs { a href=(format!("/{here}{to}")) aria-current=[(to == path).then_some("true")] { (name) } }
        }
        main #main.prose { (PreEscaped(markdown::html(content.get(language)))) }
    };
    shell(site, &page, &content)
}
