//! The caveats of a result.

use foundation::words::{Provenance, Status};
use serde::Serialize;

/// Something a reader must know.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "note", rename_all = "snake_case")]
pub enum Note {
    /// The case has no cost of the intervention: the result is what it may be worth and not what it gains.
    NoCosts,
    /// The release was built from generated extracts: its figures say nothing about Denmark.
    Synthetic,
    /// Estimates say that those who succeed use less or more, not that success is the cause.
    NotCausal,
    /// Estimates are effects of an intervention that was assigned by lot.
    ByLot,
    /// Estimates are effects of an intervention, if participants and controls differ in nothing but what is balanced.
    ConstructedControls,
    /// Only significant estimates count, so those that do are larger than the truth on average, and an interval around them
    /// is too narrow (method rule 19).
    WinnersCurse,
    /// The user gave no range of the net success rate: the interval says nothing of how sure it is.
    RateWithoutRange,
    /// The net success rate is corrected for optimism.
    OptimismCorrected {
        /// 1, 2 or 3.
        evidence_level: i32,
    },
    /// The present value with every input as given lies outside its interval: the ranges lie mostly to one side of the inputs.
    PointOutsideInterval,
    /// The effect is phased in, which SØM's calculations do not do.
    PhaseIn,
    /// Consequences that the user left out.
    LeftOut {
        /// The consequences.
        consequences: Vec<String>,
    },
    /// What falls each year falls in years in operation only, while those who start last complete later.
    CostsEndBeforeCompletion {
        /// Whole calendar years from start to completion.
        years: i32,
    },
    /// The target group is the user's own.
    OwnGroup {
        /// Whether it borrows the estimates of a group of the release.
        borrows: bool,
    },
    /// Covariance matrices that were not positive semi-definite, and have been repaired.
    CovarianceRepaired {
        /// The consequences.
        consequences: Vec<String>,
    },
    /// Questions of quality assurance without an answer.
    OpenQuestions {
        /// How many.
        count: usize,
    },
    /// A consequence is known for fewer years than the horizon.
    EndsEarly {
        /// The consequence.
        consequence: String,
        /// The last follow-up year that counts.
        through: i32,
        /// What the first missing year is; `None` if it was never planned.
        status: Option<Status>,
    },
    /// Beyond this follow-up year the result lacks at least one consequence that carries a figure before or after.
    Incomplete {
        /// Follow-up years for which every consequence with a figure is known.
        complete_through: i32,
        /// The consequences that are known for no longer than this.
        limited_by: Vec<String>,
        /// The follow-up year through which consequences that carry 95 % of the kroner are known.
        nearly_complete_through: i32,
    },
    /// Consequences without any figure that are unknown in some year: what success does to them is not known to be zero.
    UnknownWithoutFigure {
        /// The consequences.
        consequences: Vec<String>,
    },
    /// A consequence has figures and no price.
    Unpriced {
        /// The consequence.
        consequence: String,
        /// Follow-up years.
        years: Vec<i32>,
    },
    /// The group's ages straddle a border between prices; the price of the middle age is used for all.
    PriceStraddlesAges {
        /// The consequence.
        consequence: String,
        /// Follow-up years.
        years: Vec<i32>,
    },
    /// The success measure is made of the consequence in these years: its gain follows from the definition.
    DefinesSuccess {
        /// The consequence.
        consequence: String,
        /// Follow-up years.
        years: Vec<i32>,
    },
    /// The estimate changes sign or loses significance when the entry year is adjusted for.
    DependsOnEntryYear {
        /// The consequence.
        consequence: String,
        /// Follow-up years.
        years: Vec<i32>,
    },
    /// Prices that are not published ones.
    Prices {
        /// How surely they are real.
        provenance: Provenance,
        /// The consequences priced so.
        consequences: Vec<String>,
        /// Their share of the kroner of consequences, undiscounted and regardless of sign, to a thousandth; `None`
        /// where there are none.
        share: Option<f64>,
    },
    /// What was carried from one price year to another with an index that is not a published one: a published price carried
    /// so depends on that index.
    PriceIndex {
        /// How surely it is the official index.
        provenance: Provenance,
        /// Where it comes from.
        source: String,
        /// Whether costs were.
        costs: bool,
        /// The consequences of which prices or amounts were; an estimate in kroner always is, when the release is built.
        consequences: Vec<String>,
    },
    /// Estimates of definitions that are not SØM's published ones.
    Estimates {
        /// How surely they are SØM's own.
        provenance: Provenance,
        /// The consequences.
        consequences: Vec<String>,
    },
    /// Consequences without a qualification for the target group.
    Unqualified {
        /// The consequences.
        consequences: Vec<String>,
    },
    /// The qualification recommends against them.
    AgainstRecommendation {
        /// The consequences.
        consequences: Vec<String>,
    },
    /// The sign is the opposite of what theory and practice expect.
    AgainstExpectation {
        /// The consequence.
        consequence: String,
        /// Follow-up years.
        years: Vec<i32>,
    },
    /// The effect's success rate is among those who started, so the completion rate does not lower the successes.
    CompletionRateUnused,
    /// Fewer succeed with the intervention than without.
    NegativeEffect,
    /// The effect comes from a study.
    EffectOfStudy {
        /// Its id.
        effect: String,
        /// 1, 2 or 3.
        evidence_level: i32,
        /// Whether it speaks of the case's target group.
        same_group: bool,
        /// Whether it speaks of the case's success measure.
        same_measure: bool,
        /// How surely.
        provenance: Provenance,
    },
    /// The effect was standardised, and converted to a rate at the rate without.
    StandardisedEffect,
    /// The user put something in the place of the release's figures or the standard discount rate.
    Overrides {
        /// How many.
        count: usize,
    },
}

impl Note {
    /// Whether it holds for every figure of a case, and must stand wherever one is shown.
    pub fn is_of_every_figure(&self) -> bool {
        use Note::{ByLot, ConstructedControls, NegativeEffect, NotCausal, Synthetic, WinnersCurse};
        matches!(self, Synthetic | NotCausal | ByLot | ConstructedControls | WinnersCurse | NegativeEffect)
    }
}
