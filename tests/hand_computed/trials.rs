//! Small trials of deliveries that no other page has: layouts, columns and persons as they come, each with its figure or message.
//! `fixtures/dst/trials.csv` lists every trial of an official shape with the test that holds it.

use super::village::{Audit, deaths, moves, register, village, y};
use crate::world::{Table, World, dates, integers, numbers, texts};

const EVENT: &str = "kind = \"event\"\ndate = \"DATO\"";
const COUNT: &str = r#"{ register = "r", value = "COUNT(*)" }"#;

fn events(rows: &[(i64, &str)]) -> Table {
    Table::of(vec![("PNR", integers(rows.iter().map(|row| row.0))), ("DATO", dates(rows.iter().map(|row| row.1)))])
}

/// Standard error of a build that refuses an extract.
fn refused(world: &World) -> String {
    let output = world.build();
    let said = world.said(&output.stderr);
    assert_eq!(output.status.code(), Some(11), "{said}");
    said
}

/// The village with a register of events of persons 1 and 5.
fn visited() -> World {
    let world = village();
    register(&world, "r", EVENT);
    y(&world, "1", COUNT);
    world.put("r.parquet", events(&[(1, "2012-05-01"), (5, "2012-06-01"), (5, "2012-07-01")]));
    world
}

#[test]
fn every_quarter_of_the_population_is_too_many() {
    let world = visited();
    world.define("registers/people.toml", "people{year}.parquet", "people/people{year}*.parquet");
    for year in 2010..=2015 {
        for month in ["03", "06", "09", "12"] {
            world.put(&format!("people/people{year}{month}.parquet"), world.table(&format!("people{year}.parquet")));
        }
    }
    let said = refused(&world);
    let fault = "error: register `people`, people/people201006.parquet: 8 row(s) too many in 2010: a status register has one row a person and year";
    assert_eq!(said.lines().next(), Some(fault));
    let hint = "hint: correct the extract: it may hold a delivery twice, or the quarters of a year, as BEF has: let `files` name one quarter, such \
                as `bef{year}12.parquet`";
    assert_eq!(world.said(&world.build().stderr).lines().nth(1), Some(hint));
    // The quarter of December alone is the population.
    world.define("registers/people.toml", "people{year}*.parquet", "people{year}12.parquet");
    Audit::of(&world).knows(2012, &[1.0, 0.0, 0.0, 0.0], &[2.0, 0.0, 0.0, 0.0]);
}

#[test]
fn the_later_of_two_deliveries_counts_by_year() {
    let world = visited();
    let files = "files = [\"{delivery}/dst/r/year={year}/*12.parquet\"]\ndeliveries = \"last\"";
    register(&world, "r", &format!("{files}\ncovers = {{ first = 2012, last = 2013 }}\n{EVENT}"));
    world.put("2024/dst/r/year=2012/r201212.parquet", events(&[(1, "2012-05-01"), (2, "2012-05-01")]));
    world.put("2024/dst/r/year=2013/r201312.parquet", events(&[(5, "2013-05-01")]));
    world.put("2025/dst/r/year=2013/r201312.parquet", events(&[(5, "2013-05-01"), (6, "2013-05-01")]));
    let audit = Audit::of(&world);
    audit.knows(2012, &[1.0, 1.0, 0.0, 0.0], &[0.0; 4]);
    audit.knows(2013, &[0.0; 4], &[1.0, 1.0, 0.0, 0.0]);
    assert_eq!(audit.counted("r", "files_passed_over_for_a_later_delivery"), 1);
}

#[test]
fn a_folder_without_a_year_is_read_where_it_is_written_out() {
    let world = visited();
    register(&world, "r", &format!("files = [\"r/year=__HIVE_DEFAULT_PARTITION__/*.parquet\"]\n{EVENT}"));
    world.put("r/year=__HIVE_DEFAULT_PARTITION__/part-0.parquet", events(&[(2, "2012-05-01")]));
    Audit::of(&world).knows(2012, &[0.0, 1.0, 0.0, 0.0], &[0.0; 4]);
}

#[test]
fn a_year_without_rows_is_zero() {
    let world = visited();
    let covers = "files = [\"r{year}.parquet\"]\ncovers = { first = 2012, last = 2013 }";
    register(&world, "r", &format!("{covers}\n{EVENT}"));
    world.put("r2012.parquet", events(&[]));
    world.put("r2013.parquet", events(&[(1, "2013-05-01")]));
    let audit = Audit::of(&world);
    audit.knows(2012, &[0.0; 4], &[0.0; 4]);
    audit.knows(2013, &[1.0, 0.0, 0.0, 0.0], &[0.0; 4]);
}

#[test]
fn columns_that_no_definition_names_can_be_of_any_name() {
    let world = visited();
    world.define("registers/r.toml", "person = \"PNR\"", "person = \"BARN_PNR\"");
    let mut table = events(&[(2, "2012-05-01"), (6, "2012-06-01")]);
    table.rename("PNR", "BARN_PNR");
    // The adult's key, and the same mark in two cases, as registers of children and joined deliveries have them.
    table.set("PNR", integers([1, 5]));
    table.set("CPRTJEK", texts(["0", "1"]));
    table.set("cprtjek", texts(["1", "0"]));
    world.put("r.parquet", table);
    Audit::of(&world).knows(2012, &[0.0, 1.0, 0.0, 0.0], &[0.0, 1.0, 0.0, 0.0]);
}

#[test]
fn weeks_are_read_from_text_and_from_numbers() {
    for weeks in [texts(["1218", "1226", "1301"]), numbers([1218.0, 1226.0, 1301.0]), integers([1218, 1226, 1301])] {
        let world = visited();
        register(&world, "r", "kind = \"event\"\ndate = { names = \"HONUGE\", type = \"yyww\" }");
        world.put("r.parquet", Table::of(vec![("PNR", integers([1, 5, 5])), ("HONUGE", weeks)]));
        let audit = Audit::of(&world);
        audit.knows(2012, &[1.0, 0.0, 0.0, 0.0], &[1.0, 0.0, 0.0, 0.0]);
        // The first week of 2013 begins on 31 December 2012.
        audit.knows(2013, &[0.0; 4], &[1.0, 0.0, 0.0, 0.0]);
    }
}

#[test]
fn amounts_have_the_dust_of_doubles_and_corrections_are_negative() {
    let world = visited();
    register(&world, "r", &format!("{EVENT}\n[columns]\nfee = {{ names = \"HONORAR\", type = \"number\" }}"));
    y(&world, "0.01", r#"{ register = "r", value = "SUM(fee)" }"#);
    let mut table = events(&[(1, "2012-05-01"), (1, "2012-05-02"), (5, "2012-06-01"), (5, "2012-07-01")]);
    table.set("HONORAR", numbers([0.1 + 0.2, 1_234.560_000_000_1, 100.0, -100.5]));
    world.put("r.parquet", table);
    Audit::of(&world).knows(2012, &[1234.86, 0.0, 0.0, 0.0], &[-0.5, 0.0, 0.0, 0.0]);
}

/// A key of zeros is a key like another: of no person, and counted as such.
#[test]
fn a_key_of_zeros_is_that_of_no_person() {
    let world = visited();
    let keyed = |table: &mut Table| {
        table.map("PNR", |keys| {
            let keys = arrow::array::AsArray::as_primitive::<arrow::datatypes::Int64Type>(keys).iter().flatten();
            texts(keys.map(|key| format!("{key:012}")))
        });
    };
    for (name, mut table) in world.tables() {
        keyed(&mut table);
        world.put(&name, table);
    }
    let mut table = events(&[(0, "2012-05-01"), (1, "2012-05-01")]);
    keyed(&mut table);
    world.put("r.parquet", table);
    let audit = Audit::of(&world);
    audit.knows(2012, &[1.0, 0.0, 0.0, 0.0], &[0.0; 4]);
    assert!(audit.said.contains("note: register `r`: 1 "), "{}", audit.said);
}

/// Registers contradict each other: the first sex and birth of a person count, the first death, and moves in order of days.
#[test]
fn persons_who_are_not_the_same_in_every_year_are_read() {
    let world = visited();
    let whole = Audit::of(&world);
    std::fs::remove_dir_all(world.path("output")).unwrap();
    world.change("people2013.parquet", |t| {
        t.map("KOEN", |_| integers([1; 8]));
        t.last("FOEDT", &dates(["1980-05-18"]));
    });
    // Two deaths of one person, and one who is listed after it; two immigrations and no emigration.
    deaths(&world, &[(4, "2015-05-01"), (4, "2015-06-01")]);
    moves(&world, &[(5, "2011-05-01", 1), (5, "2011-06-01", 1)]);
    let audit = Audit::of(&world);
    let knows = |year: i32| (audit.fit(year).n_success, audit.fit(year).n_non_success);
    assert_eq!(knows(2012), (whole.fit(2012).n_success, whole.fit(2012).n_non_success));
    audit.knows(2012, &[1.0, 0.0, 0.0, 0.0], &[2.0, 0.0, 0.0, 0.0]);
}

/// Every trial names tests that are there.
#[test]
fn every_trial_of_an_official_shape_has_its_test() {
    let trials = crate::tools::trials_with_tests("fixtures/dst/trials.csv");
    assert!(trials > 90, "{trials}");
}
