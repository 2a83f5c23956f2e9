//! Languages, and a thing's text in Danish and English.

use serde::{Deserialize, Serialize};

/// The language of a table, page or message to a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Language {
    /// Danish.
    #[default]
    Da,
    /// English.
    En,
}

/// A text in both languages: fixed text of the program, unless `T` says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text<T = &'static str> {
    /// Danish, shown first.
    pub da: T,
    /// English.
    pub en: T,
}

/// A text that a definition or a release has.
pub type Label = Text<String>;

impl<'a> Text<&'a str> {
    /// No text.
    pub const NONE: Text<&'a str> = text("", "");

    /// The text in one language.
    pub const fn get(self, language: Language) -> &'a str {
        match language {
            Language::Da => self.da,
            Language::En => self.en,
        }
    }
}

impl Text<String> {
    /// A text of its own from two columns of a table.
    pub fn owned(da: &str, en: &str) -> Label {
        Text { da: da.to_owned(), en: en.to_owned() }
    }

    /// The text in one language.
    pub fn get(&self, language: Language) -> &str {
        Text { da: self.da.as_str(), en: self.en.as_str() }.get(language)
    }
}

/// A text in Danish and English.
pub const fn text<'a>(da: &'a str, en: &'a str) -> Text<&'a str> {
    Text { da, en }
}

/// A text that is the same in both languages.
pub const fn same(text: &str) -> Text<&str> {
    Text { da: text, en: text }
}
