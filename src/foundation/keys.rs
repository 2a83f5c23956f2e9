//! The keys of comparisons, cohorts and regressions, and what a key's parts say by themselves.
//!
//! Owns the identity of a row across tables. Owns no order of execution: positions in the definitions are for `plan`.

use std::fmt::{self, Display, Formatter};

use serde::{Deserialize, Serialize};

use crate::words::Arm;

/// The name of the whole target group where a subgroup's name stands in tables.
pub const WHOLE_GROUP: &str = "all";

/// The unit of amounts of money.
pub const KRONER: &str = "kr";

/// Whether a subgroup's name stands for the whole target group.
pub fn is_whole_group(subgroup: &str) -> bool {
    subgroup == WHOLE_GROUP
}

/// Whether a unit is an amount of money, which is scaled to the release's price year.
pub fn is_kroner(unit: &str) -> bool {
    unit == KRONER
}

/// A year counted from t = 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FollowUpYear(pub i32);

impl FollowUpYear {
    /// The calendar year, for entrants of a year t = 0.
    pub fn calendar(self, t0: i32) -> i32 {
        t0 + self.0
    }
}

impl Display for FollowUpYear {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A person's position among the persons of the population register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonIndex(pub u32);

impl PersonIndex {
    /// As an index into lists by person.
    #[inline]
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

/// A subgroup of a target group, split by a success measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ComparisonKey<T = String> {
    /// The target group.
    pub target_group: T,
    /// The subgroup.
    pub subgroup: T,
    /// The success measure.
    pub success_measure: T,
}

/// One side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CohortKey<T = String> {
    /// The comparison.
    pub comparison: ComparisonKey<T>,
    /// The side.
    pub arm: Arm,
}

/// A regression of the published specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegressionKey<T = String> {
    /// The comparison.
    pub comparison: ComparisonKey<T>,
    /// The consequence.
    pub consequence: T,
    /// The follow-up year.
    pub follow_up_year: FollowUpYear,
}

impl<T: AsRef<str>> ComparisonKey<T> {
    /// The key with names of its own.
    pub fn owned(&self) -> ComparisonKey {
        ComparisonKey {
            target_group: self.target_group.as_ref().to_owned(),
            subgroup: self.subgroup.as_ref().to_owned(),
            success_measure: self.success_measure.as_ref().to_owned(),
        }
    }

    /// The key by reference.
    pub fn borrowed(&self) -> ComparisonKey<&str> {
        ComparisonKey {
            target_group: self.target_group.as_ref(),
            subgroup: self.subgroup.as_ref(),
            success_measure: self.success_measure.as_ref(),
        }
    }
}

impl<T: AsRef<str>> CohortKey<T> {
    /// The key with names of its own.
    pub fn owned(&self) -> CohortKey {
        CohortKey { comparison: self.comparison.owned(), arm: self.arm }
    }

    /// The key by reference.
    pub fn borrowed(&self) -> CohortKey<&str> {
        CohortKey { comparison: self.comparison.borrowed(), arm: self.arm }
    }
}

impl<T: AsRef<str>> RegressionKey<T> {
    /// The key with names of its own.
    pub fn owned(&self) -> RegressionKey {
        RegressionKey {
            comparison: self.comparison.owned(),
            consequence: self.consequence.as_ref().to_owned(),
            follow_up_year: self.follow_up_year,
        }
    }

    /// The key by reference.
    pub fn borrowed(&self) -> RegressionKey<&str> {
        RegressionKey {
            comparison: self.comparison.borrowed(),
            consequence: self.consequence.as_ref(),
            follow_up_year: self.follow_up_year,
        }
    }
}

impl<T: Display> Display for ComparisonKey<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {} / {}", self.target_group, self.subgroup, self.success_measure)
    }
}

impl<T: Display> Display for CohortKey<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.comparison, self.arm)
    }
}

impl<T: Display> Display for RegressionKey<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {} / {}", self.comparison, self.consequence, self.follow_up_year)
    }
}
