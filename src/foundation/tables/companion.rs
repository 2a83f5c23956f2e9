//! The tables of the companion: every fit that may leave, apart from the knowledge database (method rule 19).

use serde::{Deserialize, Serialize};

use super::published::CovarianceRow;

table! {
    "coefficients", ["target_group", "subgroup", "success_measure", "consequence", "follow_up_year"];

    /// A fit of the published specification that disclosure control allows to be published, significant or not.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct CoefficientRow {
        /// The target group.
        pub target_group: String,
        /// The subgroup.
        pub subgroup: String,
        /// The success measure.
        pub success_measure: String,
        /// The consequence.
        pub consequence: String,
        /// Years after t = 0.
        pub follow_up_year: i32,
        /// Success minus non-success per person, as coarse as published estimates.
        pub estimate: f64,
        /// Its standard error.
        pub standard_error: f64,
        /// Residual degrees of freedom, rounded.
        pub df: f64,
        /// Whether the knowledge database has it.
        pub significant: bool,
    }
}

/// The rows of a companion.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Companion {
    /// Every fit that may leave.
    pub coefficients: Vec<CoefficientRow>,
    /// Covariances over the follow-up years of each consequence.
    pub covariances: Vec<CovarianceRow>,
}
