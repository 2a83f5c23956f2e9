//! An effect with its estimand, standard error and what follows from them.

use std::marker::PhantomData;

use statistics::inference::{Inference, Robustness, SIGNIFICANCE, infer, robustness};

use crate::error::DesignError;
use crate::estimand::Estimand;

/// An estimated effect, in the outcome's unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect<E> {
    /// The effect.
    pub estimate: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Degrees of freedom of t.
    pub df: f64,
    /// t, p and the 95 % interval.
    pub inference: Inference,
    /// How strong an unobserved confounder would have to be, from this t and these degrees of freedom.
    pub robustness: Option<Robustness>,
    /// Mean outcome of the participants who are kept.
    pub mean_participants: f64,
    /// Weighted mean outcome of their controls.
    pub mean_controls: f64,
    /// Clusters of the standard error.
    pub clusters: Option<u64>,
    /// The columns of the regression; none of a design that is no regression.
    pub regression: Option<RegressionRank>,
    pub(crate) estimand: PhantomData<E>,
}

/// What a regression kept of its design.
#[derive(Debug, Clone, PartialEq)]
pub struct RegressionRank {
    /// Columns that were kept, with the intercept.
    pub rank: u64,
    /// Terms that were dropped, and why.
    pub dropped: Vec<String>,
    /// Persons whose leverage is 1.
    pub leverage_one: u64,
}

/// Mean outcomes of both groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Means {
    pub participants: f64,
    pub controls: f64,
}

impl<E: Estimand> Effect<E> {
    /// From an estimate, its variance and degrees of freedom.
    ///
    /// # Errors
    /// The variance or the degrees of freedom are not above zero; figures that are not finite.
    pub(crate) fn new(
        estimate: f64,
        variance: f64,
        df: f64,
        means: Means,
        clusters: Option<u64>,
    ) -> Result<Effect<E>, DesignError> {
        if variance <= 0.0 {
            return Err(DesignError::NoVariation);
        }
        if df <= 0.0 {
            return Err(DesignError::TooFewPersons);
        }
        // Degrees of freedom are made of squared variances.
        if !estimate.is_finite() || !variance.powi(2).is_finite() {
            return Err(DesignError::VarianceNotFinite);
        }
        let standard_error = variance.sqrt();
        let inference = infer(estimate, standard_error, df).ok_or(DesignError::TooFewPersons)?;
        Ok(Effect {
            estimate,
            standard_error,
            df,
            robustness: robustness(inference.t, df, SIGNIFICANCE),
            inference,
            mean_participants: means.participants,
            mean_controls: means.controls,
            clusters,
            regression: None,
            estimand: PhantomData,
        })
    }

    /// The estimand's short name.
    pub fn estimand(&self) -> &'static str {
        E::WORD
    }

    /// Whether the effect is significant at 5 %.
    pub fn is_significant(&self) -> bool {
        self.inference.p < SIGNIFICANCE
    }
}
