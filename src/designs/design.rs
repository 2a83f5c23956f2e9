//! A design: the method, every person's weight, and what its standard errors need. It has seen no outcome.

use crate::entropy::EntropyWeights;
use crate::error::DesignError;
use crate::neighbours::{Matches, Neighbours, Sorted};
use crate::regression::CrossProductFactor;
use crate::replacement::Replacement;
use crate::score::Score;
use crate::strata::{Coarsening, Strata};
use crate::study::Study;

/// How a control group is made comparable.
#[derive(Debug, Clone, PartialEq)]
pub enum Method {
    /// Every control weighs the same: the naive comparison, for reference.
    Unadjusted,
    /// Exact matching on all variables.
    Exact,
    /// Coarsened exact matching, a rule for each variable.
    Coarsened(Vec<Coarsening>),
    /// Nearest neighbours on the propensity score.
    Nearest(Neighbours),
    /// Inverse probability weights: every control weighs its odds of participation.
    InverseProbability,
    /// Entropy balancing.
    EntropyBalancing,
    /// Inverse probability weights and a regression of the outcome (AIPW): right if either model is.
    DoublyRobust,
}

impl Method {
    /// Its name in tables.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Unadjusted => "unadjusted",
            Self::Exact => "exact",
            Self::Coarsened(_) => "coarsened",
            Self::Nearest(_) => "nearest",
            Self::InverseProbability => "inverse_probability",
            Self::EntropyBalancing => "entropy_balancing",
            Self::DoublyRobust => "doubly_robust",
        }
    }
}

/// What a design rests on.
#[derive(Debug, Clone)]
pub(crate) enum Basis {
    Nothing,
    Strata(Strata),
    /// Without replacement.
    Sets(Matches, Score),
    /// With replacement.
    Reused(Box<Replacement>),
    Score(Score),
    /// The regression of the weighted controls.
    Entropy(CrossProductFactor),
    /// The regression of the controls.
    ScoreAndRegression(Score, CrossProductFactor),
}

/// A control group for the participants of a study.
#[derive(Debug, Clone)]
pub struct Design<'s> {
    study: &'s Study,
    method: Method,
    weights: Vec<f64>,
    basis: Basis,
}

impl<'s> Design<'s> {
    /// Makes the control group.
    ///
    /// # Errors
    /// See [`DesignError`]; each says what to change.
    pub fn new(study: &'s Study, method: Method) -> Result<Design<'s>, DesignError> {
        let (weights, basis) = match &method {
            Method::Unadjusted => (equal(study), Basis::Nothing),
            Method::Exact => of_strata(study, Strata::exact(study)?),
            Method::Coarsened(rules) => of_strata(study, Strata::coarsened(study, rules)?),
            Method::Nearest(rule) => {
                if rule.replacement && study.clusters().is_some() {
                    return Err(DesignError::ClustersWithReplacement);
                }
                if rule.replacement {
                    let replacement = Replacement::new(study, *rule)?;
                    (replacement.matches.weights(study), Basis::Reused(Box::new(replacement)))
                } else {
                    let score = Score::fit(study)?;
                    let matches = Matches::new(study, &score, &Sorted::new(study, &score, false), *rule)?;
                    (matches.weights(study), Basis::Sets(matches, score))
                }
            }
            Method::InverseProbability => {
                let score = Score::fit(study)?;
                (odds(study, &score), Basis::Score(score))
            }
            Method::EntropyBalancing => {
                let entropy = EntropyWeights::new(study)?;
                let controls = entropy.weights.iter().zip(study.participates());
                let controls = controls.map(|(w, p)| if *p { 0.0 } else { *w }).collect();
                (entropy.weights, Basis::Entropy(CrossProductFactor::new(study, controls)?))
            }
            Method::DoublyRobust => {
                let score = Score::fit(study)?;
                let bread = CrossProductFactor::new(study, study.group(false))?;
                (odds(study, &score), Basis::ScoreAndRegression(score, bread))
            }
        };
        Ok(Design { study, method, weights, basis })
    }

    /// The study.
    pub fn study(&self) -> &'s Study {
        self.study
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Weights: 1 for participants who are kept; those of controls add up to the number of them; 0 for all others.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The propensity score, if the method has one.
    pub fn score(&self) -> Option<&Score> {
        match &self.basis {
            Basis::Reused(replacement) => Some(&replacement.score),
            Basis::Sets(_, score) | Basis::Score(score) | Basis::ScoreAndRegression(score, _) => Some(score),
            Basis::Nothing | Basis::Strata(_) | Basis::Entropy(_) => None,
        }
    }

    /// Participants who are kept.
    pub fn kept(&self) -> u64 {
        let kept = self.weights.iter().zip(self.study.participates()).filter(|(w, p)| **p && **w > 0.0);
        kept.count() as u64
    }

    /// Controls with weight.
    pub fn controls(&self) -> u64 {
        let used = self.weights.iter().zip(self.study.participates()).filter(|(w, p)| !**p && **w > 0.0);
        used.count() as u64
    }

    /// The effective number of controls: (Σw)²/Σw² (Kish 1965, Survey Sampling).
    pub fn effective_controls(&self) -> f64 {
        let controls = self.weights.iter().zip(self.study.participates()).filter(|(_, p)| !**p).map(|(w, _)| *w);
        let (sum, squares) = controls.fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
        sum * sum / squares
    }

    pub(crate) fn basis(&self) -> &Basis {
        &self.basis
    }
}

fn equal(study: &Study) -> Vec<f64> {
    let weight = study.participants() as f64 / study.controls() as f64;
    study.participates().iter().map(|p| if *p { 1.0 } else { weight }).collect()
}

fn of_strata(study: &Study, strata: Strata) -> (Vec<f64>, Basis) {
    (strata.weights(study), Basis::Strata(strata))
}

/// Odds of participation, scaled so that those of controls add up to the participants.
fn odds(study: &Study, score: &Score) -> Vec<f64> {
    let odds = |(logit, participates): (&f64, &bool)| if *participates { 0.0 } else { logit.exp() };
    let mut weights: Vec<f64> = score.logit.iter().zip(study.participates()).map(odds).collect();
    let scale = study.participants() as f64 / weights.iter().sum::<f64>();
    weights.iter_mut().zip(study.participates()).for_each(|(w, p)| *w = if *p { 1.0 } else { *w * scale });
    weights
}
