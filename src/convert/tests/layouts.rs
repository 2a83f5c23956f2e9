//! Every layout, compared with pyreadstat.

use super::{Folders, counted, fixtures, only, read};
use crate::{ColumnForm, ErrorKind, Outcome, convert};

/// Converts a fixture and holds every cell against the CSV beside it.
fn agrees(fixture: &str) {
    let folders = Folders::new();
    folders.add(&format!("{fixture}.sas7bdat"), "test.sas7bdat");
    assert_eq!(only(&folders.convert()), (Outcome::Converted, String::new()), "{fixture}");
    let (names, rows) = read(&folders.extracts().join("test/part-test.parquet"));
    let mut csv = csv::Reader::from_path(fixtures().join(format!("{fixture}.csv"))).unwrap();
    let header: Vec<String> = csv.headers().unwrap().iter().map(str::to_owned).collect();
    let expected: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), expected.len(), "{fixture}");
    if !rows.is_empty() {
        assert_eq!(names[..names.len() - 1], header, "{fixture}");
    }
    for (number, (row, expected)) in rows.iter().zip(&expected).enumerate() {
        assert_eq!(row.last().unwrap(), "test.sas7bdat");
        for ((name, ours), theirs) in header.iter().zip(row).zip(expected) {
            let same = match (ours.parse::<f64>(), theirs.parse::<f64>()) {
                (Ok(ours), Ok(theirs)) => ours.to_bits() == theirs.to_bits(),
                _ => ours == theirs,
            };
            assert!(same, "{fixture}, row {number}, {name}: {ours} and {theirs}");
        }
    }
}

#[test]
fn public_files() {
    for name in ["haven_datetime", "haven_tagged_na", "pyreadstat_date_test", "pyreadstat_missing_test"] {
        agrees(&format!("public/{name}"));
    }
}

#[test]
fn both_byte_orders_both_widths_both_compressions() {
    for width in ["32", "64"] {
        for order in ["big", "little"] {
            for compression in ["plain", "rle", "rdc"] {
                agrees(&format!("made/{width}_{order}_{compression}"));
            }
        }
    }
}

#[test]
fn deleted_rows_are_left_out() {
    for name in ["deleted_32", "deleted_64", "deleted_rle"] {
        agrees(&format!("made/{name}"));
    }
}

#[test]
fn odd_shapes() {
    for name in ["few_rows", "no_rows", "no_mixed_page", "wide"] {
        agrees(&format!("made/{name}"));
    }
}

#[test]
fn no_columns() {
    let folders = Folders::new();
    folders.add("made/no_columns.sas7bdat", "test.sas7bdat");
    assert_eq!(only(&folders.convert()).0, Outcome::Converted);
    assert!(read(&folders.extracts().join("test/part-test.parquet")).1.is_empty());
}

/// All files of a folder beside the project, where there is one: references that are larger than the fixtures.
#[test]
fn larger_references() {
    let Some(folder) = std::env::var_os("SAS_REFERENCES") else { return };
    let references = fixtures().join(folder);
    let mut number = 0;
    for entry in std::fs::read_dir(&references).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "sas7bdat") {
            agrees(&path.with_extension("").to_string_lossy());
            number += 1;
        }
    }
    assert!(number > 0);
}

#[test]
fn special_missing_values_are_counted_by_kind() {
    let folders = Folders::new();
    folders.add("made/64_big_rle.sas7bdat", "test.sas7bdat");
    let report = folders.convert();
    // Rows 8, 17, …, 62 are missing, of the kinds `.`, `.A`, `._`, `.Z` in turn.
    let of = |kind: &str| counted(&report, "KOEN", &format!("missing {kind}"));
    assert_eq!([of("."), of(".A"), of("._"), of(".Z")], [2, 2, 2, 1]);
    assert_eq!(report.files[0].special_missing, Some(5));
    assert_eq!(counted(&report, "NAVN", "blank"), 12);
}

#[test]
fn declared_forms() {
    let folders = Folders::new();
    folders.add("made/64_little_plain.sas7bdat", "bef2015.sas7bdat");
    let mut request = folders.request();
    let mut declare = |column: &str, form| request.types.insert(("BEF".to_owned(), column.to_owned()), form);
    declare("koen", ColumnForm::Code { width: 2 });
    declare("kom", ColumnForm::Integer);
    declare("tid", ColumnForm::Date);
    declare("pnr", ColumnForm::Code { width: 14 });
    let report = convert(&request).unwrap();
    assert_eq!(only(&report), (Outcome::Converted, String::new()));
    let (_, rows) = read(&folders.extracts().join("bef/year=2015/part-bef2015.parquet"));
    assert_eq!(rows[1][..5], ["00000000000001", "02", "101", "1959-12-31", "1959-12-31 00:00:01"]);
    assert_eq!(counted(&report, "PNR", "zeros_added"), 70);
    assert_eq!(rows[3][3], "1599-12-31");
}

#[test]
fn a_column_with_values_that_do_not_fit_stays_as_it_is_below_the_limit_and_is_refused_above() {
    let folders = Folders::new();
    folders.add("made/64_little_plain.sas7bdat", "bef2015.sas7bdat");
    let mut request = folders.request();
    request.types.insert(("bef".to_owned(), "NAVN".to_owned()), ColumnForm::Code { width: 5 });
    let report = convert(&request).unwrap();
    let (outcome, reason) = only(&report);
    assert_eq!(outcome, Outcome::Refused);
    assert_eq!(reason, "bef2015.sas7bdat: column NAVN: 11 of 70 values do not fit the form: code of width 5");
    assert_eq!(report.fault(), Some(ErrorKind::Source));
    assert!(folders.files().is_empty(), "nothing is left");
    request.misfits_at_most = 0.2;
    let report = convert(&request).unwrap();
    assert_eq!((only(&report).0, report.files[0].misfits), (Outcome::Converted, Some(11)));
    assert_eq!([counted(&report, "NAVN", "misfits"), counted(&report, "NAVN", "kept_as_text")], [11, 58]);
    let (names, rows) = read(&folders.extracts().join("bef/year=2015/part-bef2015.parquet"));
    let at = names.iter().position(|name| name == "NAVN").unwrap();
    assert_eq!([&rows[3][at], &rows[4][at], &rows[5][at]], ["Ærø", "plain", "Müller"], "none is null");
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let folders = Folders::new();
    folders.add("made/64_little_plain.sas7bdat", "bef2015.sas7bdat");
    folders.add("made/64_little_rdc.sas7bdat", "bef2016.sas7bdat");
    let mut files = Vec::new();
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| folders.convert());
        files.push(folders.files());
        std::fs::remove_dir_all(folders.extracts()).unwrap();
    }
    assert_eq!(files[0].len(), 2);
    assert!(files[0] == files[1]);
}

#[test]
fn values_unlike_their_formats_stay_numbers() {
    let folders = Folders::new();
    folders.add("made/formats.sas7bdat", "test.sas7bdat");
    let report = folders.convert();
    let (_, rows) = read(&folders.extracts().join("test/part-test.parquet"));
    // Formats that show a part of a day only, half a day, and 25 hours: the numbers of the file. The SAS crate by itself
    // makes days in 1960 and 1965 of the first two, and rounds half a day up.
    assert_eq!(rows[0][..6], ["3.0", "2015.0", "0.5", "90000.0", "1960-01-01 00:00:00.250", "1960-01-02"]);
    assert_eq!(rows[1][..6], ["4.0", "2016.0", "1.0", "5.0", "1959-12-31 23:59:59.500", ""]);
    assert_eq!(counted(&report, "DAG", "kept_as_number"), 2);
    assert_eq!(counted(&report, "MAANED", "kept_as_number"), 0);
    assert_eq!(counted(&report, "HELE", "missing .B"), 1);
}
