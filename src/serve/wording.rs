//! The spelling of a language in addresses.

use foundation::text::text;
use foundation::words::Language;

/// The language in addresses and in `lang`.
pub const fn code(language: Language) -> &'static str {
    text("da", "en").get(language)
}

/// The language that a part of an address names.
pub fn of_code(code: &str) -> Option<Language> {
    match code {
        "da" => Some(Language::Da),
        "en" => Some(Language::En),
        _ => None,
    }
}

/// The other language.
pub const fn other(language: Language) -> Language {
    match language {
        Language::Da => Language::En,
        Language::En => Language::Da,
    }
}
