//! The keys of rows that are about a comparison, a cohort or a regression.

use super::audit::AuditFitRow;
use super::companion::CoefficientRow;
use super::published::{CohortRow, ConsequenceRow, CovarianceRow, EstimateRow, FitRow, ProfileRow};
use super::truth::TruthRow;
use crate::keys::{CohortKey, ComparisonKey, FollowUpYear, RegressionKey, is_kroner};

/// Gives rows of regressions their key.
macro_rules! regressions {
    ($($row:ident),+) => {
        $(impl $row {
            /// The subgroup and success measure that the row is about.
            pub fn comparison(&self) -> ComparisonKey<&str> {
                ComparisonKey {
                    target_group: &self.target_group,
                    subgroup: &self.subgroup,
                    success_measure: &self.success_measure,
                }
            }

            /// The regression that the row is about, whatever its specification.
            pub fn key(&self) -> RegressionKey<&str> {
                RegressionKey {
                    comparison: self.comparison(),
                    consequence: &self.consequence,
                    follow_up_year: FollowUpYear(self.follow_up_year),
                }
            }
        })+
    };
}

regressions!(AuditFitRow, CoefficientRow, CovarianceRow, EstimateRow, FitRow, TruthRow);

impl CovarianceRow {
    /// The regression of the other year.
    pub fn other_key(&self) -> RegressionKey<&str> {
        RegressionKey { follow_up_year: FollowUpYear(self.other_year), ..self.key() }
    }
}

impl CohortRow {
    /// The cohort that the row is about.
    pub fn key(&self) -> CohortKey<&str> {
        let comparison = ComparisonKey {
            target_group: self.target_group.as_str(),
            subgroup: self.subgroup.as_str(),
            success_measure: self.success_measure.as_str(),
        };
        CohortKey { comparison, arm: self.arm }
    }
}

impl ProfileRow {
    /// The subgroup and success measure that the row is about.
    pub fn comparison(&self) -> ComparisonKey<&str> {
        ComparisonKey {
            target_group: &self.target_group,
            subgroup: &self.subgroup,
            success_measure: &self.success_measure,
        }
    }
}

impl ConsequenceRow {
    /// Whether its values are amounts of money.
    pub fn is_kroner(&self) -> bool {
        is_kroner(&self.unit)
    }

    /// Whether it says that it counts the same money as another.
    pub fn names_overlap(&self, other: &str) -> bool {
        self.overlaps.as_deref().is_some_and(|ids| ids.split(',').any(|id| id.trim() == other))
    }
}
