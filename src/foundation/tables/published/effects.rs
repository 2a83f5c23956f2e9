//! The published table of effects from studies.

use serde::{Deserialize, Serialize};

use crate::words::{Conversion, Denominator, EffectMeasure, Finding, MadeBy, Provenance, StudyDesign};

table! {
    "effects", ["effect"], null since 5: ["with", "without", "denominator"];

    /// A study's result for an intervention.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct EffectRow {
        /// Its id.
        pub effect: String,
        /// Danish label.
        pub label_da: String,
        /// English label.
        pub label_en: String,
        /// The target group it speaks of.
        pub target_group: Option<String>,
        /// The success measure it speaks of.
        pub success_measure: Option<String>,
        /// Who takes part, in Danish.
        pub group_da: Option<String>,
        /// Who takes part, in English.
        pub group_en: Option<String>,
        /// The youngest age of those who take part.
        pub first_age: Option<i32>,
        /// The oldest age.
        pub last_age: Option<i32>,
        /// What each participant gets, and how often, in Danish.
        pub intensity_da: Option<String>,
        /// The same in English.
        pub intensity_en: Option<String>,
        /// How long it lasts, in Danish.
        pub duration_da: Option<String>,
        /// How long it lasts, in English.
        pub duration_en: Option<String>,
        /// The year of the study.
        pub study_year: Option<i32>,
        /// The country of the study, as two letters (ISO 3166), or `international`.
        pub country: Option<String>,
        /// How the study compares.
        pub design: Option<StudyDesign>,
        /// 1: meta-analysis or randomised trial; 2: constructed control group; 3: before and after only.
        pub evidence_level: i32,
        /// Persons in the intervention's arm; of a meta-analysis null.
        pub n_with: Option<i64>,
        /// Persons in the arm that it is compared with.
        pub n_without: Option<i64>,
        /// Persons of all arms, or of all studies.
        pub n_total: Option<i64>,
        /// Studies that a meta-analysis rests on.
        pub studies: Option<i64>,
        /// The outcome, in Danish.
        pub outcome_da: Option<String>,
        /// The outcome, in English.
        pub outcome_en: Option<String>,
        /// When it is measured, in Danish.
        pub measured_da: Option<String>,
        /// When it is measured, in English.
        pub measured_en: Option<String>,
        /// Months from the start of the intervention to the measurement.
        pub measured_months: Option<f64>,
        /// What the study's own figure is.
        pub measure: Option<EffectMeasure>,
        /// The share or mean with the intervention.
        pub raw_with: Option<f64>,
        /// The share or mean that it is compared with.
        pub raw_without: Option<f64>,
        /// The study's own figure.
        pub raw: Option<f64>,
        /// The lower end of its 95 % interval.
        pub raw_lower: Option<f64>,
        /// The upper end.
        pub raw_upper: Option<f64>,
        /// The unit of the figure: a share, points of a scale, nights.
        pub raw_unit: Option<String>,
        /// The study's p-value, as written.
        pub raw_p: Option<String>,
        /// The standardised mean difference; positive is better for those who take part.
        pub standardised: Option<f64>,
        /// The lower end of its 95 % interval.
        pub standardised_lower: Option<f64>,
        /// The upper end.
        pub standardised_upper: Option<f64>,
        /// How it follows from the study's own figure.
        pub standardised_method: Option<Conversion>,
        /// What the study found.
        pub finding: Option<Finding>,
        /// Who made the study.
        pub made_by: Option<MadeBy>,
        /// What the study found, in Danish.
        pub result_da: Option<String>,
        /// What the study found, in English.
        pub result_en: Option<String>,
        /// The share that succeeds with the intervention; null where no net success rate can be defended.
        pub with: Option<f64>,
        /// The share that succeeds without; null likewise.
        pub without: Option<f64>,
        /// The standard error of the difference between the two; null where the study does not give it.
        pub standard_error: Option<f64>,
        /// What the shares are of; null likewise.
        pub denominator: Option<Denominator>,
        /// Why there is no net success rate, in Danish; null where there is one.
        pub no_rate_da: Option<String>,
        /// The same in English.
        pub no_rate_en: Option<String>,
        /// Where the study can be read.
        pub link: Option<String>,
        /// The study.
        pub source: String,
        /// How surely.
        pub provenance: Provenance,
    }
}
