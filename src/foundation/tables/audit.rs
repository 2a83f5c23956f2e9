//! The tables of the audit, which never leave the secure room.

use serde::{Deserialize, Serialize};

use crate::words::{AgeForm, Baseline, Covariance, Decision, Estimand, Rule, Status};

table! {
    "fits", ["target_group", "subgroup", "success_measure", "consequence", "follow_up_year", "specification"];

    /// Every planned regression with all its figures.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct AuditFitRow {
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
        /// The specification.
        pub specification: String,
        /// The covariance estimator.
        pub covariance: Covariance,
        /// How age is adjusted for.
        pub age_form: Option<AgeForm>,
        /// What became of it.
        pub status: Status,
        /// Why, where there are no figures.
        pub reason: Option<String>,
        /// What the outcome is.
        pub baseline: Baseline,
        /// Persons in the success cohort; entries, where a person has several.
        pub n_success: i64,
        /// Persons in the non-success cohort, counted likewise.
        pub n_non_success: i64,
        /// Clusters, with CR1.
        pub clusters: Option<i64>,
        /// Users (outcome not zero) in the success cohort.
        pub users_success: i64,
        /// Users in the non-success cohort.
        pub users_non_success: i64,
        /// Columns of the design that were kept, with the intercept; null for designs that are no regression.
        pub rank: Option<i64>,
        /// Terms of the design that were dropped, and why, separated by `; `.
        pub dropped: Option<String>,
        /// Persons whose leverage is 1; null for designs that are no regression.
        pub leverage_one: Option<i64>,
        /// Mean of the success cohort.
        pub mean_success: Option<f64>,
        /// Mean of the non-success cohort.
        pub mean_non_success: Option<f64>,
        /// The coefficient on success.
        pub estimate: Option<f64>,
        /// Its standard error.
        pub standard_error: Option<f64>,
        /// The 95 % interval's lower end.
        pub lower: Option<f64>,
        /// The 95 % interval's upper end.
        pub upper: Option<f64>,
        /// Estimate over standard error.
        pub t: Option<f64>,
        /// Degrees of freedom.
        pub df: Option<f64>,
        /// Two-sided p-value.
        pub p: Option<f64>,
        /// Benjamini–Hochberg q-value over its family: the estimated regressions of its target group, success measure and
        /// specification, without those that the success measure is made of.
        pub q: Option<f64>,
        /// The share of what is left of success and outcome that an unobserved confounder would have to explain to bring
        /// the estimate to zero.
        pub robustness: Option<f64>,
        /// The same, to bring it to insignificance.
        pub robustness_to_insignificance: Option<f64>,
        /// Residual sum of squares.
        pub rss: Option<f64>,
        /// The first year t = 0 that carries this follow-up year.
        pub first_entry_year: Option<i32>,
        /// The last year t = 0 that carries this follow-up year.
        pub last_entry_year: Option<i32>,
        /// The share of its person-years on or after the consequence's last break.
        pub share_after_break: Option<f64>,
        /// The same of each break, in order of year: `2014: 0.87; 2019: 0.31`.
        pub shares_after_breaks: Option<String>,
        /// Persons in the success cohort, however many entries each has.
        pub persons_success: i64,
        /// Persons in the non-success cohort.
        pub persons_non_success: i64,
        /// Of them, persons with a user's entry, in the success cohort.
        pub persons_using_success: i64,
        /// The same in the non-success cohort.
        pub persons_using_non_success: i64,
        /// For kroner: the largest share that one person has of the absolute amounts of a cohort.
        pub largest_share: Option<f64>,
        /// For kroner: the largest share that two persons have of the absolute amounts of a cohort.
        pub two_largest_share: Option<f64>,
        /// For kroner: the absolute amounts of the success cohort together, as registers have them, without a price level.
        pub amount_success: Option<f64>,
        /// The largest of one person among them.
        pub largest_success: Option<f64>,
        /// The second largest.
        pub second_success: Option<f64>,
        /// The absolute amounts of the non-success cohort together, likewise.
        pub amount_non_success: Option<f64>,
        /// The largest of one person among them.
        pub largest_non_success: Option<f64>,
        /// The second largest.
        pub second_non_success: Option<f64>,
        /// Of an intervention: the largest share that one control has of all controls' weight.
        pub largest_weight: Option<f64>,
    }
}

/// The absolute amounts of a cohort, in kroner, and what the two persons with the largest have of them.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Amounts {
    /// All amounts together.
    pub all: f64,
    /// The largest of one person.
    pub largest: f64,
    /// The second largest.
    pub second: f64,
}

impl AuditFitRow {
    /// The row with amounts by cohort, success first. `shares` are those of the largest person and of the two largest of each
    /// cohort; none where it has no amount.
    #[must_use]
    pub fn with_amounts(self, [success, non_success]: [Amounts; 2], shares: [Option<(f64, f64)>; 2]) -> AuditFitRow {
        let larger = |one: (f64, f64), other: (f64, f64)| (one.0.max(other.0), one.1.max(other.1));
        let (largest_share, two_largest_share) = shares.into_iter().flatten().reduce(larger).unzip();
        AuditFitRow {
            largest_share,
            two_largest_share,
            amount_success: Some(success.all),
            largest_success: Some(success.largest),
            second_success: Some(success.second),
            amount_non_success: Some(non_success.all),
            largest_non_success: Some(non_success.largest),
            second_non_success: Some(non_success.second),
            ..self
        }
    }

    /// The row without the amounts of single persons.
    #[must_use]
    pub fn without_amounts(self) -> AuditFitRow {
        AuditFitRow {
            amount_success: None,
            largest_success: None,
            second_success: None,
            amount_non_success: None,
            largest_non_success: None,
            second_non_success: None,
            ..self
        }
    }
}

table! {
    "intervention_effects", ["intervention", "kind", "consequence", "year"];

    /// An effect of an intervention, or what is estimated beside it.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct InterventionEffectRow {
        /// The intervention.
        pub intervention: String,
        /// `effect`; `placebo` for an outcome of a year before t = 0; of a lot also `compliers` and `permutations`.
        pub kind: String,
        /// The consequence.
        pub consequence: String,
        /// Years after t = 0; below 0 for placebos.
        pub year: i32,
        /// Whose average it is.
        pub estimand: Estimand,
        /// What became of it.
        pub status: Status,
        /// Why, where there are no figures; a warning where there are.
        pub reason: Option<String>,
        /// The effect per person.
        pub estimate: Option<f64>,
        /// Its standard error.
        pub standard_error: Option<f64>,
        /// Degrees of freedom.
        pub df: Option<f64>,
        /// Two-sided p-value.
        pub p: Option<f64>,
        /// The 95 % interval's lower end.
        pub lower: Option<f64>,
        /// The 95 % interval's upper end.
        pub upper: Option<f64>,
        /// The p-value of randomisation inference.
        pub p_permutations: Option<f64>,
        /// The share of compliers.
        pub compliers: Option<f64>,
        /// The first stage's F; null where completion follows assignment exactly.
        pub first_stage_f: Option<f64>,
    }
}

table! {
    "intervention_balance", ["intervention", "variable"];

    /// The exact balance of a variable.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct InterventionBalanceRow {
        /// The intervention.
        pub intervention: String,
        /// The variable.
        pub variable: String,
        /// Mean of the participants, before the design.
        pub mean_participants_before: f64,
        /// Mean of the possible controls.
        pub mean_controls_before: f64,
        /// Mean of the participants who are kept.
        pub mean_participants: f64,
        /// Weighted mean of the controls.
        pub mean_controls: f64,
        /// Standardised difference before the design.
        pub difference_before: f64,
        /// The same after it.
        pub difference: f64,
        /// Ratio of variances before the design; null for two values.
        pub variance_ratio_before: Option<f64>,
        /// The same after it.
        pub variance_ratio: Option<f64>,
        /// Kept participants outside the range of the controls with weight.
        pub outside: i64,
    }
}

table! {
    "disclosure", ["table", "key", "part"];

    /// A decision of disclosure control, for the output checker.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct DisclosureRow {
        /// The published table that it is about: `cohorts`, `estimates` or `fits`.
        pub table: String,
        /// The row's key, separated by ` / `.
        pub key: String,
        /// What of the row: `persons` of a cohort; `figures` of a regression; its `counts` and mean; the `status` of one
        /// without figures.
        pub part: String,
        /// The decision.
        pub decision: Decision,
        /// The rule behind it; null for what passes.
        pub rule: Option<Rule>,
        /// What the rule saw.
        pub reason: Option<String>,
    }
}

table! {
    "attrition", ["target_group", "subgroup", "success_measure", "step"];

    /// A step on the way from the population to a regression, and how many persons are left after it.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct AttritionRow {
        /// The target group.
        pub target_group: String,
        /// The subgroup.
        pub subgroup: String,
        /// The success measure; null for the steps before it.
        pub success_measure: Option<String>,
        /// The order of the step.
        pub step: i32,
        /// What the step asks for.
        pub name: String,
        /// Persons left after it (from `washed_out` on entries, of which a person has several with `entry = "every"`); for
        /// `undetermined_…`, `washed_out` and `left_censored` the persons of whom it is true, for
        /// `years_not_available` years and not persons.
        pub persons: i64,
    }
}

table! {
    "reading", ["register", "name"];

    /// Something counted while extracts were read.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct ReadingRow {
        /// The register.
        pub register: String,
        /// What was counted.
        pub name: String,
        /// How many rows or persons.
        pub count: i64,
        /// Of how many rows; null where it is not said.
        pub of: Option<i64>,
    }
}
