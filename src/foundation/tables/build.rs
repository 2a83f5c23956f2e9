//! What a build reports: a row for each comparison that it made, and a row for each piece that it would have to read. They are
//! printed and not stored.

use std::path::PathBuf;

use serde::Serialize;

/// One subgroup split by one success measure.
#[derive(Debug, Clone, Serialize)]
pub struct SummaryRow {
    /// The target group.
    pub target_group: String,
    /// The subgroup.
    pub subgroup: String,
    /// The success measure.
    pub success_measure: String,
    /// Persons who succeed.
    pub success: i64,
    /// Persons who do not.
    pub non_success: i64,
    /// Persons in neither cohort.
    pub undetermined: i64,
    /// Regressions of the published specification.
    pub fits: i64,
    /// Of them, estimated.
    pub estimated: i64,
    /// Of them, published.
    pub significant: i64,
    /// Why there are no figures, or not for all regressions.
    pub note: Option<String>,
}

/// What a build made, and where it is.
#[derive(Debug)]
pub struct BuildReport {
    /// One row for each subgroup and success measure.
    pub rows: Vec<SummaryRow>,
    /// Where the release is.
    pub release: PathBuf,
    /// Where the audit is.
    pub audit: PathBuf,
    /// Where the companion is, if the policy asks for one.
    pub companion: Option<PathBuf>,
    /// Published estimates with the opposite of the sign that the qualification expects, and all that one expects a sign of.
    pub against_expectation: (usize, usize),
    /// Expected number of false positives among the published if every null hypothesis were true.
    pub expected_false: f64,
    /// How many earlier releases counts were compared with; none without disclosure control.
    pub compared: Option<usize>,
}

/// One piece of a build's reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StaleRow {
    /// What the reading is for.
    pub pass: &'static str,
    /// The register; none for the population, which may be of several.
    pub register: Option<String>,
    /// `kept`, `stale` or `new`.
    pub state: &'static str,
    /// Why it is stale, separated by `; `.
    pub because: Option<String>,
}
