//! The table of profiles in a release: who is in the cohorts of a comparison.

use serde::{Deserialize, Serialize};

use crate::words::Rule;

table! {
    "profiles", ["target_group", "subgroup", "success_measure", "characteristic", "level"], since 6;

    /// Who is in the two cohorts of a comparison: how many of each have a level of a characteristic in t = 0 or before.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct ProfileRow {
        /// The target group.
        pub target_group: String,
        /// The subgroup.
        pub subgroup: String,
        /// The success measure.
        pub success_measure: String,
        /// The characteristic: `entry_year`, `sex`, `age`, or one of the definitions.
        pub characteristic: String,
        /// Its level: a year, a sex, ages from the first to the last, or one of the definitions; `other` and `unknown`.
        pub level: String,
        /// The place of the row among those of its comparison.
        pub place: i32,
        /// Danish label of the characteristic.
        pub characteristic_da: String,
        /// English label of the characteristic.
        pub characteristic_en: String,
        /// Danish label of the level.
        pub level_da: String,
        /// English label of the level.
        pub level_en: String,
        /// Persons of the success cohort, perturbed, in proportion to its published persons less two for each level that is held
        /// back, and rounded; null where held back.
        pub n_success: Option<i64>,
        /// Persons of the non-success cohort, likewise.
        pub n_non_success: Option<i64>,
        /// Their share of the success cohort's published persons, to thousandths; null where either is.
        pub share_success: Option<f64>,
        /// The same of the non-success cohort.
        pub share_non_success: Option<f64>,
        /// The difference between the two shares of the persons at levels that are published of both cohorts, in standard
        /// deviations, to hundredths; null where a share is, and where it is not more than three times what noise alone gives.
        pub standardised_difference: Option<f64>,
        /// Why a count is null, where one is.
        pub reason: Option<Rule>,
    }
}
