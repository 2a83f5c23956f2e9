//! The difference between two cases on common draws.
//!
//! Where both cases use the estimates of one target group and success measure, an error of an estimate moves both. Their effects,
//! completion rates and costs are those of two interventions, and so independent; prices are common.

use super::draws::{self, Draw, Simulation, interval};
use super::joint_errors::{self, JointEstimates};
use super::parts::Parts;
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
    let draws_b = draws::draw(&b, settings.draws, settings.seed.wrapping_add(1));
    let (simulation_a, simulation_b) = (Simulation::of(&a), Simulation::of(&b));
    let pairs = || draws_a.iter().zip(&draws_b).map(|(a, b)| (a, shared(a, b, same_estimates)));
    let joint = |own: f64, other: f64, correlation: f64| {
        correlation * other + (1.0 - correlation * correlation).max(0.0).sqrt() * own
    };
    let independent = pairs().map(|(a, b)| {
        let of_b = (joint(b.natural.x, a.natural.x, natural), joint(b.kroner.x, a.kroner.x, kroner));
        simulation_a.total(a, (a.natural.x, a.kroner.x)) - simulation_b.total(&b, of_b)
    });
    let correlated = pairs().map(|(a, b)| simulation_a.correlated(a)[0] - simulation_b.correlated(&b)[0]);
    Difference {
        bounds: Bounds { independent: interval(independent.collect()), correlated: interval(correlated.collect()) },
        present_value: a.value(&a.given()) - b.value(&b.given()),
        same_estimates,
    }
}

/// The draw of the second case with what it has in common with the first.
fn shared(a: &Draw, b: &Draw, same_estimates: bool) -> Draw {
    let common = if same_estimates { a.common } else { b.common };
    b.with(a, common)
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
