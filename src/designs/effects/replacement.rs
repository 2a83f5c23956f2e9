//! The effect with reused neighbours: the variance of Abadie and Imbens, with the correction for the estimated score.
//!
//! Variance: Σ_D (Y − Ŷ₀ − τ)²/n₁² + Σ_C (K² − Σ shares²)·σ²/n₁², where K is how often a control is used and σ² comes from the
//! controls next to it in score. Correction: − c'I⁻¹c + d'I⁻¹d with the score's information I, c from differences to matched
//! persons and from local covariances of variables and outcome, and d the derivative of the effect with respect to the
//! score's coefficients, with both groups' regressions in the place of matches on all variables.

use super::means::means;
use super::variance;
use crate::design::Design;
use crate::effect::Effect;
use crate::error::DesignError;
use crate::estimand::Att;
use crate::logistic::odds_variance;
use crate::neighbours::{Match, Sorted};
use crate::replacement::Replacement;
use crate::study::Study;

impl Replacement {
    /// The effect on an outcome.
    pub(super) fn effect(&self, design: &Design<'_>, outcome: &[f64]) -> Result<Effect<Att>, DesignError> {
        let sets = &self.matches.sets;
        let means = means(design, outcome);
        let estimate = means.participants - means.controls;
        let kept = sets.len() as f64;
        let of_set = |controls: &[Match]| -> f64 { controls.iter().map(|m| m.share * outcome[m.control]).sum() };
        let of_participants: f64 = sets
            .iter()
            .map(|(participant, controls)| (outcome[*participant] - of_set(controls) - estimate).powi(2))
            .sum();
        let mut squared_shares = vec![0.0; design.study().persons()];
        sets.iter().flat_map(|(_, controls)| controls).for_each(|m| squared_shares[m.control] += m.share.powi(2));
        let of_controls: f64 = self
            .controls
            .persons
            .iter()
            .enumerate()
            .filter(|(_, control)| design.weights()[**control] > 0.0)
            .map(|(at, control)| {
                let used = design.weights()[*control].powi(2) - squared_shares[*control];
                used * variance_at(&self.controls, at, outcome)
            })
            .sum();
        let (of_participants, of_controls) = (of_participants / kept.powi(2), of_controls / kept.powi(2));
        let correction = self.correction(design.study(), outcome, estimate, kept);
        let variance = of_participants + of_controls;
        if !variance.is_finite() || !correction.is_finite() {
            return Err(DesignError::VarianceNotFinite);
        }
        if variance <= 0.0 {
            return Err(DesignError::NoVariation);
        }
        // The correction goes to both groups in proportion, which leaves Welch's degrees of freedom as they are.
        let corrected = 1.0 + correction / variance;
        if corrected <= 0.0 {
            return Err(DesignError::CorrectionExceedsVariance);
        }
        variance::of_groups(design, estimate, means, corrected * of_participants, corrected * of_controls)
    }

    /// What the estimation of the score adds to the variance; it may be below zero.
    fn correction(&self, study: &Study, outcome: &[f64], estimate: f64, kept: f64) -> f64 {
        // d = Σ p(1 − p)·(ŷ₁ − ŷ₀ − τ)·z/n₁ = I·δ/n₁ where δ has the differences of both regressions' coefficients and −τ, so
        // d'I⁻¹d = δ'Iδ/n₁².
        let [with, without] = self.arms.each_ref().map(|bread| bread.coefficients(study, outcome));
        let mut differences: Vec<f64> = with.iter().zip(&without).map(|(with, without)| with - without).collect();
        differences[0] -= estimate;
        let derivative = self.score.information(&differences) / kept.powi(2);
        let along = self.along(outcome, estimate, kept);
        derivative - self.score.quadratic(&study.rows().weighted_sum(&along))
    }

    /// For every person the factor of the person's variables in c.
    fn along(&self, outcome: &[f64], estimate: f64, kept: f64) -> Vec<f64> {
        let mut along = vec![0.0; outcome.len()];
        for (of, others, sign) in
            [(&self.participants, &self.controls, 1.0), (&self.controls, &self.participants, -1.0)]
        {
            for (i, logit, above) in of.beside(others) {
                let matched = outcome[others.persons[others.closest(logit, above)]];
                let difference = sign * (outcome[i] - matched);
                along[i] = odds_variance(logit) * (difference - estimate) / kept;
            }
        }
        // The covariance of variables and outcome at a score, from two neighbours a and b of a group: ½(x_a − x_b)(y_a − y_b).
        for (among, of_participants) in [(&self.participants, true), (&self.controls, false)] {
            let values: Vec<f64> = among.persons.iter().map(|i| outcome[*i]).collect();
            let mut shares = vec![0.0; values.len()];
            for of in [&self.participants, &self.controls] {
                for (_, logit, above) in of.beside(among) {
                    let odds = if of_participants { 1.0 } else { logit.exp() };
                    if let Some((a, b)) = pair(&values, above) {
                        let share = 0.5 * odds * odds_variance(logit) / kept * (values[a] - values[b]);
                        shares[a] += share;
                        shares[b] -= share;
                    }
                }
            }
            among.persons.iter().zip(shares).for_each(|(i, share)| along[*i] += share);
        }
        along
    }
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

/// The positions of the two persons of a group next to a score; `above` is the first whose score is not below.
fn pair(values: &[f64], above: usize) -> Option<(usize, usize)> {
    let last = values.len().checked_sub(1).filter(|last| *last > 0)?;
    let above = above.clamp(1, last);
    Some((above - 1, above))
}
