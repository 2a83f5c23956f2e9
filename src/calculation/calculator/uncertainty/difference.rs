//! The difference between two cases on common draws.
//!
//! Where both cases use the estimates of one target group and success measure, an error of an estimate moves both. Their effects,
//! completion rates and costs are those of two interventions, and so independent; prices are common.

use super::draws::{self, Draw};
use super::interval::interval;
use super::joint_errors::{self, JointEstimates};
use super::parts::Parts;
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
    let [(joint_a, a), (joint_b, b)] = [first, second].map(|inputs| {
        let reaches: Vec<_> = inputs.consequences.iter().map(reach).collect();
        let joint = joint_errors::known(inputs, &reaches);
        let parts = Parts::of(inputs, &joint, &inputs.discount, None);
        (joint, parts)
    });
    let same_estimates = same_estimates(first, second);
    let correlation =
        |kroner: bool| if same_estimates { correlation((&joint_a, &a), (&joint_b, &b), kroner) } else { 0.0 };
    let (natural, kroner) = (correlation(false), correlation(true));
    let draws_a = draws::draw(&a, settings.draws, settings.seed);
    let own_draws = draws::draw(&b, settings.draws, settings.seed.wrapping_add(1));
    let shared = |(a, own): (&Draw, &Draw)| shared(a, own, same_estimates, (natural, kroner));
    let draws_b: Vec<Draw> = draws_a.iter().zip(&own_draws).map(shared).collect();
    let totals = |parts: &Parts, draws: &[Draw]| {
        let products = Products::of(draws);
        let simulation = Simulation::of(parts);
        let expected = simulation.expected(&products, Side::Total);
        let correlated = simulation.correlated(&products, Side::Total, expected.clone());
        // The first of the three errors stands for the error of all payers together.
        let ([natural, ..], [kroner, ..]) = (products.natural, products.kroner);
        (simulation.with_errors(&TotalErrors { natural, kroner }, expected), correlated)
    };
    let ((independent_a, correlated_a), (independent_b, correlated_b)) = (totals(&a, &draws_a), totals(&b, &draws_b));
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

/// The draw of the second case with what it has in common with the first: prices, and the errors of estimates that are
/// correlated so in natural units and in kroner.
fn shared(a: &Draw, own: &Draw, same_estimates: bool, (natural, kroner): (f64, f64)) -> Draw {
    let joint = |own: f64, other: f64, correlation: f64| {
        correlation * other + (1.0 - correlation * correlation).max(0.0).sqrt() * own
    };
    let mut shared = Draw { price: a.price, ..*own };
    shared.natural.x = joint(own.natural.x, a.natural.x, natural);
    shared.kroner.x = joint(own.kroner.x, a.kroner.x, kroner);
    if same_estimates {
        shared.common = a.common;
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
                let widest = joint.error(*year) * other_joint.error(*other_year);
                covariance += weight * other_weight * error.unwrap_or(widest);
            }
        }
    }
    let scale = (variance_a * variance_b).sqrt();
    let correlation = if scale > 0.0 { (covariance / scale).clamp(-1.0, 1.0) } else { 0.0 };
    // Estimates that are the same in both cases differ by rounding only.
    if correlation > 1.0 - ROUNDING { 1.0 } else { correlation }
}
