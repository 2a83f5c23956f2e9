//! Published tables of target groups: their subgroups, success measures and cohorts.

use serde::{Deserialize, Serialize};

use crate::words::{Arm, Domain, GroupKind, Provenance};

table! {
    "target_groups", ["target_group"];

    /// A target group, or an intervention with its participants and controls.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct TargetGroupRow {
        /// Its id.
        pub target_group: String,
        /// Whether it is a target group or an intervention; null in releases of schema versions before 6, where all are target
        /// groups.
        pub kind: Option<GroupKind>,
        /// Adults or children.
        pub domain: Domain,
        /// Danish label.
        pub label_da: String,
        /// English label.
        pub label_en: String,
        /// Who is in it, and what is not certain of it, in Danish; null where the definition does not say.
        pub description_da: Option<String>,
        /// The same in English.
        pub description_en: Option<String>,
        /// How the definition reads the registers, in Danish; null where it does not say, and in releases of schema versions before 7.
        pub note_da: Option<String>,
        /// The same in English.
        pub note_en: Option<String>,
        /// What would have to be changed when SØM's official annex is put in, in Danish; null as `note_da`.
        pub with_annex_da: Option<String>,
        /// The same in English.
        pub with_annex_en: Option<String>,
        /// The condition in year t = 0, as SQL; of an intervention who participates, and who the controls are.
        pub condition: String,
        /// The first year that can be t = 0.
        pub first_year: i32,
        /// The last year that can be t = 0.
        pub last_year: i32,
        /// The youngest age at t = 0.
        pub first_age: Option<i32>,
        /// The oldest age at t = 0.
        pub last_age: Option<i32>,
        /// Settings that SØM has not published, reconstructed here: entry, washout, residence in the success year, what
        /// becomes of persons after exit, covariance, the smallest cohorts.
        pub reconstructed_settings: Option<String>,
        /// Where it is documented.
        pub source: String,
        /// How surely it is SØM's own: that of the least certain part.
        pub provenance: Provenance,
        /// How surely SØM has a group of this name; null where it is not stated.
        pub name_provenance: Option<Provenance>,
        /// How surely registers, codes and years are SØM's own; null where it is not stated.
        pub delimitation_provenance: Option<Provenance>,
        /// How surely the success measures are SØM's own; null where it is not stated.
        pub success_provenance: Option<Provenance>,
    }
}

table! {
    "subgroups", ["target_group", "subgroup"];

    /// A subgroup of a target group; `all` is the whole group.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct SubgroupRow {
        /// The target group.
        pub target_group: String,
        /// Its id within the group.
        pub subgroup: String,
        /// Danish label.
        pub label_da: String,
        /// English label.
        pub label_en: String,
        /// The youngest age at t = 0.
        pub first_age: Option<i32>,
        /// The oldest age at t = 0.
        pub last_age: Option<i32>,
        /// The condition over t = 0, as SQL.
        pub condition: Option<String>,
    }
}

table! {
    "success_measures", ["target_group", "success_measure"];

    /// A success measure of a target group.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct SuccessMeasureRow {
        /// The target group.
        pub target_group: String,
        /// Its id within the group.
        pub success_measure: String,
        /// Danish label.
        pub label_da: String,
        /// English label.
        pub label_en: String,
        /// The condition, as SQL.
        pub condition: String,
        /// Years after t = 0 in which success is settled.
        pub success_year: i32,
    }
}

table! {
    "cohorts", ["target_group", "subgroup", "success_measure", "arm"];

    /// One of the two cohorts that a success measure splits a subgroup into.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct CohortRow {
        /// The target group.
        pub target_group: String,
        /// The subgroup.
        pub subgroup: String,
        /// The success measure.
        pub success_measure: String,
        /// Which cohort.
        pub arm: Arm,
        /// Persons, perturbed and rounded to a multiple of the policy's base; null where held back. Of an intervention the
        /// participants who are kept, and the controls with weight.
        pub persons: Option<i64>,
        /// Mean age at t = 0, in years with one decimal; null as `persons`, and for controls, whose weights make means.
        pub mean_age: Option<f64>,
        /// Why the figures are null.
        pub reason: Option<String>,
    }
}
