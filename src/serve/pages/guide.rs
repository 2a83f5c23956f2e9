//! The guide, from the same files as the documentation.

use foundation::words::Language;
use maud::{Markup, PreEscaped, html};

use super::shell::{Other, Page, Part, shell};
use crate::markdown;
use crate::site::Site;
use crate::wording::say;

const DA: &str = include_str!("../../docs/vejledning.md");
const EN: &str = include_str!("../../docs/guide.md");

/// The page.
pub fn page(site: &Site, language: Language) -> Markup {
    let title = say(language, "Vejledning", "Guide");
    let page = Page { title, language, part: Part::Guide, other: Other::Address("/guide") };
    let text = match language {
        Language::Da => DA,
        Language::En => EN,
    };
    let content = html! { main #main.prose { (PreEscaped(markdown::html(text))) } };
    shell(site, &page, &content)
}
