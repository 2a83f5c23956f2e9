//! Where gain and loss meet: the year, the success rate and the costs.

use super::result::{Heading, HeadingTotal, Money, YearTotal};
use super::uncertainty::{Given, Parts};

pub use super::result::break_even::{BreakEvenRate, Limit};

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
