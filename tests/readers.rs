//! Independent readers: DuckDB, sqlite3 and frictionless from Python, and LibreOffice. A test without its reader reports that
//! it was skipped. Where `SOM_READERS` names a Python, as in `.ci/run`, a missing reader is an error.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use calamine::{Data, Range, Reader, Xlsx};

use crate::tools::{fine, project};
use crate::world::World;

/// The Python that must have every reader.
pub fn wanted() -> Option<String> {
    std::env::var("SOM_READERS").ok().filter(|python| !python.is_empty())
}

/// Reports a skipped check on the terminal, since the test runner hides the output of passing tests.
pub fn skipped(what: &str) {
    assert!(wanted().is_none(), "SOM_READERS asks for every reader: {what}");
    std::io::stderr().write_all(format!("\nSKIPPED: {what}\n\n").as_bytes()).unwrap();
}

/// Converts files with one LibreOffice process. False if it is not installed.
pub fn convert(folder: &Path, files: &[String], to: &str) -> bool {
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let mut command = Command::new("soffice");
    command
        .current_dir(folder)
        .arg(profile)
        .args(["--headless", "--convert-to", to, "--outdir"])
        .arg(folder)
        .args(files);
    match command.output() {
        Ok(output) => {
            assert!(output.status.success(), "soffice: {}", String::from_utf8_lossy(&output.stderr));
            true
        }
        Err(_) => {
            skipped("no LibreOffice (soffice): no workbook was opened by it");
            false
        }
    }
}

/// The small country's release in every export format.
fn exported() -> World {
    let world = World::small();
    crate::disclosure::mark(&world);
    world.define("release.toml", "price_year = 2014", "price_year = 2014\nsignificance = 0.9");
    assert!(world.build().status.success());
    for kind in ["csv", "xlsx", "sqlite", "frictionless"] {
        let [release, to] = ["output/r", &format!("r.{kind}")].map(|name| world.path(name).display().to_string());
        fine(&["export", &release, "--as", kind, "--to", &to]);
    }
    world
}

#[test]
fn duckdb_sqlite3_and_frictionless_read_the_text_values() {
    let python = wanted().unwrap_or_else(|| "python3".to_owned());
    let has = Command::new(&python).args(["-c", "import duckdb, frictionless"]).output();
    if !has.is_ok_and(|output| output.status.success()) {
        skipped("no Python with duckdb and frictionless (tests/readers/requirements.txt): no table was read by them");
        return;
    }
    let world = exported();
    let mut command = Command::new(&python);
    command.arg(project().join("tests/readers/read.py"));
    command.args(["output/r", "r.csv", "r.sqlite", "r.frictionless"].map(|name| world.path(name)));
    // No person's key may be in any member of a zipped file.
    command.args(crate::disclosure::secrets());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    let counted = String::from_utf8(output.stdout).unwrap();
    let tables = std::fs::read_dir(world.path("r.csv")).unwrap().count();
    assert!(counted.starts_with(&format!("{tables} tables, ")), "{counted}");
    // A single changed cell is detected.
    let fits = world.path("r.csv/fits.csv");
    let text = std::fs::read_to_string(&fits).unwrap().replacen(",estimated,", ",held_back,", 1);
    std::fs::write(&fits, text).unwrap();
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("DuckDB: fits, row ") && said.contains("sqlite3: fits, row "), "{said}");
}

#[test]
fn libreoffice_reads_every_cell_of_the_workbook() {
    let world = exported();
    let folder = world.path("office");
    std::fs::create_dir_all(folder.join("ours")).unwrap();
    for (name, from) in [("exported", "r.xlsx"), ("transfer", "output/r/transfer/release.xlsx")] {
        std::fs::copy(world.path(from), folder.join(format!("ours/{name}.xlsx"))).unwrap();
    }
    // LibreOffice writes the cells that it has read.
    if !convert(&folder, &["ours/exported.xlsx".to_owned(), "ours/transfer.xlsx".to_owned()], "xlsx") {
        return;
    }
    for name in ["exported", "transfer"] {
        let open = |path: String| -> Xlsx<_> { calamine::open_workbook(folder.join(path)).unwrap() };
        let (mut ours, mut theirs) = (open(format!("ours/{name}.xlsx")), open(format!("{name}.xlsx")));
        assert_eq!(ours.sheet_names(), theirs.sheet_names());
        let mut cells = 0;
        for ((sheet, ours), (_, theirs)) in ours.worksheets().into_iter().zip(theirs.worksheets()) {
            cells += ours.used_cells().count();
            assert_eq!(filled(&ours).len(), filled(&theirs).len(), "{name}: {sheet}");
            for (at, (one, other)) in filled(&ours).into_iter().zip(filled(&theirs)).enumerate() {
                let alike = match (&one, &other) {
                    // LibreOffice writes 15 digits.
                    (Data::Float(one), Data::Float(other)) => (one - other).abs() <= one.abs() * 1e-13,
                    _ => one.to_string() == other.to_string(),
                };
                assert!(alike, "{name}: {sheet}, cell {at}: {one:?} and {other:?}");
            }
        }
        assert!(cells > 400, "{name}: {cells}");
    }
}

/// Every non-empty cell, in order.
fn filled(range: &Range<Data>) -> Vec<Data> {
    let holds = |cell: &&Data| !matches!(cell, Data::Empty) && !matches!(cell, Data::String(text) if text.is_empty());
    range.rows().flatten().filter(holds).cloned().collect()
}
