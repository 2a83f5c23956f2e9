//! The first input: the intervention, its years and its participants.

use super::declared::intervention as declared;
use super::declared::{Input, Presence, read};
use super::inputs::Intervention;
use toml_files::source::At;
use toml_files::table::Table;

/// Reads `[intervention]`.
pub fn read(table: &Table<'_>) -> Option<Intervention> {
    let name = read::text(table, &declared::NAME);
    let start_year = read::integer(table, &declared::START_YEAR);
    let years = read::integer(table, &declared::YEARS);
    let participants = participants(table);
    let completion_rate = read::share(table, &declared::COMPLETION_RATE);
    let years_to_completion = read::integer(table, &declared::YEARS_TO_COMPLETION);
    table.finish();
    let (participants, by_year) = participants?;
    check_years(&by_year, years.as_ref(), table);
    let participants_by_year = by_year.map_or_else(Vec::new, |by_year| by_year.value);
    Some(Intervention {
        name: name?.value,
        start_year: start_year?.value,
        years: years?.value,
        participants,
        participants_by_year,
        completion_rate: completion_rate?.value,
        years_to_completion: years_to_completion?.value,
    })
}

/// Persons who start each year, on average, and by year where the years differ.
fn participants(table: &Table<'_>) -> Option<(f64, Option<At<Vec<f64>>>)> {
    let by_year = read::numbers(table, &declared::PARTICIPANTS_BY_YEAR);
    let presence = if by_year.is_some() { Presence::Optional } else { Presence::Required };
    let same = read::number(table, &Input { presence, ..declared::PARTICIPANTS });
    match (by_year, same) {
        (Some(by_year), None) => {
            let sum: f64 = by_year.iter().sum();
            if sum <= 0.0 {
                table.report().mistake(&by_year.place, "`participants_by_year` has no participants in any year");
                return None;
            }
            Some((sum / by_year.len() as f64, Some(by_year)))
        }
        (None, Some(same)) => Some((same.value, None)),
        (Some(by_year), Some(_)) => {
            let message = "participants are given in two ways: `participants` and `participants_by_year`";
            table.report().mistake_with_hint(&by_year.place, message, "remove one of the two");
            None
        }
        (None, None) => None,
    }
}

fn check_years(by_year: &Option<At<Vec<f64>>>, years: Option<&At<i32>>, table: &Table<'_>) {
    if let (Some(by_year), Some(years)) = (by_year, years)
        && usize::try_from(years.value) != Ok(by_year.len())
    {
        let message = format!("`participants_by_year` has {} numbers for {years} years in operation", by_year.len());
        table.report().mistake_with_hint(&by_year.place, message, "write one number for each year in operation");
    }
}
