//! Texts in both languages that a reader of figures is shown beside a definition.
//!
//! Owns that neither language is left empty: a note in one language is missing in the other's reports.

use super::source::At;
use super::table::Table;
use foundation::words::Label;

/// A text of a table that can be left out.
pub fn optional(table: &Table<'_>, key: &'static str) -> Option<Label> {
    let text = table.optional::<Label>(key)?;
    in_both_languages(table, key, &text);
    Some(text.value)
}

/// Notes a text that is empty in one language.
pub fn in_both_languages(table: &Table<'_>, key: &str, text: &At<Label>) {
    if text.value.da.trim().is_empty() || text.value.en.trim().is_empty() {
        let message = format!("`{key}` is empty in one language");
        table.report().mistake_with_hint(&text.place, message, "write it in Danish and in English");
    }
}
