//! Products of a release: transfer and import, exports read by independent readers, differences between releases, and the
//! trace of one number.

use std::path::Path;

use calamine::{Data, DataType, Reader, Xlsx};
use rusqlite::Connection;
use som::knowledge;
use som::release::view::{Cell, plain, views};
use som::tables::Database;

use crate::tools::{expected, fails, files, fine, som};
use crate::world::World;

fn built() -> World {
    built_with("")
}

/// A release under a policy.
fn built_with(policy: &str) -> World {
    let world = World::small();
    world.text("pipelines/disclosure.toml", policy);
    // A level at which the small country has significant estimates.
    world.define("release.toml", "price_year = 2014", "price_year = 2014\nsignificance = 0.9");
    let few = "covariance = \"HC3\"\nminimum = { users = 5.0 }";
    world.define("target_groups/adults/sheltered.toml", "covariance = \"HC3\"", few);
    let output = world.build();
    assert!(output.status.success(), "{}", world.said(&output.stderr));
    world
}

/// The digits of a figure that are not trailing zeros.
fn digits(value: f64) -> usize {
    let text = format!("{value:e}");
    text.split('e').next().unwrap().chars().filter(char::is_ascii_digit).count()
}

/// Estimates to few digits or to a thousandth of their errors: every file type has the same doubles, and `verify` and `import` accept
/// them.
#[test]
fn rounded_estimates_are_the_same_in_every_file_type() {
    for round in [true, false] {
        let world = built_with(&format!("round_estimates = {round}\n"));
        let release = world.path("output/r");
        fine(&["verify", text(&release)]);
        let database = knowledge::read(&release).unwrap();
        assert!(!database.estimates.is_empty());
        for row in &database.estimates {
            assert!(digits(row.standard_error) <= if round { 3 } else { 5 }, "{row:?}");
            assert!(row.lower < row.estimate && row.t == row.estimate / row.standard_error, "{row:?}");
        }
        let sqlite = exported(&world, "sqlite", "r.sqlite");
        let connection = Connection::open(&sqlite).unwrap();
        let mut select = connection.prepare("SELECT estimate, standard_error, df FROM estimates").unwrap();
        let rows = select.query_map([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?])).unwrap();
        let rows: Vec<[f64; 3]> = rows.map(Result::unwrap).collect();
        let wanted: Vec<[f64; 3]> = database.estimates.iter().map(|r| [r.estimate, r.standard_error, r.df]).collect();
        assert_eq!(rows, wanted);
        let mut book: Xlsx<_> = calamine::open_workbook(exported(&world, "xlsx", "r.xlsx")).unwrap();
        let sheet = book.worksheets().into_iter().find(|(name, _)| name == "Konsekvensestimater").unwrap().1;
        let numbers: Vec<f64> = sheet.rows().flatten().filter_map(Data::get_float).collect();
        assert!(wanted.iter().all(|row| row.iter().all(|value| numbers.contains(value))));
        let outside = world.path("outside");
        fine(&["import", text(&release.join("transfer")), "--output", text(&outside)]);
        assert_eq!(knowledge::read(&outside.join("r")).unwrap(), database);
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn an_imported_transfer_is_the_same_release_to_the_bit() {
    let world = built();
    let (transfer, outside) = (world.path("output/r/transfer"), world.path("outside"));
    let allowed = ["tsv", "txt", "xlsx", "html"];
    for (name, _) in files(&transfer) {
        assert!(allowed.contains(&name.extension().unwrap().to_str().unwrap()), "{}", name.display());
    }
    // The workbook and the page are for readers; import does not need them.
    for needless in ["release.xlsx", "checker.html", "README.txt"] {
        std::fs::remove_file(transfer.join(needless)).unwrap();
    }
    let said = fine(&["import", text(&transfer), "--output", text(&outside)]);
    assert_eq!(said, format!("release: {} (rebuilt to the bit, and verified)\n", outside.join("r").display()));
    for (name, bytes) in files(&world.path("output/r")) {
        if !name.starts_with("transfer") {
            assert!(std::fs::read(outside.join("r").join(&name)).unwrap() == bytes, "{}", name.display());
        }
    }
    fine(&["verify", text(&outside.join("r"))]);
    assert!(fails(16, &["import", text(&transfer), "--output", text(&outside)]).contains("never changes"));
    let estimates = transfer.join("estimates.tsv");
    let whole = std::fs::read_to_string(&estimates).unwrap();
    let elsewhere = world.path("elsewhere");
    let digit = whole.rfind(|c: char| c.is_ascii_digit()).unwrap();
    let mut other = whole.clone();
    other.replace_range(digit..=digit, if &whole[digit..=digit] == "9" { "8" } else { "9" });
    for (what, wanted) in [
        (other, "does not give the table that the manifest states"),
        (whole.replace("\tHC3\t", "\tHC9\t"), "line 2 is not a row of the table `estimates`"),
        (whole.replacen("target_group", "group", 1), "line 1 does not have the columns"),
    ] {
        std::fs::write(&estimates, what).unwrap();
        let said = fails(12, &["import", text(&transfer), "--output", text(&elsewhere)]);
        assert!(said.contains(wanted), "{said}");
        assert!(!elsewhere.join("r").exists());
    }
}

fn database(world: &World) -> Database {
    knowledge::read(&world.path("output/r")).unwrap()
}

fn exported(world: &World, kind: &str, to: &str) -> std::path::PathBuf {
    let to = world.path(to);
    fine(&["export", text(&world.path("output/r")), "--as", kind, "--to", text(&to)]);
    let again = fails(15, &["export", text(&world.path("output/r")), "--as", kind, "--to", text(&to)]);
    let message = format!(
        "error: {}: cannot be written: it exists already\nhint: name another place, or remove this one first\n",
        to.display()
    );
    assert_eq!(again, message);
    to
}

#[test]
fn a_spreadsheet_reader_reads_every_cell_under_danish_headings() {
    let world = built();
    let path = exported(&world, "xlsx", "r.xlsx");
    let mut book: Xlsx<_> = calamine::open_workbook(&path).unwrap();
    assert_eq!(book.sheet_names().first().map(String::as_str), Some("Indhold"));
    for view in views(&database(&world)).unwrap() {
        let sheet = som::export::heading::table(view.name);
        let range = book.worksheet_range(sheet).unwrap();
        let headings: Vec<String> = range.rows().next().unwrap().iter().map(ToString::to_string).collect();
        let wanted: Vec<&str> = view.columns.iter().map(|column| som::export::heading::column(column.name)).collect();
        assert_eq!(headings, wanted);
        for (at, row) in view.rows.iter().enumerate() {
            for (column, cell) in row.iter().enumerate() {
                let found = range.get((at + 1, column)).cloned().unwrap_or(Data::Empty);
                let same = match (cell, &found) {
                    (Cell::Null, Data::Empty) => true,
                    (Cell::Text(text), Data::String(found)) => text == found,
                    (Cell::Text(text), Data::Empty) => text.is_empty(),
                    (Cell::Whole(whole), Data::Float(found)) => *whole as f64 == *found,
                    (Cell::Number(number), Data::Float(found)) => (number - found).abs() <= number.abs() * 1e-14,
                    (Cell::Truth(truth), Data::Bool(found)) => truth == found,
                    _ => false,
                };
                assert!(same, "{sheet} row {at} column {column}: {cell:?} and {found:?}");
            }
        }
    }
    let tables = std::fs::read(&path).unwrap();
    let again = exported(&world, "xlsx", "again.xlsx");
    assert!(tables == std::fs::read(again).unwrap(), "the same release gives the same bytes");
}

#[test]
fn sqlite_has_every_cell_valid_keys_and_the_calculators_views() {
    let world = built();
    let path = exported(&world, "sqlite", "r.sqlite");
    let connection = Connection::open(path).unwrap();
    let database = database(&world);
    for view in views(&database).unwrap() {
        let mut query = connection.prepare(&format!("SELECT * FROM \"{}\" ORDER BY rowid", view.name)).unwrap();
        let mut rows = query.query([]).unwrap();
        for wanted in &view.rows {
            let row = rows.next().unwrap().unwrap();
            for (at, cell) in wanted.iter().enumerate() {
                let found: rusqlite::types::Value = row.get(at).unwrap();
                let wanted = match cell {
                    Cell::Null => rusqlite::types::Value::Null,
                    Cell::Text(text) => rusqlite::types::Value::Text(text.clone()),
                    Cell::Whole(whole) => rusqlite::types::Value::Integer(*whole),
                    Cell::Number(number) => rusqlite::types::Value::Real(*number),
                    Cell::Truth(truth) => rusqlite::types::Value::Integer(i64::from(*truth)),
                };
                assert_eq!(found, wanted, "{}", view.name);
            }
        }
        assert!(rows.next().unwrap().is_none());
    }
    let broken: i64 =
        connection.query_row("SELECT COUNT(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    assert_eq!(broken, 0);
    let refused = connection.execute_batch(
        "PRAGMA foreign_keys = ON; INSERT INTO subgroups VALUES ('unknown', 'x', 'x', 'x', NULL, NULL, NULL)",
    );
    assert!(refused.is_err(), "a subgroup without a target group");
    let count =
        |query: &str| -> usize { connection.query_row(query, [], |row| row.get::<_, i64>(0)).unwrap() as usize };
    assert_eq!(count("SELECT COUNT(*) FROM estimates_with_labels"), database.estimates.len());
    assert_eq!(count("SELECT COUNT(*) FROM calculator_values"), database.fits.len());
    assert_eq!(
        count(
            "SELECT COUNT(*) FROM calculator_values v JOIN estimates e USING (target_group, subgroup, success_measure, consequence, follow_up_year) WHERE v.value = e.estimate"
        ),
        database.estimates.len()
    );
    assert_eq!(count("SELECT COUNT(*) FROM calculator_values WHERE status = 'held_back' AND value IS NOT NULL"), 0);
    assert_eq!(count("SELECT COUNT(*) FROM prices_with_totals"), database.prices.len());
}

#[test]
fn a_data_package_describes_every_column_and_csv_has_every_cell() {
    let world = built();
    let (package, plain_csv) = (exported(&world, "frictionless", "package"), exported(&world, "csv", "csv"));
    let descriptor: serde_json::Value =
        serde_json::from_slice(&std::fs::read(package.join("datapackage.json")).unwrap()).unwrap();
    let views = views(&database(&world)).unwrap();
    assert_eq!(descriptor["resources"].as_array().unwrap().len(), views.len());
    for (resource, view) in descriptor["resources"].as_array().unwrap().iter().zip(&views) {
        let bytes = std::fs::read(package.join(resource["path"].as_str().unwrap())).unwrap();
        assert!(bytes == std::fs::read(plain_csv.join(format!("{}.csv", view.name))).unwrap());
        assert_eq!(resource["bytes"].as_u64().unwrap(), bytes.len() as u64);
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let names: Vec<&str> = resource["schema"]["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|field| field["name"].as_str().unwrap())
            .collect();
        assert_eq!(reader.headers().unwrap(), names);
        for (record, row) in reader.records().zip(&view.rows) {
            assert_eq!(
                record.unwrap().iter().map(str::to_owned).collect::<Vec<_>>(),
                row.iter().map(plain).collect::<Vec<_>>()
            );
        }
    }
}

/// Two releases: the second has a higher price of visits and another definition of benefits.
fn two() -> World {
    let world = built();
    world.define(
        "variables/all.toml",
        "code BETWEEN 130 AND 139\", value = \"COUNT(*)\"",
        "code > 0\", value = \"SUM(code)\"",
    );
    world.change("visits/part0.parquet", |t| {
        t.map("BELOB", |amounts| {
            let amounts =
                arrow::array::cast::AsArray::as_primitive::<arrow::datatypes::Float64Type>(amounts.as_ref()).clone();
            crate::world::numbers(
                amounts.values().iter().enumerate().map(|(at, kr)| if at % 3 == 0 { kr * 90.0 } else { *kr }),
            )
        })
    });
    let mut arguments = world.arguments();
    "s".clone_into(arguments.last_mut().unwrap());
    let output = som(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(output.status.success(), "{}", world.said(&output.stderr));
    world
}

#[test]
fn a_difference_is_explained_by_the_inputs_of_the_estimate() {
    let world = two();
    let (before, after) = (world.path("output/r"), world.path("output/s"));
    let of = |format: &str| fine(&["diff", text(&before), text(&after), "--format", format]);
    let diff: serde_json::Value = serde_json::from_str(&of("json")).unwrap();
    let causes: Vec<(&str, &str)> = diff["causes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cause| (cause["what"].as_str().unwrap(), cause["how"].as_str().unwrap()))
        .collect();
    assert_eq!(causes, [("extract/visits", "changed"), ("variable/benefit_weeks", "changed")]);
    let changes = diff["changes"].as_array().unwrap();
    assert!(!changes.is_empty());
    for change in changes {
        let explained: Vec<&str> = change["causes"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect();
        let wanted = match change["consequence"].as_str().unwrap() {
            "visits" | "visit_kr" => "extract/visits",
            "benefit_weeks" => "variable/benefit_weeks",
            other => panic!("{other} changed, and nothing that it is made of"),
        };
        assert_eq!(explained, [wanted]);
    }
    let unchanged = (diff["alike"].as_u64().unwrap() + diff["moved"].as_u64().unwrap()) as usize;
    assert_eq!(unchanged + changes.len(), database(&world).fits.len());
    let lines = of("csv").lines().count();
    assert_eq!(lines, changes.len() + 1);
    assert!(of("table").contains("variable/benefit_weeks"));
    let page = of("html");
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("extract/visits"), "{page}");
    assert!(!page.contains("http:") && !page.contains("https:") && page.contains("default-src 'none'"), "{page}");
    let same = fine(&["diff", text(&after), text(&after)]);
    assert!(same.contains("Definitions, extracts, prices and program are unchanged."), "{same}");
}

/// One change of each kind between two releases, and the estimates that it can explain.
#[test]
fn every_kind_of_change_explains_the_estimates_that_depend_on_it() {
    type Planted = (&'static str, fn(&World), &'static [&'static str], &'static [&'static str]);
    let group = "target_groups/adults/sheltered.toml";
    let planted: &[Planted] = &[
        (
            "a variable",
            |w| {
                let (from, to) =
                    ("code BETWEEN 130 AND 139\", value = \"COUNT(*)\"", "code > 0\", value = \"SUM(code)\"");
                w.define("variables/all.toml", from, to);
            },
            &["variable/benefit_weeks"],
            &["benefit_weeks"],
        ),
        (
            "a target group",
            |w| w.define("target_groups/adults/sheltered.toml", "last = 64", "last = 45"),
            &["target_group/sheltered"],
            &["benefit_weeks", "income", "visit_kr", "visits"],
        ),
        (
            "an extract",
            |w| w.change("visits/part1.parquet", |t| t.take(0..40)),
            &["extract/visits"],
            &["visit_kr", "visits"],
        ),
        (
            "the settings",
            |w| w.define("release.toml", "significance = 0.9", "significance = 0.000001"),
            &["settings"],
            &["benefit_weeks", "income", "visit_kr", "visits"],
        ),
        (
            "the policy",
            |w| w.text("pipelines/disclosure.toml", "minimum_persons = 150\n"),
            &["policy"],
            &["benefit_weeks", "income", "visit_kr", "visits"],
        ),
        ("a price", |w| w.text("pipelines/prices/2014.toml", PRICE), &["price/visits"], &[]),
    ];
    let mut screens = Vec::new();
    for (what, plant, causes, explained) in planted {
        let world = built();
        plant(&world);
        let mut arguments = world.arguments();
        "s".clone_into(arguments.last_mut().unwrap());
        fine(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        let (before, after) = (world.path("output/r"), world.path("output/s"));
        let diff: serde_json::Value =
            serde_json::from_str(&fine(&["diff", text(&before), text(&after), "--format", "json"])).unwrap();
        let found = diff["causes"].as_array().unwrap();
        assert_eq!(found.iter().map(|cause| cause["what"].as_str().unwrap()).collect::<Vec<_>>(), *causes, "{what}");
        let changes = diff["changes"].as_array().unwrap();
        assert_eq!(changes.is_empty(), explained.is_empty(), "{what}, {group}: {changes:?}");
        for change in changes {
            assert!(explained.contains(&change["consequence"].as_str().unwrap()), "{what}: {change}");
            assert_eq!(change["causes"], serde_json::json!(causes), "{what}: {change}");
        }
        // Each cause states how many estimates it can explain, the same in every format.
        let moved = diff["moved"].as_u64().unwrap();
        assert_eq!(found[0]["explains"].as_u64().unwrap(), changes.len() as u64 + moved, "{what}");
        let table = fine(&["diff", text(&before), text(&after), "--format", "table", "--language", "en"]);
        let page = fine(&["diff", text(&before), text(&after), "--format", "html", "--language", "en"]);
        assert!(page.contains(causes[0]), "{what}: {page}");
        assert!(table.lines().all(|line| line.chars().count() <= 100), "{what}: {table}");
        screens.push(((*what).to_owned(), table));
    }
    let world = built();
    world.change("stays.parquet", |t| t.take(0..60));
    let mut arguments = world.arguments();
    "s".clone_into(arguments.last_mut().unwrap());
    fine(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    let releases = [world.path("output/r"), world.path("output/s")];
    let table = fine(&["diff", text(&releases[0]), text(&releases[1]), "--language", "en"]);
    screens.push(("rows of a target group".to_owned(), table));
    expected("diff", &screens);
    // Another program version can explain every estimate.
    let world = built();
    let (release, manifest) = (world.path("output/r"), world.path("output/t/manifest.json"));
    for (name, bytes) in files(&release) {
        let to = world.path("output/t").join(name);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::write(to, bytes).unwrap();
    }
    let said = std::fs::read_to_string(&manifest).unwrap();
    let own = format!("\"program_version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(said.contains(&own));
    let other = said.replace(&own, "\"program_version\": \"9.9.9\"");
    std::fs::write(&manifest, &other).unwrap();
    let hash = format!("{}\n", blake3::hash(other.as_bytes()).to_hex());
    std::fs::write(manifest.with_file_name("manifest.blake3"), hash).unwrap();
    let said = fine(&["diff", text(&release), text(manifest.parent().unwrap()), "--language", "en"]);
    assert!(said.contains("program") && said.contains("→ 9.9.9"), "{said}");
}

/// A price of visits, on which no estimate depends.
const PRICE: &str = r#"
[[price]]
consequence = "visits"
year = 2014
kr = { kommune = "100.00", region = "0.00", stat = "0.00" }
source = "made up"
provenance = "illustrative"
"#;

#[test]
fn a_number_is_traced_to_its_extracts() {
    let world = built();
    let release = world.path("output/r");
    let pipelines = world.path("pipelines");
    let id = "sheltered/all/left/visit_kr/1";
    let of = || fine(&["trace", id, "--database", text(&release), "--pipelines", text(&pipelines)]);
    let said = of();
    for wanted in [
        "definition target_group/sheltered ",
        "  | where = \"nights > 0\"",
        "definition variable/visit_kr ",
        "  | from = [{ register = \"visits\", value = \"SUM(amount)\" }]",
        "extract visits visits/part0.parquet",
        "extract stays stays.parquet",
        "audit (stays in the secure room):",
        "  published: ",
        "  disclosure control, figures of estimates: ",
    ] {
        assert!(said.contains(wanted), "{wanted} is not in\n{said}");
    }
    assert!(!said.contains("extract weeks") && !said.contains("variable/benefit_weeks"), "{said}");
    world.define("variables/all.toml", "\"SUM(amount)\"", "\"SUM(2 * amount)\"");
    assert!(
        of().contains("changed or missing in the folder of definitions"),
        "a definition that changed is not shown as the one it was made from"
    );
    let said = fails(12, &["trace", "sheltered/all/left/visit_kr/9", "--database", text(&release)]);
    assert!(said.contains("has no such regression"), "{said}");
    assert!(fails(2, &["trace", "visit_kr", "--database", text(&release)]).contains("hint: such as"));
}
