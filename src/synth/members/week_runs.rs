//! Which week of a run a planted week is, as the engine counts it: the truth of variables that read `run_week` follows from it.

use std::collections::BTreeSet;

use definitions::register::Register;

use super::row::Row;

/// The column of weekly wide registers.
pub const RUN_WEEK: &str = "run_week";

/// The week's number in its run among planted rows, 0 where its code continues none; `None` of registers without weeks. Planted weeks
/// begin after the first week of a year and end before the last, so that no run goes on over new year.
pub fn run_week(register: &Register, row: &Row, rows: &[Row]) -> Option<i64> {
    let weekly = register.kind.weekly()?;
    let week = |row: &Row| row.values.get("week")?.as_integer();
    let continues =
        |row: &&Row| row.values.get("code").and_then(toml::Value::as_integer).is_some_and(|c| weekly.counts(c));
    let in_year = |other: &&Row| other.register == row.register && other.year == row.year;
    let weeks: BTreeSet<i64> = rows.iter().filter(in_year).filter(continues).filter_map(week).collect();
    let last = week(row)?;
    Some((1..=last).rev().take_while(|week| weeks.contains(week)).count() as i64)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use definitions::Definitions;

    use super::*;

    #[test]
    fn weeks_of_a_benefit_in_a_row_are_numbered() {
        let shipped = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../pipelines");
        let definitions = Definitions::load(&shipped).unwrap();
        let dream = definitions.register("dream").unwrap();
        let row = |year: i32, week: i64, code: i64| {
            let values = [("week", week), ("code", code)].map(|(name, value)| (name.to_owned(), value.into()));
            Row { register: "dream".to_owned(), year, values: BTreeMap::from(values), link: None }
        };
        // Maternity benefit (881) continues no run.
        let rows = [row(2012, 2, 111), row(2012, 3, 111), row(2012, 4, 881), row(2012, 5, 111), row(2013, 6, 111)];
        let runs: Vec<Option<i64>> = rows.iter().map(|row| run_week(dream, row, &rows)).collect();
        assert_eq!(runs, [Some(1), Some(2), Some(0), Some(1), Some(1)]);
        let other = definitions.register("sssy").unwrap();
        assert_eq!(run_week(other, &rows[0], &rows), None);
    }
}
