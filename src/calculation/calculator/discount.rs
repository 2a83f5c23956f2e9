//! Discounting: what a krone of a later year is worth in the case's first year.

use crate::case::inputs::DiscountStep;

/// The discount factor `years` after the first year: 1 in the first year, then divided by one plus the rate of each year
/// on the way. Stepped rates compound: a later, lower rate never makes a later krone worth more than an earlier one.
pub fn discount_factor(steps: &[DiscountStep], years: i32) -> f64 {
    (1..=years).map(|year| 1.0 / (1.0 + rate(steps, year))).product()
}

fn rate(steps: &[DiscountStep], year: i32) -> f64 {
    steps.iter().rev().find(|step| step.from_year <= year).map_or(0.0, |step| step.rate)
}
