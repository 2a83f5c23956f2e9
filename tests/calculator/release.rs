//! The command from a release on disk to what is printed.

use std::path::Path;

use som::knowledge::manifest::{MANIFEST, MANIFEST_HASH, Manifest, TableEntry};
use som::knowledge::parquet;
use som::tables::{Database, Row, SCHEMA_VERSION};

use super::fixture;
use crate::tools;

fn write_table<R: Row>(release: &Path, rows: &[R]) -> TableEntry {
    let file = format!("tables/{}.parquet", R::TABLE);
    let path = release.join(&file);
    parquet::write(&path, rows).unwrap();
    let blake3 = blake3::hash(&std::fs::read(path).unwrap()).to_hex().to_string();
    TableEntry { table: R::TABLE.to_owned(), file, rows: rows.len() as u64, blake3 }
}

/// A release that verifies.
fn write(release: &Path, database: &Database) {
    std::fs::create_dir_all(release.join("tables")).unwrap();
    // The hand-made rows leave the intervals of estimates to be filled in.
    let mut estimates = database.estimates.clone();
    for row in &mut estimates {
        (row.lower, row.upper) = (row.estimate - row.standard_error, row.estimate + row.standard_error);
    }
    let tables = vec![
        write_table(release, &database.target_groups),
        write_table(release, &database.subgroups),
        write_table(release, &database.success_measures),
        write_table(release, &database.cohorts),
        write_table(release, &database.consequences),
        write_table(release, &estimates),
        write_table(release, &database.covariances),
        write_table(release, &database.fits),
        write_table(release, &database.prices),
        write_table(release, &database.price_index),
        write_table(release, &database.effects),
        write_table(release, &database.qualifications),
        write_table(release, &database.experiences),
        write_table(release, &database.profiles),
        write_table(release, &database.interventions),
        write_table(release, &database.intervention_balance),
        write_table(release, &database.intervention_lots),
        write_table(release, &database.sources),
    ];
    let manifest = Manifest {
        release: database.release.clone(),
        schema_version: SCHEMA_VERSION,
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        price_year: database.price_year,
        significance: 0.05,
        synthetic: database.synthetic,
        disclosure: None,
        room: None,
        compared: Vec::new(),
        not_compared: Vec::new(),
        tables,
        files: Vec::new(),
        entries: Vec::new(),
        definitions: Vec::new(),
        extracts: Vec::new(),
        fits: Vec::new(),
    };
    let bytes = manifest.to_bytes().unwrap();
    std::fs::write(release.join(MANIFEST_HASH), format!("{}\n", blake3::hash(&bytes).to_hex())).unwrap();
    std::fs::write(release.join(MANIFEST), bytes).unwrap();
}

fn shown(format: &str, language: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &fixture::database());
    let release = folder.path().display().to_string();
    let case = "fixtures/calculator/case.toml";
    let given = ["calculate", case, "--database", &release, "--format", format, "--language", language, "--full"];
    tools::fine(&given)
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
    let beside = tempfile::tempdir().unwrap();
    let wrong = beside.path().join("case.toml");
    std::fs::write(&wrong, "[intervention]\nyears = 0\n").unwrap();
    let said = tools::fails(12, &["calculate", &wrong.display().to_string(), "--database", &release]);
    assert!(said.contains("`years` is 0: it lies between 1 and 50"), "{said}");
}

#[test]
fn a_release_that_does_not_verify_is_not_calculated_with() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &fixture::database());
    let mut changed = fixture::database().prices;
    changed[0].kommune_kr += 1.0;
    write_table(folder.path(), &changed);
    let release = folder.path().display().to_string();
    let said = tools::fails(12, &["calculate", "fixtures/calculator/case.toml", "--database", &release]);
    assert!(said.contains("prices.parquet: does not have the hash that the manifest states"), "{said}");
    assert!(said.contains("hint: do not use it"), "{said}");
}

#[test]
fn words_that_do_not_go_together_have_exit_code_2() {
    let case = "fixtures/calculator/case.toml";
    for (words, said) in [
        (vec![case, case, "--to", "a.html"], "--against, --companion and --to take one case"),
        (vec![case, "--to", "a.html", "--against", "x"], "--against and --to do not go together"),
        (vec![case, "--companion", "y", "--against", "x"], "--against and --companion do not go together"),
        (vec![case, "--experiences", "x"], "cannot be used with"),
        (vec![case, "--to", "a.html", "--to", "a.html"], "a.html: --to names this file twice"),
        (vec![case, "--to", "a.docx"], "a.docx: a result can be written as .html or .xlsx"),
        (vec![case, "--to", "a.html", "--format", "json"], "--to writes files and prints no result"),
        (vec![case, "--csv", "excel-da", "--format", "json"], "cannot be used with"),
    ] {
        let all = [&["calculate", "--database", "no/such"], &words[..]].concat();
        let found = tools::fails(2, &all);
        assert!(found.contains(said), "{found}");
    }
}

/// A file inside a release would make it one that does not verify.
#[test]
fn nothing_is_written_into_a_release() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &fixture::database());
    let release = folder.path().display().to_string();
    let given = ["calculate", "fixtures/calculator/case.toml", "--database", &release, "--to"];
    let inside = folder.path().join("tables/report.html").display().to_string();
    let said = tools::fails(2, &[&given[..], &[&inside]].concat());
    assert!(said.contains("which must not change"), "{said}");
    let outside = tempfile::tempdir().unwrap();
    let report = outside.path().join("report.html");
    let said = tools::fine(&[&given[..], &[&report.display().to_string()]].concat());
    assert_eq!(said, format!("skrevet: {}\n", report.display()));
    let names: Vec<_> = std::fs::read_dir(outside.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["report.html"]);
}

/// A workbook that another program has saved is overwritten only with `--force`; an unedited one always.
#[test]
fn an_edited_workbook_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let release = folder.path().join("hand");
    write(&release, &fixture::database());
    let (release, workbook) = (release.display().to_string(), folder.path().join("case.xlsx"));
    let path = workbook.display().to_string();
    let given = ["calculate", "fixtures/calculator/case.toml", "--database", &release, "--to", &path];
    tools::fine(&given);
    let written = std::fs::read(&workbook).unwrap();
    assert!(!som::show::workbook::is_edited(&written));
    tools::fine(&given);
    std::fs::write(&workbook, "saved by another program").unwrap();
    let said = tools::fails(15, &given);
    assert!(said.contains("case.xlsx: the workbook exists and was edited"), "{said}");
    assert!(said.contains("hint: name another file, or overwrite it with --force"), "{said}");
    assert_eq!(std::fs::read_to_string(&workbook).unwrap(), "saved by another program");
    tools::fine(&[&given[..], &["--force"]].concat());
    assert_eq!(std::fs::read(&workbook).unwrap(), written);
}

/// The template of another release than the demo's is valid, and lists what can be chosen.
#[test]
fn a_new_case_fits_the_release_it_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let release = folder.path().join("hand");
    let database = fixture::database();
    write(&release, &fixture::database());
    let release = release.display().to_string();
    for language in ["da", "en"] {
        let case = folder.path().join(format!("{language}.toml")).display().to_string();
        tools::fine(&["new", "case", "--database", &release, "--language", language, "--to", &case]);
        tools::fine(&["calculate", &case, "--database", &release]);
        let text = std::fs::read_to_string(&case).unwrap();
        for row in &database.consequences {
            let has_estimate = fixture::database().estimates.iter().any(|of| of.consequence == row.consequence);
            assert_eq!(text.contains(&format!("#   {}: ", row.consequence)), has_estimate, "{}", row.consequence);
        }
    }
    let old = folder.path().join("old.toml").display().to_string();
    let of = "fixtures/releases/schema-1";
    tools::fine(&["new", "case", "--database", of, "--to", &old]);
    tools::fine(&["calculate", &old, "--database", of]);
}

/// What can't be compared is said, caveats stand below, and two cases of one name are distinguished.
#[test]
fn a_ranking_says_what_it_can_not_compare() {
    let folder = tempfile::tempdir().unwrap();
    let release = folder.path().join("hand");
    write(&release, &fixture::database());
    let text = std::fs::read_to_string(fixture::path("fixtures/calculator/case.toml")).unwrap();
    let other = folder.path().join("other.toml");
    let changed = text.replace(
        "horizon = 3",
        "horizon = 2\nleave_out = [\"prison_days\"]\nphase_in = { shares = [0.5], reason = \"x\" }",
    );
    std::fs::write(&other, changed.replace("rate = 0.25", "rate = 0.2")).unwrap();
    let (other, release) = (other.display().to_string(), release.display().to_string());
    let cases = ["calculate", "fixtures/calculator/case.toml", &other, "--database", &release, "--language", "en"];
    let screen = tools::fine(&cases);
    assert!(screen.contains("other.toml)") && !screen.contains("corr."), "{screen}");
    assert_eq!(screen.lines().find(|line| line.chars().count() > 100), None);
    let said = tools::fine(&[&cases[..], &["--full"]].concat());
    for expected in [
        "(fixtures/calculator/case.toml)",
        "other.toml)",
        "different horizons",
        "discounted at different rates",
        "phase the effect in differently",
        "choose consequences differently",
        "Only significant estimates count.",
        "corr.",
        "fully\ncorrelated)",
    ] {
        assert!(said.contains(expected), "{expected} is not in\n{said}");
    }
}

#[test]
fn mistakes_of_many_cases_are_shown_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let release = folder.path().join("hand");
    write(&release, &fixture::database());
    let text = std::fs::read_to_string(fixture::path("fixtures/calculator/case.toml")).unwrap();
    let wrong = |name: &str, from: &str, to: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text.replace(from, to)).unwrap();
        path.display().to_string()
    };
    let cases = [wrong("a.toml", "horizon = 3", "horizon = 30"), wrong("b.toml", "with = 0.35", "with = 35")];
    let said = tools::fails(12, &["calculate", &cases[0], &cases[1], "--database", &release.display().to_string()]);
    assert!(said.contains("a.toml:63") && said.contains("b.toml") && said.contains("2 mistakes in 2 files"), "{said}");
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
        "Only significant estimates count.",
        "Uncertainty: 95 % interval of 10,000 draws (seed 1)",
        "Flows between payers",
        "Are the participants the target",
        "Breaks even in 2027.",
        "All else equal it breaks even at a net success rate of at least 22.6 %, and at costs of at most DKK\n437,610",
        "40 start, 32 complete, 8 more succeed.",
    ] {
        assert!(english.contains(expected), "{expected} is not in\n{english}");
    }
}

/// The difference of two cases is in JSON as in the table: 38,610 less what −363,000 + 401,610 × 0.75 is.
#[test]
fn the_difference_of_two_cases_is_in_json() {
    let folder = tempfile::tempdir().unwrap();
    let release = folder.path().join("hand");
    write(&release, &fixture::database());
    let text = std::fs::read_to_string(fixture::path("fixtures/calculator/case.toml")).unwrap();
    let other = folder.path().join("other.toml");
    let changed = text.replace("completion_rate = 0.8", "completion_rate = 0.6").replace("Bolig først", "Færre");
    std::fs::write(&other, changed).unwrap();
    let (other, release) = (other.display().to_string(), release.display().to_string());
    let cases = ["calculate", "fixtures/calculator/case.toml", &other, "--database", &release, "--format", "json"];
    let document: serde_json::Value = serde_json::from_str(&tools::fine(&cases)).unwrap();
    assert_eq!(document["cases"][0]["name"], "Bolig først");
    let difference = &document["difference"];
    assert_eq!((&difference["first"], &difference["second"]), (&"Bolig først".into(), &"Færre".into()));
    let value = difference["present_value"].as_f64().unwrap();
    assert!((value - (38_610.0 + 61_792.5)).abs() < 1e-6, "{value}");
    let chance = difference["bounds"]["correlated"]["chance_of_gain"].as_f64().unwrap();
    assert!((0.5..=1.0).contains(&chance), "{chance}");
}
