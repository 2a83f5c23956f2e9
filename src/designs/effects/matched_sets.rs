//! Neighbours without replacement: matched sets are independent of each other.

use super::means::means;
use crate::design::Design;
use crate::effect::Effect;
use crate::error::DesignError;
use crate::estimand::Att;
use crate::neighbours::Matches;
use rustc_hash::FxHashMap;

pub(super) fn effect(design: &Design<'_>, matches: &Matches, outcome: &[f64]) -> Result<Effect<Att>, DesignError> {
    let means = means(design, outcome);
    let estimate = means.participants - means.controls;
    let number = matches.sets.len() as f64;
    let deviations = matches.sets.iter().map(|(participant, controls)| {
        let of_controls: f64 = controls.iter().map(|m| m.share * outcome[m.control]).sum();
        (*participant, outcome[*participant] - of_controls - estimate)
    });
    if let Some(clusters) = design.study().clusters() {
        // A set belongs to its participant's cluster and to each control's.
        let mut sums: FxHashMap<u32, f64> = FxHashMap::default();
        for (participant, controls) in &matches.sets {
            *sums.entry(clusters[*participant]).or_insert(0.0) += outcome[*participant] - means.participants;
            for m in controls {
                *sums.entry(clusters[m.control]).or_insert(0.0) -= m.share * (outcome[m.control] - means.controls);
            }
        }
        let clusters = sums.len() as f64;
        if clusters < 2.0 {
            return Err(DesignError::TooFewClusters);
        }
        let mut sums: Vec<(u32, f64)> = sums.into_iter().collect();
        sums.sort_unstable_by_key(|(cluster, _)| *cluster);
        let squares: f64 = sums.iter().map(|(_, sum)| sum * sum).sum();
        let variance = squares / number.powi(2) * clusters / (clusters - 1.0);
        return Effect::new(estimate, variance, clusters - 1.0, means, Some(sums.len() as u64));
    }
    let squares: f64 = deviations.map(|(_, deviation)| deviation * deviation).sum();
    Effect::new(estimate, squares / (number * (number - 1.0)), number - 1.0, means, None)
}
