//! The result with every fit that may be published.

use serde::Serialize;

use super::break_even::BreakEvenRate;
use super::money::Money;
use super::totals::PayerTotal;
use super::uncertainty::{Bounds, PayerBounds};

/// What the same case comes to when every estimate that may be published counts as it is, significant or not.
///
/// By the published rule what is not significant counts as zero, and what is was partly so by luck: at a true t of 1 the
/// published ones average 2.4 times the truth. With all fits no estimate is chosen by its size, so they are too large as often
/// as too small, and the interval holds the errors of all of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AllFitsResult {
    /// Estimates that count as zero by the published rule and as themselves here.
    pub added: usize,
    /// Consequences that stay as they were, because they count the same money as another that has figures: both have a price.
    pub overlapping: Vec<String>,
    /// The net result.
    pub total: Money,
    /// By payer, all of them.
    pub by_payer: Vec<PayerTotal>,
    /// How sure the present value is.
    pub bounds: Bounds,
    /// How sure each payer's is.
    pub bounds_by_payer: Vec<PayerBounds>,
    /// The first calendar year from which the cumulative present value is never again below zero.
    pub break_even_year: Option<i32>,
    /// The net success rate at which the present value is zero.
    pub break_even_rate: Option<BreakEvenRate>,
    /// Follow-up years for which every consequence with a figure is known.
    pub complete_through: i32,
}
