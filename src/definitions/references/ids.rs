//! Ids: what can be one, which must be unique, and which must exist.

use std::collections::HashMap;

use crate::mistake::Report;
use crate::source::At;
use toml_files::is_id;

/// Reports words that can't be ids, and ids that are defined twice.
pub(super) fn unique<'a>(what: &str, ids: impl Iterator<Item = &'a At<String>>, report: &Report) {
    let mut seen: HashMap<&str, &At<String>> = HashMap::new();
    for id in ids {
        if !is_id(id) {
            report.mistake_with_hint(
                &id.place,
                format!("`{id}` cannot be an id"),
                "an id is made of letters a–z, digits, `_` and `-`",
            );
        }
        if let Some(first) = seen.insert(&id.value, id) {
            report.mistake(&id.place, format!("the {what} `{id}` is defined twice; first at {}", first.place));
        }
    }
}

/// Reports an id that is not defined.
pub(super) fn known<'a>(
    id: &At<String>,
    what: &'static str,
    ids: impl Iterator<Item = &'a At<String>>,
    report: &Report,
) {
    let ids: Vec<&str> = ids.map(|id| id.value.as_str()).collect();
    // The id of an entry that could not be read exists; the reference is correct.
    if !ids.contains(&id.value.as_str()) && !report.is_named(what, &id.value) {
        report.unknown(&id.place, what, &id.value, ids);
    }
}
