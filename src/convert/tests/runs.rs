//! Runs after runs: what is done is skipped, what changed is refused, what was left is swept.

use std::sync::atomic::AtomicBool;

use super::{Folders, fixtures, only};
use crate::{ColumnForm, ConvertError, ErrorKind, Outcome, Report, convert};

const ONE: &str = "made/64_little_plain.sas7bdat";
const OTHER: &str = "made/64_little_rle.sas7bdat";

fn outcomes(report: &Report) -> Vec<Outcome> {
    report.files.iter().map(|file| file.outcome).collect()
}

#[test]
fn what_is_done_is_skipped_and_counted_the_same() {
    let folders = Folders::new();
    folders.add(ONE, "BEF201512.SAS7BDAT");
    std::fs::create_dir(folders.raw().join("more")).unwrap();
    folders.add(OTHER, "more/bef1999_1.sas7bdat");
    let first = folders.convert();
    assert_eq!(outcomes(&first), [Outcome::Converted, Outcome::Converted]);
    let files = folders.files();
    let names: Vec<&String> = files.keys().collect();
    assert_eq!(names, ["bef/year=1999/part-bef1999_1.parquet", "bef/year=2015/part-bef201512.parquet"]);
    let second = folders.convert();
    assert_eq!(outcomes(&second), [Outcome::Skipped, Outcome::Skipped]);
    assert_eq!(first.counts, second.counts);
    assert_eq!(first.files[0].rows, second.files[0].rows);
    assert!(folders.files() == files);
    assert_eq!((second.count(Outcome::Skipped), second.fault()), (2, None));
}

#[test]
fn a_source_written_again_with_the_same_content_is_done() {
    let folders = Folders::new();
    let source = folders.add(ONE, "bef2015.sas7bdat");
    folders.convert();
    let old = std::time::SystemTime::UNIX_EPOCH;
    std::fs::File::options().write(true).open(&source).unwrap().set_modified(old).unwrap();
    assert_eq!(only(&folders.convert()).0, Outcome::Skipped);
}

#[test]
fn a_source_that_changed_is_refused_until_asked_for() {
    let folders = Folders::new();
    folders.add(ONE, "bef2015.sas7bdat");
    folders.convert();
    let before = folders.files();
    folders.add(OTHER, "bef2015.sas7bdat");
    let report = folders.convert();
    assert_eq!(
        only(&report),
        (Outcome::Refused, "bef2015.sas7bdat: changed since it was converted: its size is another".to_owned())
    );
    assert!(report.files[0].hint.as_ref().unwrap().contains("--replace"));
    assert!(folders.files() == before, "the extract stays");
    let mut request = folders.request();
    request.replace = true;
    assert_eq!(only(&convert(&request).unwrap()).0, Outcome::Converted);
    assert_eq!(only(&folders.convert()).0, Outcome::Skipped);
}

#[test]
fn other_forms_are_a_change() {
    let folders = Folders::new();
    folders.add(ONE, "bef2015.sas7bdat");
    folders.convert();
    let mut request = folders.request();
    request.types.insert(("bef".to_owned(), "KOM".to_owned()), ColumnForm::Integer);
    let (outcome, reason) = only(&convert(&request).unwrap());
    assert_eq!(outcome, Outcome::Refused);
    assert!(reason.ends_with("the declared forms of its columns are others"), "{reason}");
}

#[test]
fn an_extract_that_is_gone_is_made_again_and_one_that_changed_is_not_trusted() {
    let folders = Folders::new();
    folders.add(ONE, "bef2015.sas7bdat");
    folders.convert();
    let part = folders.extracts().join("bef/year=2015/part-bef2015.parquet");
    std::fs::write(&part, "other").unwrap();
    assert!(only(&folders.convert()).1.ends_with("its extract is not what was written"));
    std::fs::remove_file(&part).unwrap();
    assert_eq!(only(&folders.convert()).0, Outcome::Converted);
}

#[test]
fn what_a_killed_run_left_is_swept() {
    let folders = Folders::new();
    folders.add(ONE, "bef2015.sas7bdat");
    std::fs::create_dir_all(folders.extracts().join(".converting")).unwrap();
    std::fs::write(folders.extracts().join(".converting/.tmpAbC"), "half").unwrap();
    assert_eq!(only(&folders.convert()).0, Outcome::Converted);
    assert_eq!(folders.files().len(), 1);
}

#[test]
fn one_conversion_at_a_time() {
    let folders = Folders::new();
    folders.add(ONE, "bef2015.sas7bdat");
    std::fs::create_dir_all(folders.extracts()).unwrap();
    let held = crate::work::Work::take(&folders.extracts()).unwrap();
    assert_eq!(convert(&folders.request()).unwrap_err(), ConvertError::Busy { path: folders.extracts() });
    drop(held);
    assert_eq!(only(&folders.convert()).0, Outcome::Converted);
}

#[test]
fn two_sources_of_one_output_are_both_refused() {
    let folders = Folders::new();
    std::fs::create_dir(folders.raw().join("b")).unwrap();
    folders.add(ONE, "bef2015.sas7bdat");
    folders.add(ONE, "b/BEF2015.sas7bdat");
    let report = folders.convert();
    assert_eq!(outcomes(&report), [Outcome::Refused, Outcome::Refused]);
    assert_eq!(
        report.files[0].reason.as_deref(),
        Some("b/BEF2015.sas7bdat: would give the same output as bef2015.sas7bdat")
    );
}

/// A delivery in parts that is delivered again as a whole, in another folder of sources.
#[test]
fn an_extract_of_the_same_period_whose_source_is_gone_is_never_left_beside() {
    let folders = Folders::new();
    let part = folders.add(ONE, "lpr_adm2018_1.sas7bdat");
    folders.convert();
    folders.add(OTHER, "lpr_adm2018.sas7bdat");
    let report = folders.convert();
    assert_eq!(outcomes(&report), [Outcome::Refused, Outcome::Refused]);
    assert_eq!(
        report.files[0].reason.as_deref(),
        Some("lpr_adm2018.sas7bdat: holds the same period as lpr_adm2018_1.sas7bdat, one as a whole and one as a part")
    );
    std::fs::remove_file(part).unwrap();
    let before = folders.files();
    let (outcome, reason) = only(&folders.convert());
    let said = "lpr_adm2018.sas7bdat: lpr_adm/year=2018/part-lpr_adm2018_1.parquet is of the same period, and its source \
                lpr_adm2018_1.sas7bdat is not in the folder: both would be read";
    assert_eq!((outcome, reason.as_str()), (Outcome::Refused, said));
    assert!(folders.files() == before, "nothing is written");
    let mut request = folders.request();
    request.replace = true;
    let report = convert(&request).unwrap();
    assert_eq!(only(&report).0, Outcome::Converted);
    assert_eq!(report.files[0].removed.as_deref(), Some("lpr_adm/year=2018/part-lpr_adm2018_1.parquet"));
    let files = folders.files();
    assert_eq!(files.keys().collect::<Vec<_>>(), ["lpr_adm/year=2018/part-lpr_adm2018.parquet"]);
    assert_eq!(only(&folders.convert()).0, Outcome::Skipped);
    // Another month is another period: its source may be gone.
    std::fs::remove_file(folders.raw().join("lpr_adm2018.sas7bdat")).unwrap();
    for name in ["offl202503.sas7bdat", "offl202506.sas7bdat"] {
        let source = folders.add(ONE, name);
        assert_eq!(only(&folders.convert()).0, Outcome::Converted, "{name}");
        std::fs::remove_file(source).unwrap();
    }
}

#[test]
fn files_of_other_programs_are_left() {
    let folders = Folders::new();
    folders.add(ONE, "bef201513.sas7bdat");
    assert_eq!(only(&folders.convert()).1, "bef201513.sas7bdat: no rule fits its name");
    let folders = Folders::new();
    folders.add(ONE, "bef2015.sas7bdat");
    let folder = folders.extracts().join("bef/year=2015");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("bef201512.parquet"), "theirs").unwrap();
    let report = folders.convert();
    assert!(only(&report).1.ends_with("is there already, and no conversion has recorded it"));
    assert_eq!(report.fault(), Some(ErrorKind::Output));
}

#[test]
fn one_failed_source_does_not_stop_the_rest() {
    let folders = Folders::new();
    folders.add(ONE, "bef2015.sas7bdat");
    std::fs::write(folders.raw().join("bef2016.sas7bdat"), "none").unwrap();
    let report = folders.convert();
    assert_eq!(outcomes(&report), [Outcome::Converted, Outcome::Refused]);
    assert_eq!(report.fault(), Some(ErrorKind::Source));
}

#[test]
fn an_interrupted_run_leaves_no_partial_file() {
    let folders = Folders::new();
    folders.add(ONE, "bef2015.sas7bdat");
    let stop = AtomicBool::new(true);
    let mut request = crate::Request::new(folders.raw(), folders.extracts()).unwrap();
    request.stop = Some(&stop);
    assert_eq!(convert(&request).unwrap_err().kind(), ErrorKind::Interrupted);
    assert!(folders.files().is_empty());
}

#[test]
fn no_folder() {
    let request = crate::Request::new(fixtures().join("none"), fixtures().join("none")).unwrap();
    assert_eq!(convert(&request).unwrap_err().kind(), ErrorKind::Usage);
}
