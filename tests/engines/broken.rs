//! Results that are incomplete, doubled, of other scripts or of bad extracts: every one is refused, and none becomes a number.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::forms::country;
use super::hard_country::hard_country;
use super::spelled::{Stands, without_zeros};
use super::{DUCKDB, Engine, SAIL, built, small};
use crate::hand_computed::village::{register, village, y};
use crate::world::{Table, World, dates, integers, numbers, texts};

/// The error of a build from results.
pub fn refused(engine: Engine, world: &World) -> String {
    let output = engine.build(world);
    let said = world.said(&output.stderr);
    assert_eq!(output.status.code(), Some(11), "{said}");
    assert!(!world.path(&format!("output-{}/r", engine.name)).exists());
    said
}

/// The small country with scripts that have been run.
fn ran(python: &str, world: &World) {
    let written = DUCKDB.write(world);
    assert!(written.status.success(), "{}", world.said(&written.stderr));
    let output = DUCKDB.run(python, &DUCKDB.folder(world));
    assert!(output.status.success(), "{}", world.said(&output.stderr));
}

fn part(world: &World, of: &str) -> PathBuf {
    DUCKDB.folder(world).join("results").join(of).join("part.parquet")
}

/// Changes a result in DuckDB.
fn change(python: &str, file: &Path, query: &str) {
    let file = file.display();
    let code = format!(
        "import duckdb; c = duckdb.connect(); c.sql(\"CREATE TABLE t AS SELECT * FROM read_parquet('{file}')\"); \
         c.sql(\"COPY ({query}) TO '{file}' (FORMAT parquet)\")"
    );
    assert!(Command::new(python).args(["-c", &code]).status().unwrap().success());
}

#[test]
fn missing_or_duplicated_result_parts_are_refused() {
    let Some(python) = DUCKDB.python() else { return };
    let world = built(small());
    ran(&python, &world);
    let cases: [(&str, &str, &str); 18] = [
        (
            "visits/rows",
            "SELECT * FROM t WHERE person IS NULL OR person % 7 <> 3",
            "register `visits`: its results count ",
        ),
        ("people/residence", "SELECT * FROM t LIMIT 100", "register `people`: its results count "),
        ("deaths/residence", "SELECT * FROM t LIMIT 1", "register `deaths`: its results count "),
        ("stays/joined_1", "SELECT * FROM t WHERE year = 2011", "its results count "),
        ("stays/joined_1", "SELECT * FROM t WHERE person % 7 <> 3", "spells were joined, of "),
        ("weeks/rows", "SELECT * FROM t WHERE year <> 2013", "years or weeks of rows, of "),
        ("income/rows", "SELECT * FROM t UNION ALL SELECT * FROM t", "register `income`: its results count "),
        ("people/residence", "SELECT * FROM t UNION ALL SELECT * FROM t", "a person stands in the result twice"),
        ("visits/rows", "SELECT * EXCLUDE (value_2) FROM t", "no column `value_2`"),
        (
            "visits/rows",
            "SELECT * REPLACE (CAST(value_2 AS DOUBLE) AS value_2) FROM t",
            "column `value_2` is of another type",
        ),
        ("visits/rows", "SELECT * REPLACE ('other' AS script) FROM t", "holds rows of another script"),
        // Rows that add up, and do not tell what the script wrote.
        (
            "visits/rows",
            "SELECT * REPLACE (CASE WHEN year = 2012 THEN 2013 ELSE year END AS year) FROM t",
            "register `visits`: its result `rows` of 2012, visits/part0.parquet has 0 groups of 0 rows, and had ",
        ),
        (
            "visits/rows",
            "SELECT * REPLACE (value_2 + CASE WHEN year = 2012 AND person % 7 = 3 THEN 1 ELSE 0 END AS value_2) FROM t",
            "register `visits`: its result `rows` of 2012, visits/part0.parquet has a sum of ",
        ),
        (
            "stays/joined_1",
            "SELECT * REPLACE (CASE WHEN year = 2011 THEN 2012 ELSE year END AS year) FROM t",
            "register `stays`: its result `joined_1` of 2011 has 0 groups of 0 rows, and had ",
        ),
        (
            "people/residence",
            "SELECT * FROM t UNION ALL SELECT * REPLACE (person + 1 AS person, 0 AS rows, 0 AS unmet, 0 AS outside, 0 AS inside, 0 AS present) \
             FROM t WHERE person % 7 = 3",
            "register `people`: its result `residence` has ",
        ),
        (
            "visits/rows",
            "SELECT * REPLACE (CAST(value_2 AS DECIMAL(18, 2)) / 2 AS value_2) FROM t",
            "column `value_2` is of another type",
        ),
        (
            "visits/copies",
            "SELECT * FROM t WHERE file <> 1",
            "register `visits`: its result `copies`, visits/part1.parquet has 0 groups of 0 rows, and had 1 groups of ",
        ),
        ("visits/copies", "SELECT * FROM t UNION ALL SELECT * FROM t", "counts the copies of a file twice"),
    ];
    for (of, query, wanted) in cases {
        let file = part(&world, of);
        let before = std::fs::read(&file).unwrap();
        change(&python, &file, query);
        let said = refused(DUCKDB, &world);
        assert!(said.contains(wanted), "{of}: {query}: {said}");
        std::fs::write(&file, before).unwrap();
    }
    let file = part(&world, "weeks/rows");
    std::fs::write(&file, &std::fs::read(&file).unwrap()[..200]).unwrap();
    let said = refused(DUCKDB, &world);
    assert!(said.contains("not readable as Parquet"), "{said}");
    std::fs::remove_file(&file).unwrap();
    let said = refused(DUCKDB, &world);
    assert!(said.contains("there is no result") && said.contains("weeks.sql"), "{said}");
    ran(&python, &world);
    std::fs::remove_file(part(&world, "visits/totals")).unwrap();
    let said = refused(DUCKDB, &world);
    assert!(
        said.contains("visits/totals: the script did not run to its end: there are no totals\nhint: run "),
        "{said}"
    );
}

/// What is counted beside the sums: lost or doubled, also where the totals agree with it.
#[test]
fn incomplete_counts_beside_the_sums_are_refused() {
    let Some(python) = DUCKDB.python() else { return };
    let world = without_zeros((Stands::Register, "art LIKE '10%'"), (400, 1010));
    world.change("r0.parquet", |table| {
        table.set("DATO", dates((0..400).map(|row| if row % 100 == 1 { "1850-01-01" } else { "2012-05-01" })));
    });
    let world = built(world);
    ran(&python, &world);
    let twice = "SELECT * FROM t UNION ALL SELECT * FROM t";
    let more = "SELECT * REPLACE (rows + 1000 AS rows) FROM t";
    let as_written = |part: &str| {
        format!("SELECT * REPLACE (rows + CASE WHEN part = '{part}' THEN 1000 * groups ELSE 0 END AS rows) FROM t")
    };
    let without_file = "SELECT * REPLACE (CASE WHEN part = 'conditions' THEN 1 ELSE groups END AS groups, CASE WHEN part = 'conditions' THEN 200 \
                        ELSE rows END AS rows) FROM t";
    let cases = [
        ("r/days", twice, None, "counts a day of a person twice"),
        ("r/conditions", twice, None, "counts a condition in a file twice"),
        ("r/digits", twice, None, "counts the codes of a person twice"),
        ("r/days", "SELECT * FROM t LIMIT 1", None, "its result `days` has 1 groups of "),
        ("r/conditions", "SELECT * REPLACE (misspelled + 1 AS misspelled) FROM t", None, " of them counted, and had "),
        (
            "r/conditions",
            "SELECT * FROM t WHERE file = 0",
            Some(without_file.to_owned()),
            "its result `conditions` has no row of r1.parquet",
        ),
        ("r/days", more, Some(as_written("days")), "its result `days` counts "),
        ("r/digits", more, Some(as_written("digits")), "its result `digits` counts "),
    ];
    let totals = part(&world, "r/totals");
    let before_totals = std::fs::read(&totals).unwrap();
    for (of, query, of_totals, wanted) in cases {
        let file = part(&world, of);
        let before = std::fs::read(&file).unwrap();
        change(&python, &file, query);
        if let Some(query) = &of_totals {
            change(&python, &totals, query);
        }
        let said = refused(DUCKDB, &world);
        assert!(said.contains(wanted), "{of}: {query}: {said}");
        std::fs::write(&file, before).unwrap();
        std::fs::write(&totals, &before_totals).unwrap();
    }
    assert!(DUCKDB.build(&world).status.success());
}

#[test]
fn rows_that_are_delivered_twice_are_refused_as_in_extracts() {
    let Some(python) = DUCKDB.python() else { return };
    let world = built(small());
    let all = arrow::array::Array::len(&world.table("visits/part1.parquet").get("PNR")) as u32;
    world.change("visits/part1.parquet", |table| table.repeat(all));
    let output = world.build_as("other");
    assert_eq!(output.status.code(), Some(11));
    let wanted = world.said(&output.stderr);
    ran(&python, &world);
    assert_eq!(refused(DUCKDB, &world), wanted);
}

#[test]
fn results_of_other_definitions_and_other_extracts_are_refused() {
    let Some(python) = DUCKDB.python() else { return };
    let world = built(small());
    ran(&python, &world);
    world.define("variables/all.toml", "SUM(amount)", "MAX(amount)");
    let said = refused(DUCKDB, &world);
    assert!(said.contains("the script of register `visits` is of other definitions"), "{said}");
    world.define("variables/all.toml", "MAX(amount)", "SUM(amount)");
    assert!(DUCKDB.build(&world).status.success());
    // Rows that came after the scripts were written, and other values in as many rows.
    let before = world.table("visits/part1.parquet");
    world.change("visits/part1.parquet", |table| table.repeat(3));
    assert!(DUCKDB.run(&python, &DUCKDB.folder(&world)).status.success());
    let changed = "register `visits`: visits/part1.parquet: the file has changed since the script was written from it";
    let said = refused(DUCKDB, &world);
    assert!(said.contains(changed), "{said}");
    world.put("visits/part1.parquet", before);
    assert!(DUCKDB.run(&python, &DUCKDB.folder(&world)).status.success());
    assert!(DUCKDB.build(&world).status.success());
    world.change("visits/part1.parquet", |table| {
        let rows = arrow::array::Array::len(&table.get("PNR"));
        table.set("BELOB", numbers((0..rows).map(|row| 200.5 * row as f64)));
    });
    let said = refused(DUCKDB, &world);
    assert!(said.contains(changed), "{said}");
}

#[test]
fn persons_twice_in_a_register_of_months_are_refused() {
    let Some(python) = DUCKDB.python() else { return };
    let world = country();
    world.change("jobs.parquet", |table| table.repeat(60));
    let output = world.build();
    let twice = "jobs.parquet: 60 row(s) too many: a person has one row over the same weeks or months";
    let said = world.said(&output.stderr);
    assert!(output.status.code() == Some(11) && said.contains("row(s) too many: a person has one row"), "{said}");
    ran(&python, &world);
    let said = refused(DUCKDB, &world);
    assert!(said.contains(twice), "{said}");
}

#[test]
fn bad_rows_of_a_small_cohort_are_held_against_its_rows() {
    let Some(python) = DUCKDB.python() else { return };
    let world = World::small();
    world.define("registers/visits.toml", "bad_rows = \"refuse\"", "bad_rows = { drop = true, at_most = \"2 %\" }");
    let keys = |table: &Table| {
        let keys = table.get("PNR");
        arrow::array::AsArray::as_primitive::<arrow::datatypes::Int64Type>(&keys).values().to_vec()
    };
    // Few persons are members, and their visits alone are bad: more than 2 % of theirs, and less than 2 % of all.
    world.change("stays.parquet", |table| {
        let members = (0u32..).zip(keys(table)).filter(|(_, key)| *key < 1040).map(|(row, _)| row).collect::<Vec<_>>();
        table.take(members);
    });
    world.change("visits/part0.parquet", |table| {
        let amount = |(row, key): (usize, i64)| if key < 1040 && row % 15 == 1 { f64::NAN } else { 100.25 };
        let amounts = keys(table).into_iter().enumerate().map(amount).collect::<Vec<_>>();
        table.set("BELOB", numbers(amounts));
    });
    let output = world.build();
    let wanted = world.said(&output.stderr);
    assert!(output.status.code() == Some(11) && wanted.contains("at most 2 %"), "{wanted}");
    ran(&python, &world);
    assert_eq!(refused(DUCKDB, &world), wanted);
}

#[test]
fn equal_results_of_two_variables_are_no_file_twice() {
    let Some(python) = DUCKDB.python() else { return };
    let world = small();
    for id in ["stays_a", "stays_b"] {
        let rest = "area = \"health\"\nunit = \"unit\"\nkind = \"expenditure\"\nsource = \"made up\"\nprovenance = \"illustrative\"\n";
        let from = "from = [{ register = \"stays\", date = \"spread\", value = \"SUM(days)\" }]";
        for (name, more) in [
            ("variables/all.toml", format!("\n[[variable]]\nid = \"{id}\"\nresolution = 1\n{from}\n")),
            (
                "consequences/all.toml",
                format!("\n[[consequence]]\nid = \"{id}\"\nlabel = {{ da = \"{id}\", en = \"{id}\" }}\n{rest}"),
            ),
        ] {
            let path = world.path("pipelines").join(name);
            let text = std::fs::read_to_string(&path).unwrap();
            std::fs::write(path, text + &more).unwrap();
        }
    }
    let world = built(world);
    ran(&python, &world);
    let output = DUCKDB.build(&world);
    assert!(output.status.success(), "{}", world.said(&output.stderr));
    DUCKDB.compare(&world);
}

#[test]
fn bad_rows_are_held_against_the_same_limit() {
    let Some(python) = DUCKDB.python() else { return };
    let world = built(hard_country());
    world.define("registers/stays.toml", "at_most = \"5 %\"", "at_most = \"0.1 %\"");
    let here = |world: &World| {
        let output = world.build_as("other");
        assert_eq!(output.status.code(), Some(11));
        world.said(&output.stderr)
    };
    let wanted = here(&world);
    ran(&python, &world);
    assert_eq!(refused(DUCKDB, &world), wanted);
    world.define("registers/stays.toml", "at_most = \"0.1 %\"", "at_most = \"5 %\"");
    world.define("registers/contacts.toml", "bad_rows = { drop = true, at_most = \"1 %\" }", "bad_rows = \"refuse\"");
    let wanted = here(&world);
    ran(&python, &world);
    let said = refused(DUCKDB, &world);
    assert_eq!(said, wanted.replace(", row group 0", ""));
}

/// A text with an offset is a moment, which a build from extracts reads on the clocks of the zone, and no script judges; any other text
/// behind a time is unreadable everywhere.
#[test]
fn texts_with_an_offset_are_refused_by_both_engines() {
    let engines: Vec<(Engine, String)> =
        [DUCKDB, SAIL].into_iter().filter_map(|engine| Some((engine, engine.python()?))).collect();
    let world = |end: &str| {
        let world = village();
        let date = "date = { names = \"DATO\", type = \"date\", stored = \"text\" }";
        let number = "[columns]\nnumber = { names = \"NR\", type = \"integer\" }";
        register(&world, "r", &format!("kind = \"event\"\n{date}\n{number}"));
        y(&world, "1", "{ register = \"r\", value = \"COUNT(*)\" }");
        let columns = vec![
            ("PNR", integers((0..16).map(|row| 1 + row % 8))),
            ("DATO", texts((0..16).map(|_| format!("2012-11-30T23:00:00{end}")))),
            ("NR", integers(0..16)),
        ];
        world.put("r.parquet", Table::of(columns));
        world
    };
    let ends = ["Z", ".000+00:00", "-0330", " UTC", " PM", ""];
    let worlds = ends.map(world);
    let said: Vec<(Option<i32>, String)> = worlds
        .iter()
        .map(|world| {
            let output = world.build();
            (output.status.code(), world.said(&output.stderr))
        })
        .collect();
    assert_eq!(said.iter().map(|said| said.0).collect::<Vec<_>>(), [0, 0, 0, 11, 11, 11].map(Some), "{said:#?}");
    for (engine, python) in engines {
        for world in &worlds {
            let written = engine.write(world);
            assert!(written.status.success(), "{}", world.said(&written.stderr));
        }
        let folders: Vec<PathBuf> = worlds.iter().map(|world| engine.folder(world)).collect();
        let ran = engine.command(&python, &folders).output().unwrap();
        assert!(ran.status.success(), "{}: {}", engine.name, String::from_utf8_lossy(&ran.stderr));
        for ((world, end), (code, said)) in worlds.iter().zip(ends).zip(&said) {
            let there = refused(engine, world);
            if *code == Some(0) {
                let unjudged = "r.parquet, column `DATO`: 16 value(s) in a format that the script can't check";
                assert!(there.contains(unjudged), "{}, {end}: {there}", engine.name);
            } else {
                assert_eq!(there, said.replace(", row group 0", ""), "{}, {end}", engine.name);
            }
        }
    }
}
