//! One face on the designs: a constructed control group that the gate admitted, or a lot.

use definitions::intervention::Intervention;
use designs::{
    AdmittedDesign, Coarsening, Compliers, DesignError, Gate, Method, Neighbours, Permutations, RegressionRank, Study,
    Trial,
};
use foundation::words::{DesignMethod, Estimand};
use statistics::inference::{Inference, Robustness};

use crate::design_inputs::DesignInputs;

/// What estimates effects.
#[derive(Debug, Clone)]
pub(crate) enum Estimator<'s> {
    Constructed(Box<AdmittedDesign<'s>>),
    Random(Trial),
}

/// An effect whatever its estimand.
#[derive(Debug, Clone)]
pub(crate) struct AnyEffect {
    pub(crate) estimand: Estimand,
    pub(crate) estimate: f64,
    pub(crate) standard_error: f64,
    pub(crate) df: f64,
    pub(crate) inference: Inference,
    pub(crate) robustness: Option<Robustness>,
    pub(crate) mean_participants: f64,
    pub(crate) mean_controls: f64,
    pub(crate) clusters: Option<u64>,
    pub(crate) regression: Option<RegressionRank>,
}

impl Estimator<'_> {
    /// The effect on an outcome of every person.
    pub(crate) fn effect(&self, outcome: &[f64]) -> Result<AnyEffect, DesignError> {
        match self {
            Estimator::Constructed(admitted) => Ok(any(Estimand::Att, &admitted.effect(outcome)?)),
            Estimator::Random(trial) => Ok(any(Estimand::Itt, &trial.intention_to_treat(outcome)?)),
        }
    }

    /// The effect on compliers, and how well assignment moves completion; none without a lot or without completion.
    pub(crate) fn compliers(
        &self,
        completed: Option<&[bool]>,
        outcome: &[f64],
    ) -> Option<Result<(AnyEffect, Compliers), DesignError>> {
        let (Estimator::Random(trial), Some(completed)) = (self, completed) else { return None };
        let found = trial.compliers(completed, outcome);
        Some(found.map(|compliers| (any(Estimand::Late, &compliers.effect), compliers)))
    }

    /// Randomisation inference; none without a lot, or without permutations.
    pub(crate) fn permutations(
        &self,
        intervention: &Intervention,
        outcome: &[f64],
    ) -> Option<Result<Permutations, DesignError>> {
        let design = &intervention.design;
        let Estimator::Random(trial) = self else { return None };
        (design.permutations > 0).then(|| trial.permutations(outcome, design.permutations, design.seed))
    }
}

fn any<E: designs::Estimand>(estimand: Estimand, effect: &designs::Effect<E>) -> AnyEffect {
    AnyEffect {
        estimand,
        estimate: effect.estimate,
        standard_error: effect.standard_error,
        df: effect.df,
        inference: effect.inference,
        robustness: effect.robustness,
        mean_participants: effect.mean_participants,
        mean_controls: effect.mean_controls,
        clusters: effect.clusters,
        regression: effect.regression.clone(),
    }
}

/// The lot of a trial.
pub(crate) fn trial(prepared: &DesignInputs<'_>) -> Result<Trial, DesignError> {
    let numbers_of = |study: &Study| {
        study.names().iter().cloned().zip(study.columns().iter().map(|column| column.iter().collect())).collect()
    };
    let covariates = prepared.study.as_ref().map_or_else(Vec::new, numbers_of);
    let trial = Trial::new(prepared.selection.participates.clone(), covariates)?;
    match &prepared.selection.sites {
        Some(sites) if prepared.intervention.design.by_site => trial.by_site(numbers(sites)),
        _ => Ok(trial),
    }
}

/// Sites by consecutive numbers; persons without one were left out.
fn numbers(sites: &[Option<i64>]) -> Vec<u32> {
    let mut known: Vec<Option<i64>> = sites.to_vec();
    known.sort_unstable();
    known.dedup();
    sites.iter().map(|site| known.partition_point(|other| other < site) as u32).collect()
}

/// The method of a constructed control group; none for a lot.
pub(crate) fn method(prepared: &DesignInputs<'_>) -> Option<Method> {
    let intervention = prepared.intervention;
    let rule = intervention.design.neighbours;
    Some(match intervention.design.method.value {
        DesignMethod::Random => return None,
        DesignMethod::Exact => Method::Exact,
        DesignMethod::Coarsened => Method::Coarsened(coarsening(prepared)),
        DesignMethod::Nearest => Method::Nearest(Neighbours {
            controls: rule.controls,
            replacement: rule.replacement,
            caliper: Some(rule.caliper),
        }),
        DesignMethod::InverseProbability => Method::InverseProbability,
        DesignMethod::EntropyBalancing => Method::EntropyBalancing,
        DesignMethod::DoublyRobust => Method::DoublyRobust,
    })
}

/// The rule of every column: cut points where the definition has them, equal numbers otherwise.
fn coarsening(prepared: &DesignInputs<'_>) -> Vec<Coarsening> {
    let balance = &prepared.intervention.balance;
    let rule = |name: &String| {
        let cuts = balance.iter().find(|of| of.id.value == *name).and_then(|of| of.cuts.as_ref());
        cuts.map_or(Coarsening::Exact, |cuts| Coarsening::Cuts(cuts.value.clone()))
    };
    prepared.study.as_ref().map_or_else(Vec::new, |study| study.names().iter().map(rule).collect())
}

/// The gate of an intervention.
pub(crate) fn gate(intervention: &Intervention) -> Gate {
    let limits = &intervention.design.limits;
    Gate {
        difference: limits.difference,
        variance_ratio: Some(limits.variance_ratio),
        effective_controls: limits.effective_controls,
        kept: limits.kept,
        outside_score: limits.outside_score,
    }
}
