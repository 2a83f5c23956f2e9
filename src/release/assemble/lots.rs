//! Two additions to the published estimates of a lot: the effect of completing on compliers, and randomisation inference.
//!
//! Both are functions of the estimate's persons. They carry the estimate's noise, and have none of their own but the share of
//! compliers, which is a count in other units.

use designs::WEAK;
use foundation::tables::audit::{AuditFitRow, InterventionEffectRow};
use foundation::tables::published::{EstimateRow, LotRow};
use statistics::inference::{infer, p_value, quantile};

use crate::disclosure::{Perturbation, to_place};

/// An estimate of a lot, exact and as it leaves.
#[derive(Clone, Copy)]
pub(super) struct OfLot<'a> {
    pub(super) perturbation: &'a Perturbation,
    pub(super) cells: [u64; 2],
    /// All effects of the intervention.
    pub(super) effects: &'a [InterventionEffectRow],
    /// Permutations that were asked for.
    pub(super) permutations: u32,
    pub(super) exact: &'a AuditFitRow,
    pub(super) shown: &'a EstimateRow,
}

impl OfLot<'_> {
    /// The row of an estimate; `None` if its counts are held back, or there is nothing to add.
    pub(super) fn row(&self) -> Option<LotRow> {
        if self.shown.reason.is_some() {
            return None;
        }
        let compliers = self.of("compliers").and_then(|row| self.compliers(row));
        let p_permutations = self.of("permutations").and_then(|row| self.permutations(row.p_permutations?));
        if compliers.is_none() && p_permutations.is_none() {
            return None;
        }
        let empty = LotRow {
            intervention: self.shown.target_group.clone(),
            consequence: self.shown.consequence.clone(),
            follow_up_year: self.shown.follow_up_year,
            compliers: None,
            first_stage_f: None,
            weak_instrument: None,
            estimate: None,
            standard_error: None,
            lower: None,
            upper: None,
            p_permutations,
        };
        Some(match compliers {
            None => empty,
            Some(found) => LotRow {
                compliers: Some(found.share),
                first_stage_f: found.first_stage_f,
                weak_instrument: Some(found.first_stage_f.is_some_and(|f| f < WEAK)),
                estimate: Some(found.estimate),
                standard_error: Some(found.standard_error),
                lower: Some(found.lower),
                upper: Some(found.upper),
                ..empty
            },
        })
    }

    fn of(&self, kind: &str) -> Option<&InterventionEffectRow> {
        let is = |row: &&InterventionEffectRow| {
            row.kind == kind && row.consequence == self.shown.consequence && row.year == self.shown.follow_up_year
        };
        self.effects.iter().find(is)
    }

    /// The share of compliers with the noise of a count, and what follows from it and from the published estimate.
    fn compliers(&self, row: &InterventionEffectRow) -> Option<Compliers> {
        let (share, error) = (row.compliers?, row.standard_error?);
        let exact_error = self.exact.standard_error.filter(|error| *error > 0.0)?;
        if !self.perturbation.policy.control {
            let (estimate, lower, upper) = (row.estimate?, row.lower?, row.upper?);
            let first_stage_f = row.first_stage_f;
            return Some(Compliers { share, first_stage_f, estimate, standard_error: error, lower, upper });
        }
        // What one person moves the share by.
        let persons = self.exact.n_success.min(self.exact.n_non_success).max(1) as f64;
        let spread = self.perturbation.policy.count_noise / persons;
        let noise = spread * self.draw("compliers", share);
        let shown = to_place((share + noise).clamp(-1.0, 1.0), -2);
        if shown == 0.0 {
            return None;
        }
        // F goes with the square of the share.
        let moved = ((share + noise) / share).powi(2);
        let first_stage_f = row.first_stage_f.map(|f| digits(f * moved, 1, f64::floor));
        let standard_error = digits(error * self.shown.standard_error / exact_error, 2, f64::ceil);
        let estimate = self.shown.estimate / shown;
        let inference = infer(estimate, standard_error, self.shown.df)?;
        let (lower, upper) = (inference.lower, inference.upper);
        Some(Compliers { share: shown, first_stage_f, estimate, standard_error, lower, upper })
    }

    /// The p-value of permutations, moved as the t of the estimate is moved. No p-value is below that of no permutation as large.
    fn permutations(&self, p: f64) -> Option<f64> {
        if !self.perturbation.policy.control {
            return Some(p);
        }
        let least = 1.0 / (1.0 + f64::from(self.permutations));
        // No permutation gives as large a difference: this is the least p-value.
        if p <= least {
            return Some(digits(least, 1, f64::ceil));
        }
        let t = self.exact.t.filter(|t| *t != 0.0)?;
        let as_t = quantile(1.0 - p / 2.0, self.shown.df)? * (self.shown.t / t).abs();
        Some(digits(p_value(as_t, self.shown.df)?.max(least), 1, f64::ceil).min(1.0))
    }

    fn draw(&self, purpose: &str, value: f64) -> f64 {
        let [participants, controls] = self.cells;
        // The last bits of a sum can depend on the order of terms.
        let value = (value * 1e9).round() as i64;
        self.perturbation.secret.draw(purpose, &[participants, controls, value.cast_unsigned()])
    }
}

struct Compliers {
    share: f64,
    first_stage_f: Option<f64>,
    estimate: f64,
    standard_error: f64,
    lower: f64,
    upper: f64,
}

/// A figure rounded to `digits` significant digits, down or up.
fn digits(value: f64, digits: i32, round: fn(f64) -> f64) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return value;
    }
    let place = value.log10().floor() as i32 - digits + 1;
    // A figure that has no more digits stays.
    let steps = value / 10f64.powi(place);
    let nearest = steps.round();
    let whole = if (steps - nearest).abs() < 1e-9 { nearest } else { round(steps) };
    to_place(whole * 10f64.powi(place), place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_rounded_away_from_a_better_one() {
        assert_eq!(digits(9.97, 1, f64::floor), 9.0);
        assert_eq!(digits(1234.0, 1, f64::floor), 1000.0);
        assert_eq!(digits(0.010_1, 1, f64::ceil), 0.02);
        assert_eq!(digits(0.01, 1, f64::ceil), 0.01);
        assert_eq!(digits(0.0341, 2, f64::ceil), 0.035);
        assert_eq!(digits(0.95, 1, f64::ceil), 1.0);
    }
}
