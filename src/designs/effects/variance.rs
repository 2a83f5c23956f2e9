//! From every person's contribution to an effect: its variance, by person or by cluster.

use rustc_hash::FxHashMap;

use super::means::means;
use crate::design::Design;
use crate::effect::{Effect, Means};
use crate::error::DesignError;
use crate::estimand::Att;
use crate::rows::sum;

/// The effect whose error is the sum of these contributions, one for each person.
pub(super) fn effect(
    design: &Design<'_>,
    estimate: f64,
    means: Means,
    contributions: &[f64],
) -> Result<Effect<Att>, DesignError> {
    let study = design.study();
    let participates = study.participates();
    if let Some(clusters) = study.clusters() {
        return by_cluster(design, estimate, means, contributions, clusters);
    }
    let group =
        |of: bool| sum(contributions.len(), |i| if participates[i] == of { contributions[i].powi(2) } else { 0.0 });
    of_groups(design, estimate, means, group(true), group(false))
}

/// The effect whose variance is the sum of both groups' parts.
pub(super) fn of_groups(
    design: &Design<'_>,
    estimate: f64,
    means: Means,
    participants: f64,
    controls: f64,
) -> Result<Effect<Att>, DesignError> {
    let df = welch((participants, design.kept() as f64), (controls, design.effective_controls()));
    Effect::new(estimate, participants + controls, df, means, None)
}

/// Welch's degrees of freedom of two parts of a variance and the persons behind each.
fn welch(first: (f64, f64), second: (f64, f64)) -> f64 {
    let part = |(variance, persons): (f64, f64)| {
        if variance > 0.0 { variance.powi(2) / (persons - 1.0).max(0.0) } else { 0.0 }
    };
    (first.0 + second.0).powi(2) / (part(first) + part(second))
}

fn by_cluster(
    design: &Design<'_>,
    estimate: f64,
    means: Means,
    contributions: &[f64],
    clusters: &[u32],
) -> Result<Effect<Att>, DesignError> {
    let mut sums: FxHashMap<u32, f64> = FxHashMap::default();
    for ((contribution, cluster), _) in
        contributions.iter().zip(clusters).zip(design.weights()).filter(|(_, w)| **w > 0.0)
    {
        *sums.entry(*cluster).or_insert(0.0) += contribution;
    }
    let number = sums.len() as f64;
    if number < 2.0 {
        return Err(DesignError::TooFewClusters);
    }
    let mut sums: Vec<(u32, f64)> = sums.into_iter().collect();
    sums.sort_unstable_by_key(|(cluster, _)| *cluster);
    let squares: f64 = sums.iter().map(|(_, sum)| sum * sum).sum();
    Effect::new(estimate, squares * number / (number - 1.0), number - 1.0, means, Some(sums.len() as u64))
}

/// The difference of the two groups' means, with Welch's variance.
pub(super) fn unadjusted(design: &Design<'_>, outcome: &[f64]) -> Result<Effect<Att>, DesignError> {
    let study = design.study();
    let means = means(design, outcome);
    let (participants, controls) = (study.participants() as f64, study.controls() as f64);
    let contribution = |(y, participates): (&f64, &bool)| {
        if *participates {
            (y - means.participants) / (participants * (participants - 1.0)).sqrt()
        } else {
            -(y - means.controls) / (controls * (controls - 1.0).max(1.0)).sqrt()
        }
    };
    let contributions: Vec<f64> = outcome.iter().zip(study.participates()).map(contribution).collect();
    effect(design, means.participants - means.controls, means, &contributions)
}
