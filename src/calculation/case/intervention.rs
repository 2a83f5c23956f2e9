//! The first input: the intervention, its years and its participants.

use super::declared::intervention as declared;
use super::declared::read;
use super::inputs::Intervention;
use definitions::table::Table;

/// Reads `[intervention]`.
pub fn read(table: &Table<'_>) -> Option<Intervention> {
    let name = read::text(table, &declared::NAME);
    let start_year = read::integer(table, &declared::START_YEAR);
    let years = read::integer(table, &declared::YEARS);
    let participants = read::number(table, &declared::PARTICIPANTS);
    let completion_rate = read::share(table, &declared::COMPLETION_RATE);
    let years_to_completion = read::integer(table, &declared::YEARS_TO_COMPLETION);
    table.finish();
    Some(Intervention {
        name: name?.value,
        start_year: start_year?.value,
        years: years?.value,
        participants: participants?.value,
        completion_rate: completion_rate?.value,
        years_to_completion: years_to_completion?.value,
    })
}
