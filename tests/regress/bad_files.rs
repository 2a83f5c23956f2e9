//! Files that can't be used: each ends in one message that names file and column, says what to do, and never panics.

use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int32Array, Int64Array, ListArray, StringArray, TimestampMicrosecondArray};
use arrow::datatypes::Int32Type;

use super::rows::{write, write_rows};
use super::types::plain_rows;
use crate::tools::{fails, files, fine, som};

/// Success, a number and more columns, in a file of a folder.
fn file(folder: &Path, columns: Vec<(&str, ArrayRef)>) -> String {
    let path = folder.join("rows.parquet");
    let success: ArrayRef = Arc::new(Int64Array::from(vec![0, 1, 0, 1, 1]));
    let y: ArrayRef = Arc::new(Float64Array::from(vec![1.0, 2.5, 2.0, 4.0, 3.0]));
    write(&path, [vec![("success", success), ("y", y)], columns].concat(), 3);
    path.to_str().unwrap().to_owned()
}

/// What `som regress` says of a file with one more column, after the file's name.
fn said_of(name: &str, column: ArrayRef, words: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), vec![(name, column)]);
    let outcome = if words.contains(&"--outcomes") { &[][..] } else { &["--outcomes", "y"][..] };
    let success = if words.contains(&"--success") { &[][..] } else { &["--success", "success"][..] };
    let error = fails(11, &[&["regress", &path], outcome, success, words].concat());
    error.lines().next().unwrap().replace(&path, "FILE")
}

fn numbers(values: Vec<Option<f64>>) -> ArrayRef {
    Arc::new(Float64Array::from(values))
}

fn text() -> ArrayRef {
    Arc::new(StringArray::from(vec!["1", "2", "3", "4", "5"]))
}

#[test]
fn values_and_types() {
    let odd = numbers(vec![Some(1.0), Some(f64::NAN), None, Some(f64::INFINITY), Some(f64::NEG_INFINITY)]);
    let cases: Vec<(ArrayRef, &[&str], &str)> = vec![
        (text(), &["--outcomes", "x"], "column `x`: holds text, where there must be numbers"),
        (text(), &["--success", "x"], "column `x`: holds text, where there must be true/false or 0/1"),
        (text(), &["--age", "x:linear"], "column `x`: holds text, where there must be numbers"),
        (text(), &["--by", "x"], "column `x`: holds text, where there must be whole numbers or dates"),
        (
            text(),
            &["--weights", "x", "--weight-kind", "sampling"],
            "column `x`: holds text, where there must be numbers",
        ),
        (odd.clone(), &["--outcomes", "x"], "row group 0, column `x`: 1 value(s) that are NaN or infinite"),
        (odd.clone(), &["--age", "x:linear"], "row group 0, column `x`: 1 value(s) that are NaN or infinite"),
        (odd, &["--adjust", "x"], "row group 0, column `x`: 1 value(s) that are NaN or infinite"),
        (
            numbers(vec![Some(0.0), Some(1.0), Some(2.0), Some(-1.0), Some(0.5)]),
            &["--success", "x"],
            "row group 0, column `x`: 1 value(s) that are neither 0 nor 1",
        ),
        (
            numbers(vec![Some(1.5), Some(2.5), Some(2.0), Some(1.0), Some(0.5)]),
            &["--by", "x"],
            "row group 0, column `x`: 2 value(s) that are not whole, or too large to be counted",
        ),
        (
            numbers(vec![Some(1.0), Some(2.0), Some(2.0), Some(-1.0), Some(-0.5)]),
            &["--weights", "x", "--weight-kind", "sampling"],
            "row group 1, column `x`: 2 negative weight(s)",
        ),
        (
            numbers(vec![Some(1.0), Some(2.5), Some(2.0), Some(1.0), Some(1.0)]),
            &["--weights", "x", "--weight-kind", "frequency"],
            "row group 0, column `x`: 1 value(s) that are not whole, or too large to be counted",
        ),
        (
            Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>(vec![Some(vec![Some(1)]); 5])),
            &["--outcomes", "x"],
            "column `x`: holds nested values, where there must be numbers",
        ),
        (
            Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>(vec![Some(vec![Some(1)]); 5])),
            &["--adjust", "x"],
            "column `x`: holds nested values, where there must be categories: text, whole numbers or true/false",
        ),
    ];
    for (column, words, message) in cases {
        assert_eq!(said_of("x", column, words), format!("error: FILE, {message}"), "{words:?}");
    }
}

#[test]
fn times_of_a_zone_have_no_year() {
    let times = |zone: &str| -> ArrayRef {
        let june = (2020..2025).map(|year| Some((year - 1970) * 31_556_952_000_000 + 13_000_000_000_000));
        Arc::new(june.collect::<TimestampMicrosecondArray>().with_timezone(zone))
    };
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), vec![("t", times("America/New_York"))]);
    let words = ["regress", &path, "--outcomes", "y", "--success", "success", "--by", "t", "--format", "csv"];
    let expected = format!(
        "error: {path}, column `t`: holds times of the zone America/New_York, where there must be whole numbers, dates, or \
         times of Copenhagen, of UTC or without a zone\nhint: convert the times to dates of their zone: the year of a time depends on \
         the zone\n"
    );
    assert_eq!(fails(11, &words), expected);
    file(folder.path(), vec![("t", times("UTC"))]);
    let years: Vec<String> = fine(&words).lines().skip(1).map(|line| line[..6].to_owned()).collect();
    assert_eq!(years, ["y,2020", "y,2021", "y,2022", "y,2023", "y,2024"]);
}

#[test]
fn missing_columns() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), vec![("Alder", Arc::new(Int32Array::from(vec![1, 2, 3, 4, 5]))), ("ALDER", text())]);
    let asked =
        |outcome: &str, success: &str| fails(11, &["regress", &path, "--outcomes", outcome, "--success", success]);
    let expected = format!("error: {path}, column `sucess`: there is no such column\nhint: did you mean `success`?\n");
    assert_eq!(asked("y", "sucess"), expected);
    let expected = format!(
        "error: {path}, column `nights`: there is no such column\nhint: check the name against the file's columns\n"
    );
    assert_eq!(asked("nights", "success"), expected);
    let expected = format!(
        "error: {path}, column `alder`: is there twice, also as `ALDER`\nhint: spell the column exactly as in the file\n"
    );
    assert_eq!(asked("alder", "success"), expected);
    fine(&["regress", &path, "--outcomes", "Alder", "--success", "SUCCESS"]);
    // Two columns of one name, and a name with a byte order mark.
    let twice = file(folder.path(), vec![("x", text()), ("x", text()), ("\u{feff}nights", text())]);
    assert_eq!(path, twice);
    let expected = format!(
        "error: {path}, column `x`: two columns have this name\nhint: rename one of them in the file: a name stands for one \
         column\n"
    );
    assert_eq!(asked("x", "success"), expected);
    let expected = format!(
        "error: {path}, column `nights`: there is no such column\nhint: the file has `\\u{{feff}}nights`, with an invisible \
         character: rename the column in the file\n"
    );
    assert_eq!(asked("nights", "success"), expected);
    // A name of any length is shown in part.
    let long = "x".repeat(5000);
    assert!(asked(&long, "success").contains(&format!("column `{}…`", "x".repeat(80))));
}

#[test]
fn files_that_are_not_parquet() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let said = |path: &str| fails(11, &["regress", path, "--outcomes", "y", "--success", "success"]);
    let whole = std::fs::read(file(folder.path(), vec![])).unwrap();
    assert!(
        said(&path("nothing.parquet")).starts_with(&format!("error: {}: can't be opened (", path("nothing.parquet")))
    );
    let cases: [(&str, &[u8], &str); 4] = [
        ("empty", b"", "is empty: 0 bytes"),
        ("text", b"success,y\n1,2\n0,1\n", "is not a whole Parquet file ("),
        ("cut", &whole[..whole.len() / 2], "is not a whole Parquet file ("),
        ("footer", &whole[whole.len() - 8..], "is not a whole Parquet file ("),
    ];
    for (name, bytes, message) in cases {
        std::fs::write(path(name), bytes).unwrap();
        let error = said(&path(name));
        assert!(error.starts_with(&format!("error: {}: {message}", path(name))), "{error}");
        assert_eq!(error.lines().count(), 2, "{error}");
    }
    std::fs::write(path("encrypted"), b"PARE a footer that needs a key \x1b\0\0\0PARE").unwrap();
    assert_eq!(
        said(&path("encrypted")),
        format!(
            "error: {}: is encrypted\nhint: export the file without encryption: no key can be given\n",
            path("encrypted")
        )
    );
    // Any flipped byte gives figures or a message: never a panic, never another exit code.
    std::fs::remove_file(path("rows.parquet")).unwrap();
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        std::fs::write(path("flipped"), bytes).unwrap();
        let request = super::rows::request(Path::new(&path("flipped")), 1, som::words::Covariance::Hc1);
        let request =
            som::regress::Request { outcomes: vec!["y".into()], by: None, adjust: vec![], age: None, ..request };
        match som::regress::regress(&request, &|_| Ok(())) {
            Ok(_) => {}
            Err(error) => assert_eq!(error.exit_code(), 11, "byte {at}: {error}"),
        }
    }
}

#[test]
fn folders() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let words = ["regress", path, "--outcomes", "y0", "--success", "success", "--adjust", "sex", "--format", "csv"];
    let error = fails(11, &words);
    let hint = "hint: name a Parquet file, or a folder with files that end in .parquet";
    assert_eq!(error, format!("error: {path}: is a folder without Parquet files\n{hint}\n"));
    write_rows(&folder.path().join("a.parquet"), &plain_rows(), 5);
    std::fs::write(folder.path().join("_SUCCESS"), "").unwrap();
    std::fs::write(folder.path().join("notes.txt"), "no rows").unwrap();
    let before = files(folder.path());
    fine(&words);
    assert_eq!(files(folder.path()), before, "nothing is written");
    let mut columns = super::rows::columns(&plain_rows());
    columns.iter_mut().find(|(name, _)| name == "sex").unwrap().1 =
        Arc::new(Int64Array::from(vec![1; plain_rows().len()]));
    let columns = columns.iter().map(|(name, column)| (name.as_str(), Arc::clone(column))).collect();
    write(&folder.path().join("b.parquet"), columns, 5);
    let error = fails(11, &words);
    let file = folder.path().join("b.parquet");
    let expected =
        format!("error: {}, column `sex`: holds whole numbers, and text in the files before", file.display());
    assert_eq!(error.lines().next(), Some(&*expected));
}

#[test]
fn invalid_arguments() {
    let data = "fixtures/nhefs/extracts";
    let said = |words: &[&str]| {
        let all = [&["regress", data, "--outcomes", "weight_kg", "--success", "success"], words].concat();
        fails(2, &all).lines().next().unwrap().to_owned()
    };
    assert_eq!(said(&["--covariance", "HC4"]), "error: unknown covariance `HC4`");
    assert_eq!(said(&["--covariance", "CR1"]), "error: CR1 needs clusters");
    assert_eq!(said(&["--cluster", "person_id"]), "error: --cluster has no meaning with HC3");
    assert_eq!(said(&["--age", "age"]), "error: `age` has no form");
    assert_eq!(said(&["--age", "age:cubic"]), "error: unknown form of age `cubic`");
    assert_eq!(
        said(&["--weights", "w", "--weight-kind", "sampled"]),
        "error: invalid value 'sampled' for '--weight-kind <KIND>'"
    );
    assert_eq!(said(&["--adjust", "sex,sex"]), "error: `sex` is named twice");
    assert_eq!(som(&["regress", data]).status.code(), Some(2));
}
