//! How many persons and users a regression has, and how many it needs.

use serde::Deserialize;

/// Persons and users by cohort.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Persons in the success cohort.
    pub success: u64,
    /// Persons in the non-success cohort.
    pub non_success: u64,
    /// Users in the success cohort.
    pub users_success: u64,
    /// Users in the non-success cohort.
    pub users_non_success: u64,
}

impl Counts {
    /// Pooled users times the smaller cohort's share of persons (method rule 14).
    pub fn effective_users(self) -> f64 {
        let all = (self.success + self.non_success) as f64;
        (self.users_success + self.users_non_success) as f64 * self.success.min(self.non_success) as f64 / all
    }
}

/// The smallest regressions that get figures.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Minimum {
    /// Persons in each cohort.
    pub persons: u64,
    /// Pooled users times the smaller cohort's share (method rule 14).
    pub users: f64,
    /// Residual degrees of freedom.
    pub df: u64,
    /// Clusters, with CR1.
    pub clusters: u64,
}

impl Minimum {
    /// No minimum but what arithmetic needs: a residual degree of freedom, and two clusters.
    pub const NONE: Minimum = Minimum { persons: 0, users: 0.0, df: 1, clusters: 2 };
}

impl Default for Minimum {
    fn default() -> Self {
        Minimum { persons: 20, users: 30.0, df: 10, clusters: 40 }
    }
}
