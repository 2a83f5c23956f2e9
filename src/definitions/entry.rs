//! How often a person enters a target group.

use serde::Deserialize;

/// How often a person enters a target group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// Once, in the first year that qualifies.
    First,
    /// In every year that qualifies.
    Every,
}

impl Entry {
    /// The spelling in definitions.
    pub const fn word(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Every => "every",
        }
    }
}
