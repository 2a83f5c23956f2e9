//! Published tables of consequences: significant estimates, their covariances, and the status of every regression.

use serde::{Deserialize, Serialize};

use crate::words::{AgeForm, Area, Baseline, Covariance, Kind, Provenance, Rule, Status};

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
        /// The last year from which figures are not comparable with earlier ones.
        pub break_year: Option<i32>,
        /// Every such year with what changed, in Danish: `2014: …; 2019: …`; null without a break, and in releases of schema versions
        /// before 7.
        pub breaks_da: Option<String>,
        /// The same in English.
        pub breaks_en: Option<String>,
        /// What a reader of its figures must know, in Danish; null where the definitions say nothing, and in releases of schema
        /// versions before 7.
        pub note_da: Option<String>,
        /// The same in English.
        pub note_en: Option<String>,
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
        /// The share of its person-years on or after the consequence's last break; null without a break.
        pub share_after_break: Option<f64>,
        /// The same of each break, in order of year: `2014: 0.87; 2019: 0.31`; null without a break, and in releases of schema
        /// versions before 7.
        pub shares_after_breaks: Option<String>,
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
