//! How far consequences and the whole result are known.

use foundation::words::{Area, Status};
use serde::Serialize;

/// How far a consequence is known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConsequenceReach {
    /// The consequence.
    pub id: String,
    /// Its area.
    pub area: Area,
    /// The last follow-up year that counts; 0 if the first is unknown.
    pub through: i32,
    /// Significant estimates within the reach.
    pub significant: usize,
    /// The user's own values within the reach.
    pub own: usize,
    /// Years that count as zero: estimated and not significant, or with few or no users.
    pub zero: usize,
    /// Years within the horizon that are unknown.
    pub unknown: usize,
    /// Known years that do not count, because they follow an unknown one.
    pub after_gap: usize,
    /// The status of the first unknown year; `None` where none is unknown, or the release never planned it.
    pub ends_with: Option<Status>,
    /// Whether any year has a figure, before or after a gap.
    pub has_figure: bool,
    /// Follow-up years with a figure and without a price. They carry no kroner, which is not the same as zero.
    pub unpriced: Vec<i32>,
}

/// How far the result as a whole is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Follow-up years of the case.
    pub horizon: i32,
    /// Follow-up years for which every consequence with a figure is known.
    pub complete_through: i32,
    /// The consequences that are known for no longer than that; empty where all are known for the whole horizon.
    pub limited_by: Vec<String>,
    /// The follow-up year through which consequences are known that carry at least 95 % of what success brings or costs,
    /// regardless of sign and of gaps.
    pub nearly_complete_through: i32,
    /// Whether any consequence is known in any follow-up year.
    pub anything_known: bool,
    /// Significant estimates within the reach.
    pub significant: usize,
    /// The user's own values within the reach.
    pub own: usize,
    /// Estimated and not significant, or with few or no users: counted as zero.
    pub zero: usize,
    /// Unknown: never counted as zero.
    pub unknown: usize,
    /// Known, but after a gap, and so not counted.
    pub after_gap: usize,
    /// Consequences with figures in years without a price: these years are not in the result.
    pub unpriced: Vec<String>,
}
