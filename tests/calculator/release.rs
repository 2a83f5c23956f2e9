//! The command from a release on disk to what is printed.

use std::path::Path;

use som::knowledge::manifest::{MANIFEST, MANIFEST_HASH, Manifest};
use som::knowledge::parquet;
use som::tables::{Database, Row, SCHEMA_VERSION};

use super::fixture;
use crate::tools;

fn write_table<R: Row>(release: &Path, rows: &[R]) {
    parquet::write(&release.join("tables").join(format!("{}.parquet", R::TABLE)), rows).unwrap();
}

/// The least that reading asks of a release.
fn write(release: &Path, database: &Database) {
    std::fs::create_dir_all(release.join("tables")).unwrap();
    let manifest = Manifest {
        release: database.release.clone(),
        schema_version: SCHEMA_VERSION,
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        price_year: database.price_year,
        significance: 0.05,
        synthetic: database.synthetic,
        disclosure: None,
        tables: Vec::new(),
        files: Vec::new(),
        entries: Vec::new(),
        definitions: Vec::new(),
        extracts: Vec::new(),
        fits: Vec::new(),
    };
    let bytes = manifest.to_bytes().unwrap();
    std::fs::write(release.join(MANIFEST_HASH), format!("{}\n", blake3::hash(&bytes).to_hex())).unwrap();
    std::fs::write(release.join(MANIFEST), bytes).unwrap();
    write_table(release, &database.target_groups);
    write_table(release, &database.subgroups);
    write_table(release, &database.success_measures);
    write_table(release, &database.cohorts);
    write_table(release, &database.consequences);
    write_table(release, &database.estimates);
    write_table(release, &database.covariances);
    write_table(release, &database.fits);
    write_table(release, &database.prices);
    write_table(release, &database.price_index);
    write_table(release, &database.effects);
    write_table(release, &database.qualifications);
    write_table(release, &database.sources);
}

fn shown(format: &str, language: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &fixture::database());
    let release = folder.path().display().to_string();
    let case = "fixtures/calculator/case.toml";
    tools::fine(&["calculate", case, "--database", &release, "--format", format, "--language", language])
}

#[test]
fn a_wrong_case_and_a_missing_release_have_exit_code_12() {
    let said = tools::fails(12, &["calculate", "fixtures/calculator/case.toml", "--database", "no/such/release"]);
    assert!(said.contains("no/such/release"), "{said}");
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &fixture::database());
    let release = folder.path().display().to_string();
    let said = tools::fails(12, &["calculate", "no/such/case.toml", "--database", &release]);
    assert!(said.contains("the case can't be read"), "{said}");
    let wrong = folder.path().join("case.toml");
    std::fs::write(&wrong, "[intervention]\nyears = 0\n").unwrap();
    let said = tools::fails(12, &["calculate", &wrong.display().to_string(), "--database", &release]);
    assert!(said.contains("`years` is 0: it lies between 1 and 50"), "{said}");
}

#[test]
fn json_holds_inputs_and_result() {
    let json: serde_json::Value = serde_json::from_str(&shown("json", "da")).unwrap();
    assert_eq!(json["inputs"]["intervention"]["start_year"], 2025);
    assert_eq!(json["inputs"]["effect"]["origin"]["from"], "pair");
    assert_eq!(json["inputs"]["overrides"][0]["of"], "discount");
    assert_eq!(json["result"]["by_heading"][0]["heading"], "costs");
    assert_eq!(json["result"]["break_even_year"], 2027);
    let total = json["result"]["total"]["present_value"].as_f64().unwrap();
    assert!((total - 38_610.0).abs() < 1e-6);
}

#[test]
fn csv_lines_add_up() {
    let text = shown("csv", "en");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(
        reader.headers().unwrap(),
        vec!["year", "payer", "heading", "item", "label", "undiscounted_kr", "present_value_kr"]
    );
    let total: f64 = reader.records().map(|record| record.unwrap()[5].parse::<f64>().unwrap()).sum();
    assert!((total - 128_200.0).abs() < 1e-6);
    assert!(text.contains("2025,stat,employment,income_tax,Income tax,"));
}

#[test]
fn tables_are_danish_and_english() {
    let danish = shown("table", "da");
    for expected in
        ["Bolig først: nettoresultat i 2024-priser (plus er en gevinst)", "128.200", "Tjent hjem fra 2027.", "-117.322"]
    {
        assert!(danish.contains(expected), "{expected} is not in\n{danish}");
    }
    let english = shown("table", "en");
    for expected in [
        "128,200",
        "the whole group",
        "DKK per unit before conversion",
        "Only point estimates",
        "Breaks even in 2027.",
        "40.0 start, 32.0 complete, 8.0 more succeed.",
    ] {
        assert!(english.contains(expected), "{expected} is not in\n{english}");
    }
}
