//! The tables of interventions in a release: how control groups were made, how alike both groups were before, and
//! what a lot says beside its estimates.

use serde::{Deserialize, Serialize};

use crate::words::{Baseline, ControlSource, DesignMethod, Estimand, Rule, Standing};

table! {
    "interventions", ["intervention"], since 6;

    /// How the control group of an intervention was made, and what its estimates can bear. The effects are in `estimates`, with
    /// success measure `participation`: participants are the success cohort, controls the other.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct InterventionRow {
        /// The intervention, which is a `target_group` in the other tables.
        pub intervention: String,
        /// The method.
        pub method: DesignMethod,
        /// Whose average the effects are.
        pub estimand: Estimand,
        /// What stands between the estimates and a cause.
        pub standing: Standing,
        /// 1: by lot; 2: a constructed control group.
        pub evidence_level: i32,
        /// Where controls come from.
        pub controls_from: ControlSource,
        /// What the outcome is.
        pub baseline: Baseline,
        /// Whether the gate, which is decided before outcomes are read, let the design pass.
        pub admitted: bool,
        /// Why not: `means`, `variances`, `effective_controls`, `kept`, `kept_of_controls` (of a lot) or `outside`, those of
        /// variables with their names, separated by `; `.
        pub held_back: Option<String>,
        /// As many persons as the weighted controls count as, perturbed and rounded as in `cohorts`; null where held back.
        pub effective_controls: Option<i64>,
        /// Persons who could be controls, rounded likewise; null where held back.
        pub possible_controls: Option<i64>,
        /// The largest standardised difference that the gate admits; of a lot, four standard errors of its chance are added.
        pub largest_difference: f64,
        /// The largest ratio of variances that it admits, either way; null for no limit.
        pub largest_variance_ratio: Option<f64>,
        /// The smallest effective number of controls.
        pub smallest_effective_controls: f64,
        /// The smallest share of participants who are kept.
        pub smallest_kept: f64,
        /// The largest share of kept participants whose score is outside that of the controls; null for a lot, which has no score.
        pub largest_outside_score: Option<f64>,
        /// Placebos with an estimate: outcomes of years before t = 0, on which there can be no effect; null where held back.
        pub placebos: Option<i64>,
        /// Of them, significant at 5 %: about one in twenty is expected.
        pub placebos_significant: Option<i64>,
    }
}

table! {
    "intervention_balance", ["intervention", "variable"], since 6;

    /// How alike participants and controls are in a variable of the time before. Means and variances stay in the audit.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct BalanceRow {
        /// The intervention.
        pub intervention: String,
        /// The variable.
        pub variable: String,
        /// The difference of means over the participants' standard deviation before the design, perturbed and to two decimals;
        /// null where held back.
        pub difference_before: Option<f64>,
        /// The same with the design's weights.
        pub difference: Option<f64>,
        /// The participants' variance over the controls' before the design, to one decimal; null for two values, and where held
        /// back.
        pub variance_ratio_before: Option<f64>,
        /// The same with the design's weights.
        pub variance_ratio: Option<f64>,
        /// Why the differences are null.
        pub reason: Option<Rule>,
    }
}

table! {
    "intervention_lots", ["intervention", "consequence", "follow_up_year"], since 6;

    /// What a lot says beside a significant estimate: the effect of completing on compliers, and randomisation inference. Only where
    /// the estimate's counts leave.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct LotRow {
        /// The intervention.
        pub intervention: String,
        /// The consequence.
        pub consequence: String,
        /// Years after t = 0.
        pub follow_up_year: i32,
        /// The share of compliers: the effect of assignment on completion, perturbed and to two decimals; null where completion is
        /// not known.
        pub compliers: Option<f64>,
        /// The F of the first stage, perturbed, to one significant digit downwards; null where completion follows assignment
        /// exactly, or is not known.
        pub first_stage_f: Option<f64>,
        /// Whether this F is below 10, so that the effect on compliers and its interval are not reliable; null where completion is
        /// not known.
        pub weak_instrument: Option<bool>,
        /// The effect of completing on compliers: the published estimate over the published share of compliers.
        pub estimate: Option<f64>,
        /// Its standard error (two-stage least squares), with the noise of the published estimate, to two significant digits upwards.
        pub standard_error: Option<f64>,
        /// The 95 % interval's lower end.
        pub lower: Option<f64>,
        /// The 95 % interval's upper end.
        pub upper: Option<f64>,
        /// The p-value of randomisation inference, moved as the t of the published estimate is, to one significant digit upwards;
        /// null where no permutation was asked for.
        pub p_permutations: Option<f64>,
    }
}
