//! The difference between two cases on common draws.
//!
//! Where both cases use the estimates of one target group and success measure, an error of an estimate moves both. Their effects,
//! completion rates and costs are those of two interventions, and so independent; prices are common.

use std::sync::Arc;

use super::amounts::Amounts;
use super::draws::{Column, Draws};
use super::interval::interval;
use super::joint_errors::{self, JointEstimates};
use super::parts::{DecomposedCase, Parts};
use super::products::Products;
use super::simulation::{Side, Simulation, TotalErrors};
use crate::calculator::reach::reach;
use crate::calculator::result::uncertainty::{Bounds, Difference};
use crate::case::Inputs;

/// A correlation this near to 1 is 1.
const ROUNDING: f64 = 1e-9;

/// The present value of the first case less that of the second. The draws and the seed are those of the first.
pub fn difference(first: &Inputs, second: &Inputs) -> Difference {
    let settings = &first.uncertainty;
    let [(joint_a, a, amounts_a), (joint_b, b, amounts_b)] = [first, second].map(|inputs| {
        let reaches: Vec<_> = inputs.consequences.iter().map(reach).collect();
        let joint = joint_errors::known(inputs, &reaches);
        let whole = DecomposedCase::of(inputs, &joint);
        let (parts, amounts) = (whole.parts(), whole.amounts());
        (joint, parts, amounts)
    });
    let same_estimates = same_estimates(first, second);
    let correlation =
        |kroner: bool| if same_estimates { correlation((&joint_a, &a), (&joint_b, &b), kroner) } else { 0.0 };
    let (natural, kroner) = (correlation(false), correlation(true));
    let draws_a = Draws::of(&a, settings.draws, settings.seed);
    let own_draws = Draws::of(&b, settings.draws, settings.seed.wrapping_add(1));
    let draws_b = shared(&draws_a, own_draws, same_estimates, (natural, kroner));
    let totals = |parts: &Parts, draws: &Draws, amounts: Amounts| {
        let products = Products::of(draws, amounts);
        let simulation = Simulation::of(parts);
        let expected = simulation.expected(&products, Side::Total);
        let correlated = simulation.correlated(&products, Side::Total, expected.clone());
        // The first of the three errors stands for the error of all payers together.
        let errors = TotalErrors::of(&products, [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]);
        (simulation.with_errors(&errors, expected), correlated)
    };
    let ((independent_a, correlated_a), (independent_b, correlated_b)) =
        (totals(&a, &draws_a, amounts_a), totals(&b, &draws_b, amounts_b));
    let less = |a: &[f64], b: &[f64]| interval(&a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<f64>>());
    Difference {
        bounds: Bounds {
            independent: less(&independent_a, &independent_b),
            correlated: less(&correlated_a, &correlated_b),
        },
        present_value: a.value(&a.given()) - b.value(&b.given()),
        same_estimates,
    }
}

/// The draws of the second case with what they have in common with the first: prices, and the errors of estimates that are
/// correlated so in natural units and in kroner.
fn shared(a: &Draws, own: Draws, same_estimates: bool, (natural, kroner): (f64, f64)) -> Draws {
    let joint = |own: &Column, other: &Column, correlation: f64| -> Column {
        let rest = (1.0 - correlation * correlation).max(0.0).sqrt();
        Arc::new(own.iter().zip(other.iter()).map(|(own, other)| correlation * other + rest * own).collect())
    };
    let mut shared = Draws { price: Arc::clone(&a.price), ..own };
    shared.natural[0] = joint(&shared.natural[0], &a.natural[0], natural);
    shared.kroner[0] = joint(&shared.kroner[0], &a.kroner[0], kroner);
    if same_estimates {
        shared.common = Arc::clone(&a.common);
    }
    shared
}

fn same_estimates(first: &Inputs, second: &Inputs) -> bool {
    let key = |inputs: &Inputs| {
        let group = &inputs.group;
        let ids = [&group.target_group, &group.subgroup, &group.success_measure].map(String::clone);
        (inputs.database.release.clone(), ids)
    };
    key(first) == key(second)
}

/// The correlation between what success brings in the two cases, in natural units or in kroner, all payers together.
fn correlation(a: (&[JointEstimates], &Parts), b: (&[JointEstimates], &Parts), kroner: bool) -> f64 {
    let (mut covariance, mut variance_a, mut variance_b) = (0.0, 0.0, 0.0);
    for one in b.1.successes.iter().filter(|one| one.is_kroner == kroner) {
        variance_b += one.deviation * one.deviation;
    }
    for (joint, one) in a.0.iter().zip(&a.1.successes).filter(|(_, one)| one.is_kroner == kroner) {
        variance_a += one.deviation * one.deviation;
        let other = b.0.iter().zip(&b.1.successes).find(|(_, other)| other.id == one.id);
        let Some((other_joint, other)) = other else { continue };
        for (year, weight) in &one.weights {
            for (other_year, other_weight) in &other.weights {
                let error = joint.covariance_of(*year, *other_year).or(other_joint.covariance_of(*year, *other_year));
                // Years that no case holds together count as fully correlated, as everywhere.
                let widest = || Some(joint.error(*year)? * other_joint.error(*other_year)?);
                // A year whose figure does not count has no error to share.
                covariance += error.or_else(widest).map_or(0.0, |error| weight * other_weight * error);
            }
        }
    }
    let scale = (variance_a * variance_b).sqrt();
    let correlation = if scale > 0.0 { (covariance / scale).clamp(-1.0, 1.0) } else { 0.0 };
    // Estimates that are the same in both cases differ by rounding only.
    if correlation > 1.0 - ROUNDING { 1.0 } else { correlation }
}
