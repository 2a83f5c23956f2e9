//! Texts that a release shows in a workbook: labels, reasons and sources. SQL is not among them.

use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use super::source::Place;
use super::table::Table;

/// The characters that a cell of a workbook holds.
const MOST_LETTERS: usize = 32_767;

/// The keys of such texts, at any depth.
const KEYS: [&str; 7] = ["da", "en", "source", "reason", "unit", "link", "reconstructed_settings"];

/// Notes texts that no cell of a workbook holds, before any row is read.
pub fn check(top: &Table<'_>) {
    walk(top.values(), top);
}

fn walk(values: &DeTable<'_>, top: &Table<'_>) {
    for (key, value) in values.iter() {
        match value.get_ref() {
            DeValue::Table(below) => walk(below, top),
            DeValue::Array(list) => {
                for entry in list.iter() {
                    if let DeValue::Table(below) = entry.get_ref() {
                        walk(below, top);
                    }
                }
            }
            DeValue::String(text) if KEYS.contains(&key.get_ref().as_ref()) => {
                let letters = text.chars().count();
                if letters > MOST_LETTERS {
                    let place = Place { file: Arc::clone(&top.place().file), span: value.span() };
                    let message =
                        format!("`{}` has {letters} characters: it holds at most {MOST_LETTERS}", key.get_ref());
                    top.report().mistake_with_hint(&place, message, "a cell of a workbook holds no longer text");
                }
            }
            _ => {}
        }
    }
}
