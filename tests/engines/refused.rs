//! What no script expresses: refused by name before anything is written, each with its own message.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Decimal128Array, Int64Array, StringArray, TimestampNanosecondArray};

use super::{DUCKDB, SAIL, families, forms, small};
use crate::world::World;

/// The first line of the refusal.
#[track_caller]
fn refused(world: &World) -> String {
    let output = DUCKDB.write(world);
    let said = world.said(&output.stderr);
    assert_eq!(output.status.code(), Some(10), "{said}");
    assert!(!DUCKDB.folder(world).exists());
    let hint =
        "hint: let `som build` read this register from its extracts, and name the other registers with --register";
    let of_population = "hint: the population, deaths and migration are read by scripts together: change what is named";
    assert!(said.contains(hint) || said.contains(of_population), "{said}");
    said.lines().next().unwrap().to_owned()
}

/// Gives a column of a file another array, made of its number of rows.
fn stored(world: &World, file: &str, column: &str, array: impl Fn(usize) -> ArrayRef) {
    world.change(file, |table| {
        let rows = table.get(column).len();
        table.set(column, array(rows));
    });
}

#[test]
fn functions_and_types() {
    let world = small();
    world.define("variables/all.toml", "reason LIKE 'A%' OR reason LIKE 'B%'", "UPPER(reason) = 'A10'");
    assert_eq!(
        refused(&world),
        "error: register `visits`: DIR/pipelines/variables/all.toml:4:40: the function UPPER is not written in another engine's SQL"
    );
    let world = small();
    stored(&world, "visits/part0.parquet", "BELOB", |rows| {
        Arc::new(
            Decimal128Array::from_iter_values((0..rows as i128).map(|n| n * 25))
                .with_precision_and_scale(30, 0)
                .unwrap(),
        )
    });
    assert_eq!(
        refused(&world),
        "error: register `visits`: visits/part0.parquet: no script reads column `BELOB`, which is stored as Decimal128(30, 0)"
    );
    let world = small();
    world.define("registers/visits.toml", "amount = {", "Reason = { names = \"KODE\", type = \"text\" }\namount = {");
    world.define(
        "variables/all.toml",
        "value = \"SUM(amount)\"",
        "where = \"Reason = 'A10' AND reason = 'A10'\", value = \"SUM(amount)\"",
    );
    assert_eq!(refused(&world), "error: register `visits`: the columns `Reason` and `reason` differ in case only");
    let world = small();
    world.define(
        "variables/all.toml",
        "resolution = 1\nfrom = [{ register = \"visits\"",
        "resolution = 2\nfrom = [{ register = \"visits\"",
    );
    assert_eq!(
        refused(&world),
        "error: register `visits`: variable `visits` counts rows in steps of which one row is not a whole number"
    );
}

#[test]
fn weeks_and_months_of_several_types() {
    let world = small();
    stored(&world, "weeks.parquet", "Y_1001", |rows| Arc::new((0..rows).map(|_| Some("130")).collect::<StringArray>()));
    assert_eq!(
        refused(&world),
        "error: register `weeks`: weeks.parquet: no script reads weeks that are stored as several types, or as Int64"
    );
    let world = forms::country();
    stored(&world, "jobs.parquet", "BRANCHE_2012_03", |rows| {
        Arc::new((0..rows as i64).map(Some).collect::<Int64Array>())
    });
    let said = refused(&world);
    assert!(said.starts_with("error: register `jobs`: jobs.parquet: ") && said.contains("several types"), "{said}");
}

#[test]
fn periods_and_moments() {
    let world = forms::country();
    world.define("registers/absence.toml", "spread = \"months\"", "spread = { start = 300, end = 101 }");
    assert_eq!(refused(&world), "error: register `absence`: a school year that is divided into more than 400 parts");
    let world = families::country(true);
    stored(&world, "letters2012.parquet", "SENDT", |rows| {
        let times = TimestampNanosecondArray::from_iter_values((0..rows as i64).map(|n| 1_330_000_000_000_000_000 + n));
        Arc::new(times.with_timezone("UTC"))
    });
    assert_eq!(
        refused(&world),
        "error: register `letters`: letters2012.parquet: no script reads column `SENDT`, which is stored as Timestamp(ns, \"UTC\")"
    );
}

#[test]
fn runs_of_weeks_over_several_files_are_refused_as_in_a_build() {
    let world = small();
    world.define("variables/all.toml", "code BETWEEN 130 AND 139", "run_week = 2");
    for (name, years) in [("weeks1.parquet", 10..=12), ("weeks2.parquet", 13..=14)] {
        let mut part = world.table("weeks.parquet");
        part.0.retain(|(column, _)| {
            column == "PNR" || years.clone().any(|year| column.starts_with(&format!("Y_{year}")))
        });
        world.put(name, part);
    }
    std::fs::remove_file(world.extract("weeks.parquet")).unwrap();
    world.define(
        "registers/weeks.toml",
        "files = [\"weeks.parquet\"]",
        "files = [\"weeks*.parquet\"]\ndeliveries = \"parts\"",
    );
    assert_eq!(
        refused(&world),
        "error: register `weeks`: `run_week` is used, and a person's weeks are in several files"
    );
    let output = world.build();
    let said = world.said(&output.stderr);
    assert!(
        output.status.code() == Some(11)
            && said.contains("a person's weeks are in several files, and `run_week` counts weeks in a row"),
        "{said}"
    );
}

#[test]
fn moments_in_spark() {
    let world = families::country(true);
    let output = SAIL.write(&world);
    let said = world.said(&output.stderr);
    assert_eq!(output.status.code(), Some(10), "{said}");
    assert_eq!(
        said.lines().next().unwrap(),
        "error: register `calls`: no script for Spark reads times of UTC or with a zone, such as column `IND`"
    );
}
