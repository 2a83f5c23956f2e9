//! The types of a result, which depend on nothing else in the calculator. All kroner are in the case's price year; positive
//! is a gain to the public purse. Owns no arithmetic beyond sums and shares of an amount.

pub mod all_fits;
pub mod break_even;
pub mod budget;
pub mod cashable;
pub mod cost_model;
mod coverage;
mod money;
pub mod note;
pub mod outline;
pub mod quality;
mod totals;
pub mod uncertainty;

use serde::Serialize;

use all_fits::AllFitsResult;
use break_even::{BreakEvenRate, Gains, PayerBreakEven};
use budget::Budget;
use cashable::Cashable;
use cost_model::CostModel;
use note::Note;
use quality::Check;
use uncertainty::Uncertainty;

use crate::case::Inputs;

pub use crate::case::inputs::Heading;
pub use coverage::{ConsequenceReach, Coverage};
pub use money::{Line, Money};
pub use totals::{CommitteeTotal, Flow, HeadingTotal, ItemTotal, PayerTotal, People, YearTotal};

/// The result of a case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseResult {
    /// The net result.
    pub total: Money,
    /// Persons who start.
    pub started: f64,
    /// Persons who complete.
    pub completed: f64,
    /// Persons who succeed because of the intervention.
    pub successes: f64,
    /// The total per person who starts.
    pub per_participant: Option<Money>,
    /// The total per success; `None` where there are no additional successes.
    pub per_success: Option<Money>,
    /// The net result per krone of the intervention's costs, grants not counted, as present value; `None` without costs.
    pub per_krone: Option<f64>,
    /// The first years as a budget has them.
    pub budget: Budget,
    /// What can be cashed, where the case has rules for it.
    pub cashable: Option<Cashable>,
    /// The first calendar year from which the cumulative present value is never again below zero.
    pub break_even_year: Option<i32>,
    /// The net success rate at which the present value is zero, all else equal; `None` where no rate from 0 to 1 is.
    pub break_even_rate: Option<BreakEvenRate>,
    /// At which net success rates the present value is a gain.
    pub break_even_gains: Gains,
    /// What the intervention's costs may come to, as a present value and before grants, until the result is a loss; `None`
    /// where even an intervention that is free of charge would be one.
    pub break_even_costs: Option<f64>,
    /// Where each payer breaks even.
    pub break_even_by_payer: Vec<PayerBreakEven>,
    /// By calendar year, ascending, without gaps.
    pub by_year: Vec<YearTotal>,
    /// By payer, all of them.
    pub by_payer: Vec<PayerTotal>,
    /// Who bears the costs, and who gains.
    pub flows: Vec<Flow>,
    /// Each payer's result by committee, where the case splits it.
    pub by_committee: Vec<CommitteeTotal>,
    /// Costs, grants, displaced costs, and each area with a consequence that counts.
    pub by_heading: Vec<HeadingTotal>,
    /// By cost, displaced cost and consequence.
    pub by_item: Vec<ItemTotal>,
    /// Persons by calendar year.
    pub people: Vec<People>,
    /// How far each consequence is known.
    pub consequences: Vec<ConsequenceReach>,
    /// How far the result as a whole is known.
    pub coverage: Coverage,
    /// What a course costs.
    pub cost_model: CostModel,
    /// How sure the present value is.
    pub uncertainty: Uncertainty,
    /// The questions of quality assurance.
    pub checks: Vec<Check>,
    /// The same case with every fit that may be published, where a companion was given.
    pub all_fits: Option<AllFitsResult>,
    /// Named variations of the case, where it has any.
    pub scenarios: Vec<ScenarioResult>,
    /// What a reader must know to trust the figures rightly.
    pub notes: Vec<Note>,
    /// Kroner by calendar year, payer and item: every figure above is a sum of these.
    pub lines: Vec<Line>,
}

/// A named variation of a case, calculated.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScenarioResult {
    /// What it is called.
    pub name: String,
    /// Why.
    pub reason: Option<String>,
    /// Its inputs.
    pub inputs: Inputs,
    /// Its result.
    pub result: CaseResult,
}
