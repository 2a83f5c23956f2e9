//! Everything that travels in the form of a case.

use crate::draft::Draft;

/// Everything that travels in the form of a case.
#[derive(Debug)]
pub struct Case {
    /// The case.
    pub draft: Draft,
    /// Other cases to compare with, as TOML.
    pub others: Vec<String>,
}
