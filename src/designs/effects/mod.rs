//! Effects on participants, for each kind of design, with the standard errors that belong to it.
//!
//! | design | standard error |
//! |---|---|
//! | unadjusted | the two groups' variances |
//! | strata, neighbours with replacement | Abadie & Imbens 2006 (Econometrica 74): a control's variance counts as often as it is used; with a score, the correction for its estimation of Abadie & Imbens 2016 (Econometrica 84) |
//! | neighbours without replacement | the variance between matched sets (Abadie & Spiess 2022, Journal of the American Statistical Association 117) |
//! | inverse probability, doubly robust | influence functions of the stacked estimating equations: the score's and the regression's estimation counts |
//! | entropy balancing | the same, for the equations that balance |
//!
//! Degrees of freedom of t are Welch's, from the two groups' shares of the variance, with the effective number of controls;
//! with clusters, their number less one.

mod balancing_weights;
mod matched_sets;
mod means;
mod replacement;
mod score_weights;
mod strata;
mod variance;

use crate::design::Basis;
use crate::effect::Effect;
use crate::error::DesignError;
use crate::estimand::Att;
use crate::gate::AdmittedDesign;
use statistics::inference::SIGNIFICANCE;

impl AdmittedDesign<'_> {
    /// The effect on the participants who are kept, for an outcome of every person.
    ///
    /// # Errors
    /// An outcome of another length or with numbers that are not finite, no variation.
    pub fn effect(&self, outcome: &[f64]) -> Result<Effect<Att>, DesignError> {
        let design = &self.design;
        design.study().check_outcome(outcome)?;
        // What does not vary has no error, though rounding could leave one.
        let mut used = outcome.iter().zip(design.weights()).filter(|(_, w)| **w > 0.0).map(|(y, _)| y);
        let first = used.next();
        if used.all(|y| Some(y) == first) {
            return Err(DesignError::NoVariation);
        }
        match design.basis() {
            Basis::Nothing => variance::unadjusted(design, outcome),
            Basis::Strata(strata) => strata::effect(design, strata, outcome),
            Basis::Sets(matches, _) => matched_sets::effect(design, matches, outcome),
            Basis::Reused(replacement) => replacement.effect(design, outcome),
            Basis::Score(score) => score_weights::effect(design, score, None, outcome),
            Basis::ScoreAndRegression(score, bread) => score_weights::effect(design, score, Some(bread), outcome),
            Basis::Entropy(bread) => balancing_weights::effect(design, bread, outcome),
        }
    }

    /// The difference in differences: the effect on the change from before to after. It needs no equal levels before, only
    /// that participants would have changed as their controls did.
    ///
    /// # Errors
    /// As [`AdmittedDesign::effect`].
    pub fn difference_in_differences(&self, before: &[f64], after: &[f64]) -> Result<Effect<Att>, DesignError> {
        self.design.study().check_outcome(before)?;
        self.design.study().check_outcome(after)?;
        let change: Vec<f64> = after.iter().zip(before).map(|(after, before)| after - before).collect();
        self.effect(&change)
    }
}

/// How many effects are significant where there can be none: on outcomes of the time before the intervention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placebos {
    /// Placebos with an estimate.
    pub estimated: u64,
    /// Those significant at 5 %: about one in twenty if the design does what it should.
    pub significant: u64,
}

impl Placebos {
    /// Of the p-values of placebos.
    pub fn of(p: impl Iterator<Item = f64>) -> Placebos {
        p.fold(Placebos { estimated: 0, significant: 0 }, |Placebos { estimated, significant }, p| Placebos {
            estimated: estimated + 1,
            significant: significant + u64::from(p < SIGNIFICANCE),
        })
    }
}
