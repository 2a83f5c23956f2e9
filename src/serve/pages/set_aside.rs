//! The cases that are set aside, as hidden fields of a form.

use foundation::words::Language;
use maud::{Markup, html};

use show::say;

/// The other cases, as hidden fields.
pub fn set_aside(others: &[String], language: Language) -> Markup {
    html! {
        @for other in others {
            textarea name="other" aria-label=(say(language, "En anden beregning", "Another case")) tabindex="-1" { "\n" (other) }
        }
    }
}
