//! What two releases are compared by: their sides, and the causes of differences.

use serde::Serialize;

use super::inputs::AuditInputs;
use crate::knowledge::manifest::Manifest;
use foundation::tables::Database;

/// Something that an estimate is made from, and that differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Cause {
    /// What: `variable/shelter_nights`, `extract/bef`, `program`, `settings`, …
    pub what: String,
    /// Added, removed or changed, and how.
    pub how: String,
    /// How many of the regressions with another figure or status are made from it.
    pub explains: u64,
    /// What changed in it, as far as the manifests, the tables and the audits beside the releases show it.
    pub details: Vec<Detail>,
}

/// A part of a cause with its earlier and later content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Detail {
    /// Which part: a key of a definition, `rows` of a register, or one of its files.
    pub part: String,
    /// Its content in the earlier release; none if it is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// Its content in the later release; none if it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// One of the two releases.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// Its manifest.
    pub manifest: &'a Manifest,
    /// Its tables.
    pub database: &'a Database,
    /// What only its audit says, if that is at hand.
    pub inputs: Option<&'a AuditInputs>,
}
