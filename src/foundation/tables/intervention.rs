//! The tables of interventions in a release: how control groups were made, and how alike both groups were before.

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
