//! The gate: whether a design is balanced enough for its effects to be shown. Decided before any outcome is read.
//!
//! Only an [`AdmittedDesign`] design can be given an outcome, and only the gate admits, so the order holds in the types.

use std::fmt;

use crate::balance::Balance;
use crate::design::Design;

/// What a design must reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gate {
    /// The largest standardised difference of any variable after the design, without sign.
    pub difference: f64,
    /// The largest ratio of variances, either way; none without.
    pub variance_ratio: Option<f64>,
    /// The smallest effective number of controls.
    pub effective_controls: f64,
    /// The smallest share of participants who are kept, of all with those left out for lack of a value.
    pub kept: f64,
    /// The largest share of kept participants whose score lies outside that of the controls.
    pub outside_score: f64,
}

impl Gate {
    /// The limits that the literature names: differences of 0.1 (Austin 2009) and variance ratios of 2 (Rubin 2001, Health
    /// Services and Outcomes Research Methodology 2); 30 effective controls, 80 % of participants kept, 5 % outside.
    pub const STANDARD: Gate =
        Gate { difference: 0.1, variance_ratio: Some(2.0), effective_controls: 30.0, kept: 0.8, outside_score: 0.05 };

    /// Lets everything pass, to reproduce a published figure.
    pub const OPEN: Gate = Gate {
        difference: f64::INFINITY,
        variance_ratio: None,
        effective_controls: 0.0,
        kept: 0.0,
        outside_score: 1.0,
    };

    /// Judges a design.
    ///
    /// # Errors
    /// The design is held back: with all reasons and its balance.
    pub fn decide<'s>(&self, design: Design<'s>) -> Result<AdmittedDesign<'s>, RejectedDesign> {
        let balance = Balance::of(&design);
        let reasons = self.reasons(&balance, &|_| 0.0);
        if reasons.is_empty() {
            Ok(AdmittedDesign { design, balance })
        } else {
            Err(RejectedDesign { reasons, balance })
        }
    }

    /// Why a design with this balance is held back; `allowed` is added to the limit of each variable's difference, by its
    /// position.
    pub(crate) fn reasons(&self, balance: &Balance, allowed: &dyn Fn(usize) -> f64) -> Vec<Reason> {
        let mut reasons = Vec::new();
        for (at, of) in balance.variables.iter().enumerate() {
            let limit = self.difference + allowed(at);
            if of.after.difference.is_nan() || of.after.difference.abs() > limit {
                let difference = of.after.difference;
                reasons.push(Reason::Difference { variable: of.variable.clone(), difference, limit });
            }
            if let (Some(ratio), Some(limit)) = (of.after.variance_ratio, self.variance_ratio)
                && (ratio > limit || ratio < 1.0 / limit)
            {
                reasons.push(Reason::VarianceRatio { variable: of.variable.clone(), ratio, limit });
            }
        }
        if balance.effective_controls.is_nan() || balance.effective_controls < self.effective_controls {
            reasons
                .push(Reason::EffectiveControls { number: balance.effective_controls, limit: self.effective_controls });
        }
        let kept = balance.kept as f64 / (balance.participants + balance.left_out) as f64;
        if kept < self.kept {
            reasons.push(Reason::Kept { share: kept, limit: self.kept });
        }
        if let Some(outside) = balance.outside_score {
            let share = outside as f64 / balance.kept as f64;
            if share > self.outside_score {
                reasons.push(Reason::Outside { share, limit: self.outside_score });
            }
        }
        reasons
    }
}

/// A design that passed the gate: the only one that has effects.
#[derive(Debug, Clone)]
pub struct AdmittedDesign<'s> {
    pub(crate) design: Design<'s>,
    balance: Balance,
}

impl<'s> AdmittedDesign<'s> {
    /// The design.
    pub fn design(&self) -> &Design<'s> {
        &self.design
    }

    /// Its balance.
    pub fn balance(&self) -> &Balance {
        &self.balance
    }
}

/// A design that did not pass: no outcome is read.
#[derive(Debug, Clone, PartialEq)]
pub struct RejectedDesign {
    /// Why, in the order of the variables.
    pub reasons: Vec<Reason>,
    /// Its balance.
    pub balance: Balance,
}

/// Why a design is held back.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// A variable whose means differ.
    Difference {
        /// The variable.
        variable: String,
        /// Its standardised difference.
        difference: f64,
        /// The limit.
        limit: f64,
    },
    /// A variable whose variances differ.
    VarianceRatio {
        /// The variable.
        variable: String,
        /// The ratio.
        ratio: f64,
        /// The limit.
        limit: f64,
    },
    /// Too few effective controls.
    EffectiveControls {
        /// How many.
        number: f64,
        /// The limit.
        limit: f64,
    },
    /// Too few participants kept.
    Kept {
        /// Their share.
        share: f64,
        /// The limit.
        limit: f64,
    },
    /// Of a lot: too few of those who were not assigned are kept.
    KeptOfOthers {
        /// Their share.
        share: f64,
        /// The share of the assigned.
        assigned: f64,
        /// The limit.
        limit: f64,
    },
    /// Too many participants without comparable controls.
    Outside {
        /// Their share.
        share: f64,
        /// The limit.
        limit: f64,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Difference { variable, difference, limit } => write!(
                f,
                "the means of `{variable}` differ by {difference:.3} standard deviations after the design; the limit is {}",
                limit_text(*limit)
            ),
            Self::VarianceRatio { variable, ratio, limit } => write!(
                f,
                "the variances of `{variable}` have the ratio {ratio:.2} after the design; the limits are {limit} and its inverse"
            ),
            Self::EffectiveControls { number, limit } => {
                write!(f, "the weighted controls count as {number:.1} persons; the limit is {limit}")
            }
            Self::Kept { share, limit } => {
                write!(f, "{:.1} % of the participants are kept; the limit is {:.0} %", 100.0 * share, 100.0 * limit)
            }
            Self::KeptOfOthers { share, assigned, limit } => write!(
                f,
                "{:.1} % of those who were not assigned are kept, and {:.1} % of the assigned; the limit is {:.0} %",
                100.0 * share,
                100.0 * assigned,
                100.0 * limit
            ),
            Self::Outside { share, limit } => write!(
                f,
                "{:.1} % of the participants score outside the range of the controls; the limit is {:.0} %",
                100.0 * share,
                100.0 * limit
            ),
        }
    }
}

/// A limit as it was written; with an allowance for chance, to three decimals.
fn limit_text(limit: f64) -> String {
    let rounded = format!("{limit:.3}");
    if rounded.len() < limit.to_string().len() { rounded } else { limit.to_string() }
}

impl fmt::Display for RejectedDesign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the design is held back:")?;
        self.reasons.iter().try_for_each(|reason| write!(f, "\n- {reason}"))
    }
}

impl std::error::Error for RejectedDesign {}
