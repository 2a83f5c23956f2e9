//! Texts in both languages that a reader of figures is shown beside a definition.
//!
//! Owns that neither language is left empty: a note in one language is missing in the other's reports.

use super::table::Table;
use foundation::words::Label;

/// A text of a table that can be left out.
pub fn optional(table: &Table<'_>, key: &'static str) -> Option<Label> {
    let text = table.optional::<Label>(key)?.value;
    in_both_languages(table, key, &text);
    Some(text)
}

/// Notes a text that is empty in one language.
pub fn in_both_languages(table: &Table<'_>, key: &str, text: &Label) {
    if text.da.trim().is_empty() || text.en.trim().is_empty() {
        let message = format!("`{key}` is empty in one language");
        table.report().mistake_with_hint(table.place(), message, "write it in Danish and in English");
    }
}
