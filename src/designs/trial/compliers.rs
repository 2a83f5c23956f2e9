//! The effect of completing on compliers: assignment as instrument for completion (Imbens & Angrist 1994, Econometrica 62).
//!
//! One instrument for one variable, so the estimate is the effect on the outcome over the effect on completion (Wald; with
//! covariates two-stage least squares).

use std::collections::BTreeMap;

use super::Trial;
use crate::effect::Effect;
use crate::error::DesignError;
use crate::estimand::Late;

/// The first stage's F below which the instrument is called weak (Staiger & Stock 1997, Econometrica 65).
pub const WEAK: f64 = 10.0;
/// An effect on completion below this is rounding.
const NOTHING: f64 = 1e-12;

/// The effect on compliers, and how well assignment moves completion.
#[derive(Debug, Clone, PartialEq)]
pub struct Compliers {
    /// The effect of completing.
    pub effect: Effect<Late>,
    /// The effect of assignment on completion: the share of compliers.
    pub share: f64,
    /// Its squared t, by the same kind of error. Infinite if assignment decides completion.
    pub first_stage_f: f64,
}

impl Compliers {
    /// A warning if assignment is a weak instrument for completion.
    pub fn warning(&self) -> Option<String> {
        (self.first_stage_f < WEAK).then(|| {
            format!(
                "weak instrument: the first stage's F is {:.1}, below {WEAK}; the effect on compliers and its interval are not reliable",
                self.first_stage_f
            )
        })
    }
}

impl Trial {
    /// The effect of completing on compliers: HC1, or CR1 by site.
    ///
    /// # Errors
    /// As [`Trial::intention_to_treat`]; completion that is the same in both groups.
    pub fn compliers(&self, completed: &[bool], outcome: &[f64]) -> Result<Compliers, DesignError> {
        self.check("outcome", outcome)?;
        let completed: Vec<f64> = completed.iter().map(|c| f64::from(u8::from(*c))).collect();
        self.check("completion", &completed)?;
        let factor = self.factor()?;
        let centred = |column: &[f64]| {
            let centre = column.iter().sum::<f64>() / column.len() as f64;
            column.iter().map(|y| y - centre).collect::<Vec<f64>>()
        };
        let (outcome_centred, completed_centred) = (centred(outcome), centred(&completed));
        let (on_outcome, fitted_outcome) = factor.project(&outcome_centred);
        let (share, fitted_completed) = factor.project(&completed_centred);
        if share.abs() < NOTHING {
            return Err(DesignError::NoFirstStage);
        }
        let estimate = on_outcome / share;
        let first: Vec<f64> = completed_centred.iter().zip(&fitted_completed).map(|(d, fitted)| d - fitted).collect();
        let second = outcome_centred.iter().zip(&fitted_outcome).zip(&first);
        let residuals: Vec<f64> = second.map(|((y, fitted), first)| y - fitted - estimate * first).collect();
        let (persons, df) = (self.persons() as f64, factor.df() as f64);
        let clusters = self.clusters();
        let (scale, df) = match clusters {
            Some(clusters) if clusters < 2 => return Err(DesignError::TooFewClusters),
            Some(clusters) => {
                let clusters = clusters as f64;
                (clusters / (clusters - 1.0) * (persons - 1.0) / df, clusters - 1.0)
            }
            None => (persons / df, df),
        };
        let variance = |residuals: &[f64]| scale * self.squared_scores(&factor.influence, residuals);
        let of_share = variance(&first);
        let first_stage_f = if of_share > NOTHING * NOTHING { share * share / of_share } else { f64::INFINITY };
        let means = self.means(outcome, estimate);
        let effect = Effect::new(estimate, variance(&residuals) / share.powi(2), df, means, clusters)?;
        Ok(Compliers { effect, share, first_stage_f })
    }

    /// Σ of squared scores, by person or by site.
    fn squared_scores(&self, influence: &[f64], residuals: &[f64]) -> f64 {
        let scores = influence.iter().zip(residuals).map(|(f, u)| f * u);
        match &self.sites {
            None => scores.map(|score| score * score).sum(),
            Some(sites) => {
                let mut of_site: BTreeMap<u32, f64> = BTreeMap::new();
                sites.iter().zip(scores).for_each(|(site, score)| *of_site.entry(*site).or_insert(0.0) += score);
                of_site.values().map(|score| score * score).sum()
            }
        }
    }
}
