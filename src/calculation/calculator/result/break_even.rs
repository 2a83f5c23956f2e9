//! The net success rate at which gain and loss meet.

use serde::Serialize;

/// The net success rate at which the present value is nought.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BreakEvenRate {
    /// The rate, from 0 to 1.
    pub rate: f64,
    /// On which side of it the result is a gain.
    pub limit: Limit,
}

/// The side of a limit on which the result is a gain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// At the limit or above.
    AtLeast,
    /// At the limit or below: each success costs more than it brings.
    AtMost,
}
