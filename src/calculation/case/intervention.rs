//! The first input: the intervention, its years and its participants.

use super::checks::{check_range, check_rate, required_text};
use super::inputs::Intervention;
use definitions::table::Table;

/// The years that a case can begin in; others are slips of the hand.
const START_YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;
/// Years in operation: beyond this, one case is no longer one intervention.
const OPERATION: std::ops::RangeInclusive<i32> = 1..=50;
/// More than live in the country.
const MOST_PARTICIPANTS: f64 = 1e7;
/// Whole calendar years from start to completion.
const TO_COMPLETION: std::ops::RangeInclusive<i32> = 0..=10;

/// Reads `[intervention]`.
pub fn read(table: &Table<'_>) -> Option<Intervention> {
    let report = table.report();
    let name = required_text(table, "name");
    let start_year = table.required::<i32>("start_year");
    let years = table.required::<i32>("years");
    let participants = table.required::<f64>("participants");
    let completion_rate = table.required::<f64>("completion_rate");
    let years_to_completion = table.or("years_to_completion", 0);
    table.finish();
    if let Some(year) = &start_year {
        check_range("start_year", year, START_YEARS, report);
    }
    if let Some(years) = &years {
        check_range("years", years, OPERATION, report);
    }
    check_range("years_to_completion", &years_to_completion, TO_COMPLETION, report);
    if let Some(participants) = &participants
        && !(participants.value > 0.0 && participants.value <= MOST_PARTICIPANTS)
    {
        report.mistake_with_hint(
            &participants.place,
            format!("`participants` is {}: it is a number above 0 and at most ten million", participants.value),
            "write how many start the intervention each year",
        );
    }
    if let Some(rate) = &completion_rate {
        check_rate("completion_rate", rate, report);
    }
    Some(Intervention {
        name: name?.value,
        start_year: start_year?.value,
        years: years?.value,
        participants: participants?.value,
        completion_rate: completion_rate?.value,
        years_to_completion: years_to_completion.value,
    })
}
