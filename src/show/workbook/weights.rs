//! The weights of follow-up years: what a krone per success comes to over all successes of a case.

use rust_xlsxwriter::XlsxError;

use super::case::Case;
use super::sheet::here;
use calculation::calculator::{discount_factor, terms};
use calculation::case::inputs::Cost;
use foundation::words::{CostBasis, Denominator, Payer};

/// The first row of follow-up years.
pub const FOLLOW_UP: u32 = 3;
/// The column of the weight of a krone per success, undiscounted; the present value is the next column.
pub const WEIGHT: u16 = 4;
/// The column of the weight as present value at a net success rate of 1.
pub const PER_RATE: u16 = 6;

/// The name of the sheet of the calculation.
pub fn name(case: &Case<'_>) -> String {
    case.sheet_name("Beregning", "Calculation")
}

/// The cell of a follow-up year's weight.
pub fn weight_cell(case: &Case<'_>, follow_up_year: i32, column: u16) -> Result<String, XlsxError> {
    let row = FOLLOW_UP + count(follow_up_year - 1)?;
    Ok(format!("{}!{}", name(case), here(row, column)))
}

/// A number of years as a number of rows.
pub fn count(years: i32) -> Result<u32, XlsxError> {
    u32::try_from(years).map_err(|_| XlsxError::RowColumnLimitError)
}

/// The weight of a krone per success in a follow-up year, over all successes: undiscounted, and as present value.
pub fn weights(case: &Case<'_>, follow_up_year: i32) -> (f64, f64) {
    let inputs = case.inputs;
    let people = &case.result.people;
    let factor = |year: i32| discount_factor(&inputs.discount, year - inputs.intervention.start_year);
    let undiscounted = people.iter().map(|people| people.successes).sum();
    (undiscounted, people.iter().map(|people| people.successes * factor(people.year + follow_up_year - 1)).sum())
}

/// Calendar years beyond the case's own, so that more years in operation have room.
const ROOM: u32 = 15;

/// The rows of calendar years on the sheet of the calculation.
pub fn rows(case: &Case<'_>) -> Result<u32, XlsxError> {
    let used = u32::try_from(case.result.by_year.len()).map_err(|_| XlsxError::RowColumnLimitError)?;
    // The engine's result ends with its last amount; the workbook needs every year of the horizon.
    let intervention = &case.inputs.intervention;
    let span = intervention.years + intervention.years_to_completion + case.inputs.horizon;
    Ok(used.max(count(span)?) + ROOM)
}

/// Successes of a calendar year at a net success rate of 1.
pub fn successes_at_one(case: &Case<'_>, year: i32) -> f64 {
    let (inputs, intervention) = (case.inputs, &case.inputs.intervention);
    let share = match inputs.effect.denominator {
        Denominator::Completed => intervention.completion_rate,
        Denominator::Started => 1.0,
    };
    let start = year - intervention.years_to_completion;
    intervention.starts().filter(|(year, _)| *year == start).map(|(_, started)| started * share).sum()
}

/// The present value of a krone per success in a follow-up year, at a net success rate of 1.
pub fn at_a_rate_of_one(case: &Case<'_>, follow_up_year: i32) -> f64 {
    let (inputs, intervention) = (case.inputs, &case.inputs.intervention);
    let weight = |(year, _): (i32, f64)| {
        let completed = year + intervention.years_to_completion;
        let factor = discount_factor(&inputs.discount, completed + follow_up_year - 1 - intervention.start_year);
        successes_at_one(case, completed) * factor
    };
    intervention.starts().map(weight).sum()
}

/// Kroner that each additional success costs a payer itself, less grants and displaced costs; negative is a cost.
pub fn per_success(case: &Case<'_>, payer: Payer) -> f64 {
    let inputs = case.inputs;
    let sum = |costs: &[Cost]| -> f64 {
        let those = costs.iter().filter(|cost| cost.basis == CostBasis::PerSuccess && cost.payer == payer);
        those.map(|cost| cost.kr * cost.factor).sum()
    };
    sum(&inputs.displaced) - sum(&inputs.costs)
}

/// Kroner that one success brings a payer in a follow-up year.
pub fn per_success_in(case: &Case<'_>, year: i32, payer: Payer) -> f64 {
    let consequences = case.inputs.consequences.iter().zip(&case.result.consequences);
    let terms = consequences.flat_map(|(consequence, reach)| terms(case.inputs, consequence, reach));
    let of_year = terms.filter(|term| term.follow_up_year == year);
    of_year.map(|term| term.kr[payer as usize] * term.value).sum()
}
