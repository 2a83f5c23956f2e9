//! Where gain and loss meet: the year, the success rate and the costs.

use super::result::{Heading, HeadingTotal, Money, YearTotal};
use crate::case::Inputs;

/// The first calendar year from which the cumulative present value is never again below nought.
pub fn year(years: &[YearTotal]) -> Option<i32> {
    let below = years.iter().rposition(|year| year.cumulative.present_value < 0.0);
    years.get(below.map_or(0, |position| position + 1)).map(|year| year.year)
}

/// The net success rate at which the present value is nought. What success brings is proportional to it, all else is not.
pub fn rate(inputs: &Inputs, total: Money, headings: &[HeadingTotal]) -> Option<f64> {
    let areas = headings.iter().filter(|total| matches!(total.heading, Heading::Area(_)));
    let of_success: f64 = areas.map(|total| total.money.present_value).sum();
    let rest = total.present_value - of_success;
    let rate = -rest * inputs.effect.net_rate / of_success;
    (0.0..=1.0).contains(&rate).then_some(rate)
}

/// The present value that costs may have before the result is a loss.
pub fn costs(total: Money, headings: &[HeadingTotal]) -> Option<f64> {
    let costs = headings.iter().find(|total| total.heading == Heading::Costs);
    let most = total.present_value - costs.map_or(0.0, |costs| costs.money.present_value);
    (most >= 0.0).then_some(most)
}
