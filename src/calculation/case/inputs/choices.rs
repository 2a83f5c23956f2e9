//! What the user adds to a case: other figures in the release's place, committees, how sure the inputs are, and answers.

use serde::Serialize;

use super::consequence::{Price, Qualification, Value};
use super::discount::DiscountStep;
use super::split_of::SplitOf;
use foundation::words::{Area, Kind, Label, Payer, Question};

/// What those who start use more or less of while they take part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct During {
    /// The consequence.
    pub consequence: String,
    /// Its label.
    pub label: Label,
    /// Its area.
    pub area: Area,
    /// What one of it is.
    pub unit: String,
    /// Expenditure or revenue.
    pub kind: Kind,
    /// Per person who starts, by calendar years after the start.
    pub values: Vec<(i32, f64)>,
    /// The year whose kroner the values are in; `None` for natural units.
    pub price_year: Option<i32>,
    /// Carries an amount in kroner to the result's price year; 1 for natural units.
    pub factor: f64,
    /// What one unit costs, or brings.
    pub price: Price,
    /// Whether one ought to use it for this target group; `None` where it is not qualified.
    pub qualification: Option<Qualification>,
    /// Why.
    pub reason: String,
}

/// The committees that payers split their results on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Committees {
    /// Their names; empty where no result is split.
    pub names: Vec<String>,
    /// How, from the general to the special: the last that fits holds.
    pub splits: Vec<Split>,
}

impl Committees {
    /// No committee: nothing is split.
    pub fn none() -> Committees {
        Committees { names: Vec::new(), splits: Vec::new() }
    }
}

/// How what a payer pays and gains of one kind falls on committees.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Split {
    /// The payer.
    pub payer: Payer,
    /// Of what.
    pub of: SplitOf,
    /// Each committee's share, in the order of their names; they add up to 1.
    pub shares: Vec<f64>,
}

/// How much of the savings of one kind can be taken out of a budget, and how much later.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CashableRule {
    /// Of what: the whole result, the time of the intervention, an area or a consequence.
    pub of: SplitOf,
    /// The payer; `None` is every payer.
    pub payer: Option<Payer>,
    /// The share that is cashable.
    pub share: f64,
    /// Years until it is.
    pub delay: i32,
    /// Why.
    pub reason: String,
}

/// Which consequences a case uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsequenceChoice {
    /// All that the release planned for the group and measure, and those that the user gave values.
    All,
    /// Of these, those that the qualification says to include.
    Recommended,
    /// These.
    Listed(Vec<String>),
}

/// How sure the user is of the inputs, and how many draws the result's uncertainty takes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Uncertainty {
    /// Draws of the simulation.
    pub draws: u32,
    /// What its random numbers start from.
    pub seed: u64,
    /// The net success rate.
    pub net_rate: Option<Range>,
    /// The completion rate.
    pub completion_rate: Option<Range>,
    /// What all costs are multiplied by.
    pub costs: Option<Range>,
    /// What all displaced costs are multiplied by.
    pub displaced: Option<Range>,
    /// What all prices of natural units are multiplied by.
    pub prices: Option<Range>,
}

/// The lowest and the highest that an input can be; the case's own figure is the likeliest.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Range {
    /// The lowest.
    pub low: f64,
    /// The highest.
    pub high: f64,
}

/// The user's answers to questions of quality assurance.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Answers(pub Vec<(Question, String)>);

impl Answers {
    /// No answer to any question.
    pub fn none() -> Answers {
        Answers(Vec::new())
    }

    /// The answer to a question.
    pub fn to(&self, question: Question) -> Option<&str> {
        self.0.iter().find(|(asked, _)| *asked == question).map(|(_, answer)| answer.as_str())
    }
}

/// A value of the user's in place of one of the release.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Override {
    /// A value.
    Value {
        /// The consequence.
        consequence: String,
        /// The follow-up year.
        follow_up_year: i32,
        /// What the release has.
        was: Value,
        /// What the case uses, in the consequence's unit.
        now: f64,
        /// Why.
        reason: String,
    },
    /// A price.
    Price {
        /// The consequence.
        consequence: String,
        /// What the release has.
        was: Vec<Price>,
        /// What the case uses.
        now: Price,
        /// Why.
        reason: String,
    },
    /// The discount rate.
    Discount {
        /// The standard rate.
        was: Vec<DiscountStep>,
        /// What the case uses.
        now: Vec<DiscountStep>,
    },
    /// A consequence that the release does not have.
    Added {
        /// The consequence.
        consequence: String,
        /// Why.
        reason: String,
    },
    /// Use during the intervention, which SØM's estimates do not cover.
    During {
        /// The consequence.
        consequence: String,
        /// Why.
        reason: String,
    },
    /// The target group, or its name.
    Group {
        /// The group whose estimates are borrowed; `None` where none are.
        was: Option<Label>,
        /// The user's own.
        now: String,
        /// Why.
        reason: String,
    },
    /// The effect comes little by little.
    PhaseIn {
        /// The share of the full effect in follow-up years 1, 2, …
        now: Vec<f64>,
        /// Why.
        reason: String,
    },
}
