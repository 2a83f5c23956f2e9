//! Results that are incomplete, doubled, of other scripts or of bad extracts: every one is refused, and none becomes a number.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::hard_country::hard_country;
use super::{DUCKDB, Engine, built, small};
use crate::tools::project;
use crate::world::World;

/// The error of a build from results.
fn refused(engine: Engine, world: &World) -> String {
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
fn results_that_lost_a_part_or_have_one_twice_are_refused() {
    let Some(python) = DUCKDB.python() else { return };
    let world = built(small());
    ran(&python, &world);
    let cases: [(&str, &str, &str); 11] = [
        (
            "visits/rows",
            "SELECT * FROM t WHERE person IS NULL OR person % 7 <> 3",
            "register `visits`: its results count ",
        ),
        ("people/rows", "SELECT * FROM t LIMIT 100", "register `people`: its results count "),
        ("deaths/rows", "SELECT * FROM t LIMIT 1", "register `deaths`: its results count "),
        ("stays/joined_1", "SELECT * FROM t WHERE year = 2011", "its results count "),
        ("stays/joined_1", "SELECT * FROM t WHERE person % 7 <> 3", "spells were joined, of "),
        ("weeks/rows", "SELECT * FROM t WHERE year <> 2013", "years or weeks of rows, of "),
        ("income/rows", "SELECT * FROM t UNION ALL SELECT * FROM t", "register `income`: its results count "),
        ("people/rows", "SELECT * FROM t UNION ALL SELECT * FROM t", "a person stands in the result twice"),
        ("visits/rows", "SELECT * EXCLUDE (value_2) FROM t", "no column `value_2`"),
        (
            "visits/rows",
            "SELECT * REPLACE (CAST(value_2 AS DOUBLE) AS value_2) FROM t",
            "column `value_2` is of another type",
        ),
        ("visits/rows", "SELECT * REPLACE ('other' AS script) FROM t", "holds rows of another script"),
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
    // Rows that came after the scripts were written.
    world.change("visits/part1.parquet", |table| table.repeat(3));
    assert!(DUCKDB.run(&python, &DUCKDB.folder(&world)).status.success());
    let said = refused(DUCKDB, &world);
    assert!(said.contains("register `visits`: its results count "), "{said}");
}

#[test]
fn an_engine_that_is_killed_leaves_no_release() {
    let Some(python) = DUCKDB.python() else { return };
    let world = built(hard_country());
    let written = DUCKDB.write(&world);
    assert!(written.status.success(), "{}", world.said(&written.stderr));
    let folder = DUCKDB.folder(&world);
    let list: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.join("scripts.json")).unwrap()).unwrap();
    let scripts = list["registers"].as_array().unwrap().len();
    // Killed as soon as so many results are there, whatever the engine is doing then.
    for wanted in [1, scripts / 2] {
        let mut child = Command::new(&python)
            .arg(project().join("benches/engines/run.py"))
            .arg("duckdb")
            .arg(&folder)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let there = || crate::tools::files(&folder.join("results")).len();
        while there() < wanted && child.try_wait().unwrap().is_none() {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        if there() < scripts {
            refused(DUCKDB, &world);
        }
    }
    // Run again, it gives the release.
    assert!(DUCKDB.run(&python, &folder).status.success());
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

#[test]
fn what_no_script_expresses_is_refused_and_named() {
    let world = small();
    world.define("variables/all.toml", "reason LIKE 'A%' OR reason LIKE 'B%'", "UPPER(reason) = 'A10'");
    let output = DUCKDB.write(&world);
    let said = world.said(&output.stderr);
    assert_eq!(output.status.code(), Some(10), "{said}");
    assert_eq!(
        said.lines().next().unwrap(),
        "error: register `visits`: DIR/pipelines/variables/all.toml:4:40: the function UPPER is not written in another engine's SQL"
    );
    assert!(!DUCKDB.folder(&world).exists());
}
