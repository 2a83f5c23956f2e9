//! Everything that travels in the form of a case.

use crate::draft::Draft;

/// Everything that travels in the form of a case.
#[derive(Debug)]
pub struct Case {
    /// The case.
    pub draft: Draft,
    /// Other cases to compare with, as TOML.
    pub others: Vec<String>,
    /// What the last button did: its page opens at the place.
    pub done: String,
    /// Whether the case has changed since it was begun, opened or saved.
    pub unsaved: bool,
}

impl Case {
    /// A case by itself.
    pub fn of(draft: Draft) -> Case {
        Case { draft, others: Vec::new(), done: String::new(), unsaved: false }
    }
}
