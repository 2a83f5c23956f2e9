//! `som convert` as a user runs it: public SAS files become extracts, a second run does nothing, a damaged file is refused.

use crate::tools::{project, som};

#[test]
fn sas_files_become_extracts_once() {
    let folder = tempfile::tempdir().unwrap();
    let extracts = folder.path().join("extracts").display().to_string();
    let public = project().join("fixtures/sas/public").display().to_string();
    let convert = |from: &str| som(&["convert", from, "--to", &extracts, "--format", "csv"]);
    let first = convert(&public);
    assert_eq!(first.status.code(), Some(0), "{}", String::from_utf8_lossy(&first.stderr));
    let outcomes = |output: &std::process::Output| {
        let mut rows = csv::Reader::from_reader(output.stdout.as_slice());
        let at = rows.headers().unwrap().iter().position(|name| name == "outcome").unwrap();
        rows.records().map(|row| row.unwrap()[at].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(outcomes(&first), vec!["converted"; 4]);
    let second = convert(&public);
    assert_eq!(second.status.code(), Some(0));
    assert_eq!(outcomes(&second), vec!["skipped"; 4]);
    let empty = folder.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    let nothing = som(&["convert", empty.to_str().unwrap(), "--to", folder.path().join("none").to_str().unwrap()]);
    let said = String::from_utf8(nothing.stderr).unwrap();
    let hint = "hint: name the folder that holds the delivery's sas7bdat files\n";
    let message = format!("error: {}: no sas7bdat file lies in this folder or below it\n{hint}", empty.display());
    assert_eq!((nothing.status.code(), said), (Some(2), message));
    assert!(!folder.path().join("none").exists());
    let damaged = folder.path().join("damaged");
    std::fs::create_dir(&damaged).unwrap();
    let whole = std::fs::read(project().join("fixtures/sas/made/32_little_plain.sas7bdat")).unwrap();
    std::fs::write(damaged.join("bef2020.sas7bdat"), &whole[..whole.len() / 2]).unwrap();
    let refused = convert(&damaged.display().to_string());
    assert_eq!(refused.status.code(), Some(11), "{}", String::from_utf8_lossy(&refused.stderr));
    assert_eq!(outcomes(&refused), ["refused"]);
}
