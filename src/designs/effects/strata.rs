//! Strata: every participant is compared with the mean of the controls of the same stratum.

use super::means::means;
use super::variance;
use crate::design::Design;
use crate::effect::Effect;
use crate::error::DesignError;
use crate::estimand::Att;
use crate::strata::{NONE, Strata};

pub(super) fn effect(design: &Design<'_>, strata: &Strata, outcome: &[f64]) -> Result<Effect<Att>, DesignError> {
    let study = design.study();
    let means = means(design, outcome);
    let estimate = means.participants - means.controls;
    let kept = design.kept() as f64;
    let persons = || strata.of.iter().zip(outcome).zip(study.participates()).filter(|((of, _), _)| **of != NONE);
    let mut of_controls = vec![0.0; strata.controls.len()];
    for ((of, y), _) in persons().filter(|(_, p)| !**p) {
        of_controls[*of as usize] += y / f64::from(strata.controls[*of as usize]);
    }
    if study.clusters().is_some() {
        let contribution = |(((of, y), weight), participates): (((&u32, &f64), &f64), &bool)| match (*of, *participates)
        {
            (NONE, _) => 0.0,
            (of, true) => (y - of_controls[of as usize] - estimate) / kept,
            (of, false) => -weight * (y - of_controls[of as usize]) / kept,
        };
        let each = strata.of.iter().zip(outcome).zip(design.weights()).zip(study.participates());
        let contributions: Vec<f64> = each.map(contribution).collect();
        return variance::effect(design, estimate, means, &contributions);
    }
    let mut within = vec![0.0; strata.controls.len()];
    let mut of_participants = 0.0;
    for ((of, y), participates) in persons() {
        let from_controls = y - of_controls[*of as usize];
        if *participates {
            of_participants += (from_controls - estimate).powi(2);
        } else {
            within[*of as usize] += from_controls.powi(2);
        }
    }
    // A control alone in its stratum shows no variance there: that of all controls with weight stands in, which is larger.
    let apart = outcome.iter().zip(design.weights()).zip(study.participates()).filter(|(_, p)| !**p);
    let overall: f64 = apart.map(|((y, w), _)| w * (y - means.controls).powi(2)).sum::<f64>() / kept;
    let of_controls: f64 = within
        .iter()
        .zip(strata.participants.iter().zip(&strata.controls))
        .map(|(squares, (participants, controls))| {
            let (participants, controls) = (f64::from(*participants), f64::from(*controls));
            let variance = if controls > 1.0 { squares / (controls - 1.0) } else { overall };
            // Each control counts (K² − Σ shares²) times its variance; K = participants over controls.
            (participants.powi(2) / controls - participants / controls) * variance
        })
        .sum();
    variance::of_groups(design, estimate, means, of_participants / kept.powi(2), of_controls.max(0.0) / kept.powi(2))
}
