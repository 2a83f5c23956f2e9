//! The weights of follow-up years: what a krone per success comes to over all successes of a case.

use super::Case;
use super::sheet::here;
use calculation::calculator::discount_factor;
use foundation::words::Denominator;

/// The first row of follow-up years.
pub const FOLLOW_UP: u32 = 3;
/// The column of the weight of a krone per success, undiscounted; the present value is the next column.
pub const WEIGHT: u16 = 4;
/// The column of the weight as present value at a net success rate of 1.
pub const PER_RATE: u16 = 6;

/// The name of the sheet of the calculation.
pub fn name(case: &Case<'_>) -> &'static str {
    case.say("Beregning", "Calculation")
}

/// The cell of a follow-up year's weight.
pub fn weight_cell(case: &Case<'_>, follow_up_year: i32, column: u16) -> String {
    let row = FOLLOW_UP + u32::try_from(follow_up_year - 1).unwrap_or_default();
    format!("{}!{}", name(case), here(row, column))
}

/// The weight of a krone per success in a follow-up year, over all successes: undiscounted, and as present value.
pub fn weights(case: &Case<'_>, follow_up_year: i32) -> (f64, f64) {
    let inputs = case.inputs;
    let people = &case.result.people;
    let factor = |year: i32| discount_factor(&inputs.discount, year - inputs.intervention.start_year);
    let undiscounted = people.iter().map(|people| people.successes).sum();
    (undiscounted, people.iter().map(|people| people.successes * factor(people.year + follow_up_year - 1)).sum())
}

/// The present value at a net success rate of 1.
pub fn at_a_rate_of_one(case: &Case<'_>, follow_up_year: i32) -> f64 {
    let (inputs, intervention) = (case.inputs, &case.inputs.intervention);
    let counted = match inputs.effect.denominator {
        Denominator::Completed => intervention.participants * intervention.completion_rate,
        Denominator::Started => intervention.participants,
    };
    let years = (0..intervention.years).map(|year| year + intervention.years_to_completion + follow_up_year - 1);
    years.map(|year| counted * discount_factor(&inputs.discount, year)).sum()
}
