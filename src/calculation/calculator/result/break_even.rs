//! The net success rate at which gain and loss meet.

use serde::Serialize;

use foundation::words::Payer;

/// Where gain and loss meet.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BreakEven {
    /// The first calendar year from which the cumulative present value is never again below zero.
    pub year: Option<i32>,
    /// The net success rate at which the present value is zero, all else equal; `None` where no rate from 0 to 1 is.
    pub rate: Option<BreakEvenRate>,
    /// At which net success rates the present value is a gain.
    pub gains: Gains,
    /// What the costs of the intervention may come to, as a present value and before grants, until the result is a loss;
    /// `None` where it would be a loss without any costs.
    pub costs: Option<f64>,
}

/// Where one payer breaks even.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PayerBreakEven {
    /// The payer.
    pub payer: Payer,
    /// Where its own net result is zero.
    #[serde(flatten)]
    pub break_even: BreakEven,
}

/// At which net success rates from 0 to 1 a present value is not a loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Gains {
    /// On one side of the break-even rate.
    AtSomeRates,
    /// At every rate.
    AtEveryRate,
    /// At no rate.
    AtNoRate,
}

/// The net success rate at which the present value is zero.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BreakEvenRate {
    /// The rate, from 0 to 1.
    pub rate: f64,
    /// On which side of it the result is a gain.
    pub limit: Limit,
}

/// The side of a limit on which the result is a gain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// At the limit or above.
    AtLeast,
    /// At the limit or below: each success costs more than it brings.
    AtMost,
}
