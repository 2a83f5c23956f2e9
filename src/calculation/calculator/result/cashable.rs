//! What can be taken out of budgets: the part of the savings that is cashable, and when.

use serde::Serialize;

use super::money::Money;
use super::totals::PayerTotal;

/// The result where savings count with their cashable share, and as many years later as they take to cash. Costs, grants,
/// displaced costs and what a consequence costs more count in full.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cashable {
    /// The net result.
    pub total: Money,
    /// By payer, all of them.
    pub by_payer: Vec<PayerTotal>,
}
