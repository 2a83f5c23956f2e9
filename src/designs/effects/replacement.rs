//! Neighbours with replacement: the variance of Abadie and Imbens, with the correction for the estimated score.
//!
//! Variance: Σ_D (Y − Ŷ₀ − τ)²/n₁² + Σ_C (K² − Σ shares²)·σ²/n₁², where K is how often a control is used and σ² comes from the
//! controls next to it in score. Correction: − c'I⁻¹c + d'I⁻¹d with the score's information I, c from differences to matched
//! persons and from local covariances of variables and outcome, and d the derivative of the effect with respect to the
//! score's coefficients, with both groups' regressions in the place of matches on all variables.

use super::means;
use super::variance;
use crate::design::Design;
use crate::effect::Effect;
use crate::error::DesignError;
use crate::estimand::Att;
use crate::neighbours::{Matches, Sorted};
use crate::regression::Bread;
use crate::rows::each;
use crate::score::{Score, odds_variance};

pub(super) fn effect(
    design: &Design<'_>,
    matches: &Matches,
    score: &Score,
    arms: &[Bread; 2],
    outcome: &[f64],
) -> Result<Effect<Att>, DesignError> {
    let study = design.study();
    let means = means(design, outcome);
    let estimate = means.participants - means.controls;
    let kept = matches.sets.len() as f64;
    let of_set =
        |controls: &[crate::neighbours::Match]| -> f64 { controls.iter().map(|m| m.share * outcome[m.control]).sum() };
    let of_participants: f64 = matches
        .sets
        .iter()
        .map(|(participant, controls)| (outcome[*participant] - of_set(controls) - estimate).powi(2))
        .sum();
    let mut squared_shares = vec![0.0; study.persons()];
    matches.sets.iter().flat_map(|(_, controls)| controls).for_each(|m| squared_shares[m.control] += m.share.powi(2));
    let sorted = Sorted::new(study, score, false);
    let of_controls: f64 = sorted
        .persons
        .iter()
        .enumerate()
        .filter(|(_, control)| design.weights()[**control] > 0.0)
        .map(|(at, control)| {
            let used = design.weights()[*control].powi(2) - squared_shares[*control];
            used * variance_at(&sorted, at, outcome)
        })
        .sum();
    let (of_participants, of_controls) = (of_participants / kept.powi(2), of_controls / kept.powi(2));
    let correction = correction(design, (score, arms), &sorted, outcome, (estimate, kept));
    // The correction goes to both groups in proportion, which leaves Welch's degrees of freedom as they are.
    let corrected = 1.0 + correction / (of_participants + of_controls);
    if corrected.is_nan() || corrected <= 0.0 {
        return Err(DesignError::NoStandardError);
    }
    variance::of_groups(design, estimate, means, corrected * of_participants, corrected * of_controls)
}

/// The variance of outcomes at one person's score, from the persons on either side: J/(J + 1)·(y − mean of J)².
fn variance_at(sorted: &Sorted, at: usize, outcome: &[f64]) -> f64 {
    let below = at.checked_sub(1).map(|at| outcome[sorted.persons[at]]);
    let above = sorted.persons.get(at + 1).map(|i| outcome[*i]);
    let y = outcome[sorted.persons[at]];
    match (below, above) {
        (Some(below), Some(above)) => 2.0 / 3.0 * (y - 0.5 * (below + above)).powi(2),
        (Some(other), None) | (None, Some(other)) => 0.5 * (y - other).powi(2),
        (None, None) => 0.0,
    }
}

/// What the estimation of the score adds to the variance; it may be below zero.
fn correction(
    design: &Design<'_>,
    (score, arms): (&Score, &[Bread; 2]),
    controls: &Sorted,
    outcome: &[f64],
    (estimate, kept): (f64, f64),
) -> f64 {
    let study = design.study();
    let (rows, persons, participates) = (study.rows(), study.persons(), study.participates());
    let participants = Sorted::new(study, score, true);
    let slope = each(persons, |i| odds_variance(score.logit[i]));
    let [with, without] = arms.each_ref().map(|bread| bread.predict(study, outcome));
    let derivative = rows.weighted_sum(&each(persons, |i| slope[i] * (with[i] - without[i] - estimate) / kept));
    let mut along = each(persons, |i| {
        let other = if participates[i] { controls } else { &participants };
        let matched = outcome[other.persons[other.closest(score.logit[i])]];
        let difference = if participates[i] { outcome[i] - matched } else { matched - outcome[i] };
        slope[i] * (difference - estimate) / kept
    });
    // The covariance of variables and outcome at a score, from two neighbours a and b of a group: ½(x_a − x_b)(y_a − y_b).
    for (sorted, of_participants) in [(&participants, true), (controls, false)] {
        for (&logit, &slope) in score.logit.iter().zip(&slope) {
            let weight = if of_participants { 1.0 } else { logit.exp() } * slope / kept;
            if let Some((a, b)) = pair(sorted, logit) {
                let share = 0.5 * weight * (outcome[a] - outcome[b]);
                along[a] += share;
                along[b] -= share;
            }
        }
    }
    score.quadratic(&derivative) - score.quadratic(&rows.weighted_sum(&along))
}

/// The two persons of a group next to a score.
fn pair(sorted: &Sorted, logit: f64) -> Option<(usize, usize)> {
    let above = sorted.logits.partition_point(|x| *x < logit).clamp(1, sorted.persons.len().saturating_sub(1).max(1));
    Some((*sorted.persons.get(above - 1)?, *sorted.persons.get(above)?))
}
