//! Where gain and loss meet: the year, the success rate and the costs.

use serde::Serialize;

use super::result::{Heading, HeadingTotal, Money, YearTotal};
use super::uncertainty::{Given, Parts};

/// The net success rate at which the present value is nought.
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

/// The first calendar year from which the cumulative present value is never again below nought.
pub fn year(years: &[YearTotal]) -> Option<i32> {
    let below = years.iter().rposition(|year| year.cumulative.present_value < 0.0);
    years.get(below.map_or(0, |position| position + 1)).map(|year| year.year)
}

/// The net success rate at which the present value is nought. What success brings is proportional to it, all else is not.
pub fn rate(parts: &Parts) -> Option<BreakEvenRate> {
    let given = Given { net_rate: 0.0, ..parts.given() };
    let of_success = [false, true].map(|kroner| parts.together(kroner).0.sum());
    let per_rate = given.completion_rate * of_success.iter().sum::<f64>();
    let rate = -parts.value(&given) / per_rate;
    let limit = if per_rate > 0.0 { Limit::AtLeast } else { Limit::AtMost };
    (0.0..=1.0).contains(&rate).then_some(BreakEvenRate { rate, limit })
}

/// The present value that costs may have, before grants, until the result is a loss.
pub fn costs(total: Money, headings: &[HeadingTotal]) -> Option<f64> {
    let costs = headings.iter().find(|total| total.heading == Heading::Costs);
    let most = total.present_value - costs.map_or(0.0, |costs| costs.money.present_value);
    (most >= 0.0).then_some(most)
}
