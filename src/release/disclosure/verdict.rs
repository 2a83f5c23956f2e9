//! What is decided on cohorts and regressions.

use foundation::tables::audit::DisclosureRow;
use foundation::words::{Rule, Status};

use super::request::PublishedComparison;

/// What is decided on a regression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Everything may leave.
    Released,
    /// Estimate and error may leave, counts and mean may not.
    WithoutCounts(Rule),
    /// It has no figures, and its status would reveal a count: this status is published in its place.
    Replaced(Status),
    /// Nothing may leave but that it is held back.
    HeldBack(Rule),
}

/// What was decided.
#[derive(Debug, Default)]
pub struct Control {
    /// By position among the cohorts: why its persons are held back.
    pub cohorts: Vec<Option<Rule>>,
    /// By position among the regressions.
    pub fits: Vec<Verdict>,
    /// Every decision, for the output checker.
    pub decisions: Vec<DisclosureRow>,
    /// The comparisons of which anything leaves, for the room.
    pub published: Vec<PublishedComparison>,
}

/// Why something is held back: the rule, and what it saw.
pub type Reason = Option<(Rule, String)>;
