//! The effects of an intervention on each outcome, or that they are held back.

use ::designs::{Effect, Estimand, Placebos};
use ::regress::short;
use serde::Serialize;

use crate::number::{count_of, significant};
use crate::table::{self, Align};

/// An outcome's effect.
#[derive(Debug, Serialize)]
pub struct EffectRow {
    /// The outcome.
    pub outcome: String,
    /// `effect`, `change` or `placebo`.
    pub kind: &'static str,
    /// `estimated` or `held_back`.
    pub status: &'static str,
    /// What is estimated.
    pub estimand: &'static str,
    /// The estimate.
    pub estimate: Option<f64>,
    /// Its standard error.
    pub se: Option<f64>,
    /// Degrees of freedom of t.
    pub df: Option<f64>,
    /// Estimate over standard error.
    pub t: Option<f64>,
    /// Two-sided p-value.
    pub p: Option<f64>,
    /// Lower end of the 95 % interval.
    pub lower: Option<f64>,
    /// Upper end of the 95 % interval.
    pub upper: Option<f64>,
    /// The robustness value to zero.
    pub robustness: Option<f64>,
    /// The mean of participants.
    pub mean_participants: Option<f64>,
    /// The mean of controls.
    pub mean_controls: Option<f64>,
    /// The p-value of randomisation inference.
    pub p_permutations: Option<f64>,
    /// The share of compliers.
    pub compliers: Option<f64>,
    /// The first stage's F; none where completion follows assignment exactly.
    pub first_stage_f: Option<f64>,
}

impl EffectRow {
    /// An estimated effect.
    pub fn of<E: Estimand>(outcome: &str, kind: &'static str, effect: &Effect<E>) -> EffectRow {
        EffectRow {
            status: "estimated",
            estimate: Some(effect.estimate),
            se: Some(effect.standard_error),
            df: Some(effect.df),
            t: Some(effect.inference.t),
            p: Some(effect.inference.p),
            lower: Some(effect.inference.lower),
            upper: Some(effect.inference.upper),
            robustness: effect.robustness.map(|values| values.to_zero),
            mean_participants: Some(effect.mean_participants),
            mean_controls: Some(effect.mean_controls),
            ..EffectRow::held_back(outcome, kind, effect.estimand())
        }
    }

    /// An effect that is held back.
    pub fn held_back(outcome: &str, kind: &'static str, estimand: &'static str) -> EffectRow {
        EffectRow {
            outcome: outcome.to_owned(),
            kind,
            status: "held_back",
            estimand,
            estimate: None,
            se: None,
            df: None,
            t: None,
            p: None,
            lower: None,
            upper: None,
            robustness: None,
            mean_participants: None,
            mean_controls: None,
            p_permutations: None,
            compliers: None,
            first_stage_f: None,
        }
    }
}

/// Effects as a table.
pub fn table(effects: &[EffectRow]) -> String {
    let mut headers = ["outcome", "kind", "status", "estimand"].map(|name| (name, Align::Left)).to_vec();
    headers.extend(["estimate", "se", "df", "t", "p", "lower", "upper"].map(|name| (name, Align::Right)));
    let rows: Vec<Vec<String>> = effects
        .iter()
        .map(|row| {
            let number = |x: Option<f64>| x.map(significant).unwrap_or_default();
            let mut cells = vec![short(&row.outcome)];
            cells.extend([row.kind, row.status, row.estimand].map(str::to_owned));
            cells.extend([row.estimate, row.se].map(number));
            cells.push(row.df.map(|df| format!("{df:.1}")).unwrap_or_default());
            cells.extend([row.t, row.p, row.lower, row.upper].map(number));
            cells
        })
        .collect();
    table::table("", &headers, &rows)
}

/// How many placebos are significant, where there are any with figures.
pub fn falsification(effects: &[EffectRow]) -> String {
    let placebos = Placebos::of(effects.iter().filter(|row| row.kind == "placebo").filter_map(|row| row.p));
    let significant = placebos.significant;
    match placebos.estimated {
        0 => String::new(),
        all => {
            let all = count_of(all, "placebo", "placebos");
            format!("{significant} of {all} significant at 5 %; about one in twenty is expected\n")
        }
    }
}
