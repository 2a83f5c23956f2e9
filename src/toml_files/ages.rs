//! A range of ages.

use serde::Deserialize;

/// Ages from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ages {
    /// The youngest.
    pub first: i32,
    /// The oldest.
    pub last: i32,
}

impl Ages {
    /// Whether an age lies inside.
    pub fn contains(self, age: i32) -> bool {
        (self.first..=self.last).contains(&age)
    }

    /// Whether all of another range lies inside.
    pub fn covers(self, other: Ages) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    /// Whether any age lies in both.
    pub fn meets(self, other: Ages) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}
