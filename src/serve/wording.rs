//! Words of the pages in Danish and English.
//!
//! Owns the choice between two texts and the spelling of a language in addresses.

use foundation::words::Language;

/// The text of one language.
pub const fn say<'a>(language: Language, da: &'a str, en: &'a str) -> &'a str {
    match language {
        Language::Da => da,
        Language::En => en,
    }
}

/// The language in addresses and in `lang`.
pub const fn code(language: Language) -> &'static str {
    say(language, "da", "en")
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
