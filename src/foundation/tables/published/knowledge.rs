//! Published tables of what is known besides figures: qualifications, worked calculations and registers.

use serde::{Deserialize, Serialize};

use crate::words::{Direction, Provenance, Recommendation, RegisterKind, TimePerspective};

table! {
    "qualifications", ["target_group", "consequence"];

    /// Whether one ought to use a consequence for a target group.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct QualificationRow {
        /// The target group.
        pub target_group: String,
        /// The consequence.
        pub consequence: String,
        /// Include or exclude.
        pub recommendation: Recommendation,
        /// The sign that theory and practice expect of the estimate.
        pub expected: Direction,
        /// When the consequence is expected to show; null where it is not stated.
        pub time_perspective: Option<TimePerspective>,
        /// What speaks for it, separated by commas: `register`, `rules`, `literature`, `practice`; null where it is not stated.
        pub grounds: Option<String>,
        /// Why, in Danish.
        pub reason_da: String,
        /// Why, in English.
        pub reason_en: String,
        /// Where it is argued.
        pub source: String,
        /// How surely.
        pub provenance: Provenance,
    }
}

table! {
    "experiences", ["experience"], since 3;

    /// A calculation that was made and published, to be looked up before a similar one is made. Its figures are those of its
    /// source. Nothing in a release is calculated from them, and null is a figure that the source does not state.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct ExperienceRow {
        /// Its id.
        pub experience: String,
        /// Danish label, naming the intervention.
        pub label_da: String,
        /// English label.
        pub label_en: String,
        /// Whom it was for, in Danish.
        pub group_da: Option<String>,
        /// Whom it was for, in English.
        pub group_en: Option<String>,
        /// The target group, if it is one of the database's.
        pub target_group: Option<String>,
        /// The success measure, if it is one of the database's.
        pub success_measure: Option<String>,
        /// The year in which it was made.
        pub year: i32,
        /// Years in operation.
        pub years: Option<i32>,
        /// Persons who start, per year in operation.
        pub participants_per_year: Option<f64>,
        /// Persons who start over all years: stated, or years × persons per year.
        pub participants: Option<f64>,
        /// Persons who complete, per year in operation.
        pub completed_per_year: Option<f64>,
        /// The success rate as it is stated; whether it is net of what would have come anyway, the source tells.
        pub success_rate: Option<f64>,
        /// What it costs per year in operation, in kroner.
        pub costs_per_year_kr: Option<f64>,
        /// Years that the result looks over.
        pub horizon: Option<i32>,
        /// The year whose kroner the amounts are in.
        pub price_year: Option<i32>,
        /// The net result in kroner, as rounded as its source; positive is a gain.
        pub net_kr: Option<f64>,
        /// The net result per person who starts, in kroner, as rounded.
        pub per_participant_kr: Option<f64>,
        /// The municipality's net result, in kroner.
        pub kommune_kr: Option<f64>,
        /// The region's net result, in kroner.
        pub region_kr: Option<f64>,
        /// The state's net result, in kroner.
        pub stat_kr: Option<f64>,
        /// What it found, in Danish.
        pub finding_da: String,
        /// What it found, in English.
        pub finding_en: String,
        /// How strong the evidence of its effect is: 1, 2 or 3.
        pub evidence_level: Option<i32>,
        /// Where it can be read.
        pub link: Option<String>,
        /// The version of the estimates that it used: a release of this database, or one of SØM's as the source names it.
        pub release: Option<String>,
        /// Where it was found.
        pub source: String,
        /// How surely.
        pub provenance: Provenance,
    }
}

table! {
    "sources", ["register"];

    /// A register that figures come from.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct SourceRow {
        /// The register's id.
        pub register: String,
        /// Danish label.
        pub label_da: String,
        /// English label.
        pub label_en: String,
        /// What its rows are.
        pub kind: RegisterKind,
        /// The first day covered, as `2005-01-01`.
        pub first_day: String,
        /// The last day covered.
        pub last_day: String,
        /// Where it is documented.
        pub source: String,
        /// How surely its shape is the real one.
        pub provenance: Provenance,
    }
}
