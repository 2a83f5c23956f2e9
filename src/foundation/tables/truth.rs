//! The planted truth of synthetic extracts.

use serde::{Deserialize, Serialize};

table! {
    "truth", ["target_group", "subgroup", "success_measure", "consequence", "follow_up_year", "specification"];

    /// The true difference that a regression estimates: the projection of the generator's means on the regression's design,
    /// over the persons that were realised (method rule 21).
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct TruthRow {
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
        /// The specification of the target group that it is the truth of.
        pub specification: String,
        /// Success minus non-success per person, in the consequence's unit (amounts in the release's price year).
        pub truth: f64,
        /// Persons in the success cohort.
        pub n_success: i64,
        /// Persons in the non-success cohort.
        pub n_non_success: i64,
    }
}
