//! A field that filters a long page by text. It needs JavaScript; without it the whole page is shown.

use foundation::words::Language;
use maud::{Markup, html};

use show::say;

/// The field. What can be found has `data-find` with its name, and what holds such things `data-group`.
pub fn find(label: &str, language: Language) -> Markup {
    html! {
        div.find hidden data-finder="" {
            label for="find" { (label) }
            input #find type="search" autocomplete="off" data-none=(say(language, "Intet fundet", "Nothing found"));
            span.small role="status" {}
        }
    }
}
