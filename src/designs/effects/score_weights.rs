//! Inverse probability weights, alone or with a regression of the outcome (AIPW).
//!
//! With odds o = e/(1 − e), residuals r (of the controls' regression; the outcome itself without one) and
//! τ = Σ_D r/n₁ − Σ_C o·r/Σ_C o, the equations Σ z(D − e) = 0, Σ_C z·r = 0, Σ_D (r − A) = 0 and Σ_C o(r − B) = 0 are stacked
//! (Stefanski & Boos 2002, The American Statistician 56), and a person's contribution is that to their solution.

use super::means::means;
use super::variance;
use crate::design::Design;
use crate::effect::{Effect, Means};
use crate::error::DesignError;
use crate::estimand::Att;
use crate::regression::CrossProductFactor;
use crate::rows::{each, sum};
use crate::score::Score;

pub(super) fn effect(
    design: &Design<'_>,
    score: &Score,
    regression: Option<&CrossProductFactor>,
    outcome: &[f64],
) -> Result<Effect<Att>, DesignError> {
    let study = design.study();
    let (rows, persons, participates) = (study.rows(), study.persons(), study.participates());
    let predicted = regression.map(|bread| bread.predict(study, outcome));
    let residual = |i: usize| outcome[i] - predicted.as_ref().map_or(0.0, |of| of[i]);
    // Controls' weights that add up to 1, and participants'.
    let total = study.participants() as f64;
    let share = |i: usize| design.weights()[i] / total;
    let mean = |group: bool| sum(persons, |i| if participates[i] == group { share(i) * residual(i) } else { 0.0 });
    let (a, b) = (mean(true), mean(false));
    let along_score =
        rows.weighted_sum(&each(persons, |i| if participates[i] { 0.0 } else { share(i) * (residual(i) - b) }));
    let of_score = rows.predict(&score.inverse_information(&along_score));
    // What the groups differ by after weighting goes with the regression's coefficients.
    let of_regression = regression.map(|bread| {
        let apart = rows.weighted_sum(&each(persons, |i| if participates[i] { share(i) } else { -share(i) }));
        rows.predict(&bread.solve(&apart))
    });
    let contributions = each(persons, |i| {
        let participation = f64::from(u8::from(participates[i])) - score.probability(i);
        let estimated_score = -of_score[i] * participation;
        if participates[i] {
            return share(i) * (residual(i) - a) + estimated_score;
        }
        let estimated_regression = of_regression.as_ref().map_or(0.0, |of| -of[i] * residual(i));
        -share(i) * (residual(i) - b) + estimated_score + estimated_regression
    });
    let participants = means(design, outcome).participants;
    variance::effect(design, a - b, Means { participants, controls: participants - (a - b) }, &contributions)
}
