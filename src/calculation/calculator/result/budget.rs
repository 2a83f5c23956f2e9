//! The result as a budget has it: the first years, undiscounted, by payer.

use serde::Serialize;

use foundation::words::Payer;

/// Kroner of the first calendar years, undiscounted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Budget {
    /// The years: that of the start and three more.
    pub years: Vec<i32>,
    /// A row for each payer and part that has kroner in any of the years, and each payer's sum.
    pub rows: Vec<BudgetRow>,
}

/// One part of a payer's budget.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BudgetRow {
    /// The payer.
    pub payer: Payer,
    /// Which part.
    pub part: BudgetPart,
    /// Kroner by year, in the order of the years. Positive is less spending or more revenue.
    pub kroner: Vec<f64>,
}

/// A part of a budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BudgetPart {
    /// What the intervention costs.
    Costs,
    /// Grants.
    Grants,
    /// What it displaces.
    DisplacedCosts,
    /// Consequences, of success and during the intervention.
    Consequences,
    /// All of it.
    Sum,
}

impl BudgetPart {
    /// All parts, in the order of a budget.
    pub const ALL: [BudgetPart; 5] =
        [BudgetPart::Costs, BudgetPart::Grants, BudgetPart::DisplacedCosts, BudgetPart::Consequences, BudgetPart::Sum];
}
