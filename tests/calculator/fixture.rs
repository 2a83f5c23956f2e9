//! The release that is written as readable rows.

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use som::case::{self, Inputs};
use som::definitions::table;
use som::tables::Database;
use toml::{Table, Value};

/// A path in the project.
pub fn path(inside: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(inside)
}

/// `fixtures/calculator/database.toml`.
pub fn database() -> Database {
    let text = std::fs::read_to_string(path("fixtures/calculator/database.toml")).unwrap();
    let file: Table = text.parse().unwrap();
    Database {
        release: file["release"].as_str().unwrap().to_owned(),
        price_year: i32::try_from(file["price_year"].as_integer().unwrap()).unwrap(),
        synthetic: file["synthetic"].as_bool().unwrap(),
        target_groups: rows(&file, "target_groups"),
        subgroups: rows(&file, "subgroups"),
        success_measures: rows(&file, "success_measures"),
        cohorts: rows(&file, "cohorts"),
        profiles: Vec::new(),
        consequences: rows(&file, "consequences"),
        estimates: rows(&file, "estimates"),
        covariances: rows(&file, "covariances"),
        fits: rows(&file, "fits"),
        prices: rows(&file, "prices"),
        price_index: rows(&file, "price_index"),
        effects: rows(&file, "effects"),
        qualifications: rows(&file, "qualifications"),
        experiences: rows(&file, "experiences"),
        sources: rows(&file, "sources"),
        interventions: rows(&file, "interventions"),
        intervention_balance: rows(&file, "intervention_balance"),
        intervention_lots: rows(&file, "intervention_lots"),
        ..Database::default()
    }
}

fn rows<R: DeserializeOwned>(file: &Table, name: &str) -> Vec<R> {
    let defaults = file.get("defaults").and_then(|all| all.get(name)).and_then(Value::as_table);
    let written = file.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let complete = |row: Value| {
        let mut whole = defaults.cloned().unwrap_or_default();
        whole.extend(row.as_table().unwrap().clone());
        Value::Table(whole).try_into().unwrap_or_else(|error| panic!("{name}: {error}\n{row}"))
    };
    written.into_iter().map(complete).collect()
}

/// `fixtures/calculator/case.toml`, resolved.
pub fn inputs() -> Inputs {
    resolved("case.toml", &database())
}

/// A case of `fixtures/calculator`, resolved.
pub fn resolved(case: &str, database: &Database) -> Inputs {
    let file = table::open(&path("fixtures/calculator").join(case)).unwrap();
    case::parse(&file, database).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}
