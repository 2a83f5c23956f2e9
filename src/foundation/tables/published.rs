//! The tables of a release. Those of interventions and profiles have files of their own.

use serde::{Deserialize, Serialize};

use crate::words::{
    AgeForm, Area, Arm, Baseline, Conversion, Covariance, Denominator, Direction, Domain, EffectMeasure, Finding,
    GroupKind, Kind, MadeBy, Provenance, Recommendation, RegisterKind, Rule, Status, StudyDesign, TimePerspective,
};

pub use super::intervention::{BalanceRow, InterventionRow, LotRow};
pub use super::profile::ProfileRow;

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

table! {
    "consequences", ["consequence"];

    /// A consequence.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct ConsequenceRow {
        /// Its id.
        pub consequence: String,
        /// Danish label.
        pub label_da: String,
        /// English label.
        pub label_en: String,
        /// The area.
        pub area: Area,
        /// What one of it is; `kr` for amounts of money.
        pub unit: String,
        /// Expenditure or revenue.
        pub kind: Kind,
        /// Consequences that count the same money, separated by commas: a case uses only one of them.
        pub overlaps: Option<String>,
        /// The year from which figures are not comparable with earlier ones.
        pub break_year: Option<i32>,
        /// Where it is documented.
        pub source: String,
        /// How surely it is SØM's own.
        pub provenance: Provenance,
    }
}

table! {
    "estimates", ["target_group", "subgroup", "success_measure", "consequence", "follow_up_year"];

    /// A significant estimate: what success goes with, per person, in one year after t = 0. Not a causal effect, unless it is of an
    /// intervention: then `interventions` says how its controls were made comparable.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct EstimateRow {
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
        /// Success minus non-success per person, in the consequence's unit, adjusted as the design says; perturbed, and rounded
        /// to a thousandth of its standard error.
        pub estimate: f64,
        /// Its standard error, which includes the noise, as precise.
        pub standard_error: f64,
        /// The 95 % interval's lower end.
        pub lower: f64,
        /// The 95 % interval's upper end.
        pub upper: f64,
        /// Estimate over standard error.
        pub t: f64,
        /// Degrees of freedom, from the published counts; of a constructed control group at most its own, rounded down. Interval and p
        /// follow from it.
        pub df: f64,
        /// Two-sided p-value of Student's t.
        pub p: f64,
        /// Benjamini–Hochberg q-value over the estimated regressions of its target group and success measure; null where
        /// `defines_success`, which is not a discovery.
        pub q: Option<f64>,
        /// The share of what is left of success and outcome that an unobserved confounder would have to explain to bring
        /// the estimate to zero; null below two degrees of freedom.
        pub robustness: Option<f64>,
        /// The same, to bring it to insignificance.
        pub robustness_to_insignificance: Option<f64>,
        /// Persons in the success cohort (entries, where a person has several), perturbed and rounded as in `cohorts`; null where held back.
        pub n_success: Option<i64>,
        /// Persons in the non-success cohort, rounded likewise; null where held back. Of an intervention as many persons as the
        /// weighted controls count as.
        pub n_non_success: Option<i64>,
        /// Mean of the non-success cohort, in the consequence's unit, perturbed, and rounded so that mean × persons gives no total; null
        /// where held back.
        pub mean_non_success: Option<f64>,
        /// Why counts and mean are null, where they are.
        pub reason: Option<Rule>,
        /// Clusters, with CR1, rounded likewise; null where counts are held back.
        pub clusters: Option<i64>,
        /// What the outcome is; null in releases of schema version 1, where it is the year's value itself.
        pub baseline: Option<Baseline>,
        /// The year whose kroner an amount is in; null for natural units.
        pub price_year: Option<i32>,
        /// The covariance estimator.
        pub covariance: Covariance,
        /// How age is adjusted for; null if it is not.
        pub age_form: Option<AgeForm>,
        /// Whether sex is adjusted for.
        pub adjusts_sex: bool,
        /// The first year t = 0 that carries this follow-up year.
        pub first_entry_year: i32,
        /// The last year t = 0 that carries this follow-up year.
        pub last_entry_year: i32,
        /// The consequence is what the success measure is made of in this year.
        pub defines_success: bool,
        /// Changes sign or loses significance when the t = 0 year is adjusted for; null where that was not estimated.
        pub depends_on_entry_year: Option<bool>,
        /// Has the opposite of the sign that the qualification expects; null without one, where it is unclear, and in earlier
        /// releases.
        pub against_expectation: Option<bool>,
        /// The share of its person-years on or after the consequence's break; null without a break.
        pub share_after_break: Option<f64>,
        /// The weaker of the target group's and the consequence's provenance.
        pub provenance: Provenance,
    }
}

table! {
    "covariances", ["target_group", "subgroup", "success_measure", "consequence", "follow_up_year", "other_year"];

    /// The covariance between two published estimates of one consequence in different years: the same persons, so correlated
    /// errors. The error of a sum over years needs it.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct CovarianceRow {
        /// The target group.
        pub target_group: String,
        /// The subgroup.
        pub subgroup: String,
        /// The success measure.
        pub success_measure: String,
        /// The consequence.
        pub consequence: String,
        /// Years after t = 0 of the one estimate.
        pub follow_up_year: i32,
        /// Years after t = 0 of the other, later one.
        pub other_year: i32,
        /// Their covariance, in the square of the consequence's unit.
        pub covariance: f64,
    }
}

table! {
    "fits", ["target_group", "subgroup", "success_measure", "consequence", "follow_up_year"];

    /// What became of a planned regression, without figures.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct FitRow {
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
        /// What became of it; under disclosure control no status that reveals a count, and `few_users` for few users as for none.
        pub status: Status,
        /// Whether its estimate is in `estimates`: `estimated` and not significant, `few_users` and `no_users` count as zero;
        /// every other status is unknown.
        pub significant: bool,
        /// Why it is held back, where it is.
        pub reason: Option<Rule>,
    }
}

table! {
    "prices", ["consequence", "target_group", "first_age"];

    /// Public expenditure or revenue per unit of a consequence, split on who pays.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct PriceRow {
        /// The consequence.
        pub consequence: String,
        /// Only for this target group; null for all.
        pub target_group: Option<String>,
        /// The youngest age that it holds for, reached in the follow-up year; null for all.
        pub first_age: Option<i32>,
        /// The oldest age that it holds for, reached in the follow-up year; null for all.
        pub last_age: Option<i32>,
        /// The price year.
        pub price_year: i32,
        /// The municipality's part, in kroner.
        pub kommune_kr: f64,
        /// The region's part, in kroner.
        pub region_kr: f64,
        /// The state's part, in kroner.
        pub stat_kr: f64,
        /// The series of `price_index` that converts it to other years; null for the standard one, and for shares of a krone.
        pub series: Option<String>,
        /// How the parts follow from the figures of the source, in Danish; null where they are the source's own.
        pub derivation_da: Option<String>,
        /// The same in English.
        pub derivation_en: Option<String>,
        /// Where it was found.
        pub source: String,
        /// How surely it is a real price.
        pub provenance: Provenance,
    }
}

table! {
    "price_index", ["series", "year"];

    /// The value of a price index in a year.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct PriceIndexRow {
        /// The year.
        pub year: i32,
        /// The index.
        pub index: f64,
        /// The index's id; null in releases of schema versions before 5, which have one index.
        pub series: Option<String>,
        /// Danish label; null as `series`.
        pub label_da: Option<String>,
        /// English label; null as `series`.
        pub label_en: Option<String>,
        /// Whether amounts that name no index are converted by it; null as `series`, where it is so.
        pub standard: Option<bool>,
        /// Where the value comes from.
        pub source: String,
        /// How surely it is the official one.
        pub provenance: Provenance,
    }
}

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

impl FitRow {
    /// Whether a calculation counts it as zero: it is estimated and not significant, or few or no persons use it.
    pub fn counts_as_zero(&self) -> bool {
        match self.status {
            Status::Estimated => !self.significant,
            Status::FewUsers | Status::NoUsers => true,
            _ => false,
        }
    }
}
