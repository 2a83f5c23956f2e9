//! Implausible deliveries are reported.

use std::sync::Arc;

use arrow::array::Date32Array;

use super::village::{Audit, EMPTY_REGISTERS, deaths, register, village, y};
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
    assert!(audit.said.contains("note: register `r`: 1 row of another year than its file\n"), "{}", audit.said);
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

/// A condition that no row meets makes every value zero: noted by a build and a check, one note for all such variables of a register.
#[test]
fn conditions_that_no_row_meets_are_noted() {
    let world = village();
    let column = "[columns]\nart = { names = \"KODE\", type = \"integer\" }";
    register(&world, "r", &format!("{EVENT}\n{column}"));
    y(&world, "1", r#"{ register = "r", where = "art = 9", value = "COUNT(*)" }"#);
    let mut table = events(&[(1, "2012-05-01"), (5, "2012-06-01")]);
    table.set("KODE", integers([1, 2]));
    world.put("r.parquet", table);
    let audit = Audit::of(&world);
    let note = "none of 2 row(s) of the cohorts' persons meets the condition of variable `y`";
    assert_eq!(audit.said, format!("{EMPTY_REGISTERS}note: register `r`: {note}\n"));
    let variables = std::fs::read_to_string(world.path("pipelines/variables/all.toml")).unwrap();
    let z = "[[variable]]\nid = \"z\"\nresolution = 1\nfrom = [{ register = \"r\", where = \"art > 8\", value = \"COUNT(*)\" }]\n";
    world.text("pipelines/variables/all.toml", &format!("{variables}{z}"));
    let cells = crate::check_extracts::cells(&world, "en");
    let wanted = "none of 2 row(s) meets the conditions of variables `y` and `z`";
    assert!(cells.iter().any(|cell| cell == wanted), "{cells:#?}");
}

/// Rows of other years than those that count, or weeks without any code, make every value zero too.
#[test]
fn a_register_of_which_no_row_is_of_a_covered_year_is_noted() {
    let years = "2011, 2012, 2013, 2014 and 2015, which the register covers";
    let world = village();
    register(&world, "r", EVENT);
    y(&world, "1", COUNT);
    let days: Vec<String> = (0..60).map(|row| format!("1990-{:02}-{:02}", 1 + row % 12, 1 + row / 12)).collect();
    let rows: Vec<(i64, &str)> = days.iter().zip(0..).map(|(day, row)| (1 + row % 8, day.as_str())).collect();
    world.put("r.parquet", events(&rows));
    let audit = Audit::of(&world);
    assert!(audit.said.contains(&format!("note: register `r`: none of 60 row(s) is of {years}")), "{}", audit.said);
    let world = village();
    register(&world, "r", "kind = \"weekly_wide\"\nweeks = \"Y_{yy}{ww}\"\ncovers = { first = 2012, last = 2012 }");
    y(&world, "1", r#"{ register = "r", where = "code > 0", value = "COUNT(*)" }"#);
    let keys: Vec<i64> = (1..=8).chain(101..=140).collect();
    for year in 2010..=2015 {
        world.put(&format!("people{year}.parquet"), super::village::people(year, keys.iter().copied()));
    }
    world.put("r.parquet", super::village::weeks(&keys, &[2012], |_, _, _| None));
    let cells = crate::check_extracts::cells(&world, "en");
    let wanted = "none of 48 row(s) is of 2012, which the register covers";
    assert!(cells.iter().any(|cell| cell == wanted), "{cells:#?}");
}

/// A year of the population whose keys lack their zeros would be other persons.
#[test]
fn keys_of_a_population_in_two_spellings_are_refused() {
    let world = village();
    register(&world, "r", EVENT);
    y(&world, "1", COUNT);
    let padded = |keys: &arrow::array::ArrayRef, width: usize| {
        let keys = arrow::array::AsArray::as_primitive::<arrow::datatypes::Int64Type>(keys).clone();
        crate::world::texts(keys.values().iter().map(|key| format!("{key:0width$}")).collect::<Vec<_>>())
    };
    for year in 2010..=2015 {
        let width = if year == 2013 { 1 } else { 8 };
        let table = super::village::people(year, (1..=8).chain(101..=140));
        world.put(&format!("people{year}.parquet"), table);
        world.change(&format!("people{year}.parquet"), |t| t.map("PNR", |keys| padded(keys, width)));
    }
    world.put("r.parquet", events(&[(1, "2012-05-01")]));
    for name in ["r.parquet", "marks.parquet", "deaths.parquet", "moves.parquet"] {
        world.change(name, |t| t.map("PNR", |keys| padded(keys, 8)));
    }
    let said = refused(&world, "two spellings");
    let wanted = "error: register `people`, column `PNR`: 48 of 96 person(s) have a key that another has in another spelling: with other leading \
                  zeros or with separators\n";
    assert!(said.starts_with(wanted), "{said}");
}

/// A file that goes while it is read is named, with what to do.
#[test]
fn a_file_that_was_removed_is_named() {
    let world = village();
    register(&world, "r", EVENT);
    y(&world, "1", COUNT);
    world.put("r.parquet", events(&[(1, "2012-05-01")]));
    let definitions = som::definitions::Definitions::load(&world.path("pipelines")).unwrap();
    let extracts = som::registers::Extracts::list(&world.path("extracts")).unwrap();
    std::fs::remove_file(world.extract("r.parquet")).unwrap();
    let register = definitions.register("r").unwrap();
    let error = extracts.open(register).err().unwrap();
    assert_eq!(error.to_string(), "register `r`, r.parquet: was removed after the folder was listed");
    let hint = error.hint().unwrap_or_default();
    assert_eq!(hint, "keep the folder of extracts unchanged during a build; put the file back and build again");
}
