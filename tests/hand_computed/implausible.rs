//! Implausible deliveries are reported.

use std::sync::Arc;

use arrow::array::Date32Array;

use super::village::{Audit, deaths, register, village, y};
use crate::check_extracts::agrees;
use crate::world::{Table, World, dates, day, integers};

const EVENT: &str = "kind = \"event\"\ndate = \"DATO\"";
const COUNT: &str = r#"{ register = "r", value = "COUNT(*)" }"#;

fn events(rows: &[(i64, &str)]) -> Table {
    Table::of(vec![("PNR", integers(rows.iter().map(|row| row.0))), ("DATO", dates(rows.iter().map(|row| row.1)))])
}

/// The message of a refused build, compared with the check's.
fn refused(world: &World, name: &str) -> String {
    let output = world.build();
    let said = world.said(&output.stderr);
    assert_eq!(output.status.code(), Some(11), "{name}: {said}");
    agrees(world, name, &said);
    said
}

#[test]
fn a_duplicated_file_is_refused() {
    let world = village();
    register(&world, "r", EVENT);
    y(&world, "1", COUNT);
    world.put("r.parquet", events(&[(1, "2012-05-01")]));
    world.put("R.parquet", events(&[(1, "2012-05-01"), (5, "2012-05-01")]));
    let said = refused(&world, "twice");
    assert!(said.contains("`r`") && said.contains("r.parquet") && said.contains("R.parquet"), "{said}");
}

#[test]
fn events_of_another_year_than_their_file_are_counted() {
    let world = village();
    register(&world, "r", &format!("files = [\"r{{year}}.parquet\"]\n{EVENT}"));
    y(&world, "1", COUNT);
    for year in 2010..=2015 {
        let own = format!("{year}-05-01");
        let rows = if year == 2013 { vec![(1, own.as_str()), (5, "2012-05-01")] } else { vec![(1, own.as_str())] };
        world.put(&format!("r{year}.parquet"), events(&rows));
    }
    let audit = Audit::of(&world);
    audit.knows(2012, &[1.0, 0.0, 0.0, 0.0], &[1.0, 0.0, 0.0, 0.0]);
    assert!(audit.said.contains("note: register `r`: 1 rows of another year than their file\n"), "{}", audit.said);
}

#[test]
fn deaths_outside_the_registers_coverage_are_counted_and_ignored() {
    let world = village();
    register(&world, "r", EVENT);
    y(&world, "1", COUNT);
    world.put("r.parquet", events(&[(1, "2013-05-01"), (2, "2013-05-01")]));
    deaths(&world, &[]);
    // Person 1 has a typing error; person 2 died and is still on the lists.
    world.put("deaths.parquet", events(&[(1, "1960-01-01"), (2, "2012-07-01")]));
    let audit = Audit::of(&world);
    audit.knows(2013, &[1.0, 0.0, 0.0, 0.0], &[0.0; 4]);
    assert_eq!(audit.counted("deaths", "rows_outside_covers"), 1);
    assert_eq!(audit.counted("people", "persons_listed_after_their_death"), 1);
}

#[test]
fn a_year_with_incomplete_deaths_leaves_success_undetermined() {
    for (to, determined) in [("2011-12-31", 8), ("2011-06-30", 0)] {
        let world = village();
        register(&world, "r", EVENT);
        y(&world, "1", COUNT);
        world.put("r.parquet", events(&[(1, "2012-05-01")]));
        // No list of a later year shows the residents.
        let listed = "covers = { first = 2010, last = 2015 }";
        world.define("registers/people.toml", listed, "covers = { first = 2010, last = 2011 }");
        world.define("registers/deaths.toml", listed, &format!("covers = {{ from = 2010-01-01, to = {to} }}"));
        let audit = Audit::of(&world);
        assert_eq!(audit.step("determined"), determined, "deaths to {to}");
    }
}

#[test]
fn a_day_outside_the_calendar_is_refused() {
    let world = village();
    register(&world, "r", "kind = \"spell\"\nstart = \"IND\"\nend = \"UD\"");
    y(&world, "1", r#"{ register = "r", date = "end", value = "SUM(nights)" }"#);
    let spell = |start: i32, end: i32| {
        let of = |day| Arc::new(Date32Array::from(vec![day])) as arrow::array::ArrayRef;
        Table::of(vec![("PNR", integers([1])), ("IND", of(start)), ("UD", of(end))])
    };
    world.put("r.parquet", spell(i32::MIN, day("2012-05-17")));
    let said = refused(&world, "before time");
    assert!(said.contains("r.parquet, row group 0, column `IND`: 1 value(s) that are not days of 1800–9999"), "{said}");
    // An open end is written as the last day of the calendar.
    world.put("r.parquet", spell(day("2012-05-01"), day("9999-12-31")));
    Audit::of(&world).knows(2012, &[0.0; 4], &[0.0; 4]);
}

#[test]
fn statistics_that_disagree_with_the_rows_are_found() {
    let world = village();
    register(&world, "r", EVENT);
    y(&world, "1", COUNT);
    world.put("r.parquet", events(&[(1, "2012-05-01"), (5, "2013-06-02")]));
    world.bytes("r.parquet", |bytes| {
        // The footer's last day is replaced by the first, in every place.
        let length = u32::from_le_bytes(bytes[bytes.len() - 8..bytes.len() - 4].try_into().unwrap()) as usize;
        let footer = bytes.len() - 8 - length;
        let (last, first) = (day("2013-06-02").to_le_bytes(), day("2012-05-01").to_le_bytes());
        let places: Vec<usize> = (footer..bytes.len() - 4).filter(|at| bytes[*at..*at + 4] == last).collect();
        assert!(!places.is_empty());
        places.into_iter().for_each(|at| bytes[at..at + 4].copy_from_slice(&first));
    });
    let [pipelines, extracts] = ["pipelines", "extracts"].map(|name| world.path(name).display().to_string());
    let output = crate::tools::som(&["check", "--pipelines", &pipelines, "--extracts", &extracts, "--format", "csv"]);
    let found = world.said(&output.stdout);
    assert_eq!(output.status.code(), Some(11), "{found}");
    assert!(found.contains("misleading_statistics,1 value(s) outside what the row group's statistics say"), "{found}");
}

#[test]
fn a_register_without_matching_keys_is_refused_also_with_pruned_row_groups() {
    let written = |rows: &[(i64, &str)]| {
        let world = village();
        register(&world, "r", &format!("covers = {{ first = 2000, last = 2015 }}\n{EVENT}"));
        y(&world, "1", COUNT);
        // The first row group is before all years needed.
        let small = parquet::file::properties::WriterProperties::builder().set_max_row_group_row_count(Some(2));
        world.put("r.parquet", events(rows));
        events(rows).write(&world.extract("r.parquet"), small.build());
        world
    };
    let before = [(901, "2000-05-01"), (902, "2000-06-01")];
    let after = [(903, "2012-05-01"), (904, "2013-05-01")];
    let said = refused(&written(&[before, after].concat()), "unmatched");
    assert!(said.contains("none of its 4 row(s) has the key of a person in the population"), "{said}");
    // Only unmatched persons in the years that count, and matched persons before.
    let audit = Audit::of(&written(&[[(1, "2000-05-01"), (902, "2000-06-01")], after].concat()));
    audit.knows(2012, &[0.0; 4], &[0.0; 4]);
    assert_eq!(audit.counted("r", "rows_of_years_not_asked_for"), 2);
    assert_eq!(audit.counted("r", "rows_of_persons_not_in_the_population"), 2);
}
