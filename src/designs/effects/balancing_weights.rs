//! Entropy balancing: the equations that balance are those of weighted least squares, so a person's contribution has the
//! residual of the controls' weighted regression (Zhao & Percival 2017, Journal of Causal Inference 5).

use super::means::means;
use super::variance;
use crate::design::Design;
use crate::effect::Effect;
use crate::error::DesignError;
use crate::estimand::Att;
use crate::regression::CrossProductFactor;
use crate::rows::each;

pub(super) fn effect(
    design: &Design<'_>,
    bread: &CrossProductFactor,
    outcome: &[f64],
) -> Result<Effect<Att>, DesignError> {
    let study = design.study();
    let (persons, participates, weights) = (study.persons(), study.participates(), design.weights());
    let predicted = bread.predict(study, outcome);
    let means = means(design, outcome);
    let estimate = means.participants - means.controls;
    let participants = study.participants() as f64;
    let contributions = each(persons, |i| {
        let residual = outcome[i] - predicted[i];
        if participates[i] { (residual - estimate) / participants } else { -weights[i] * residual / participants }
    });
    variance::effect(design, estimate, means, &contributions)
}
