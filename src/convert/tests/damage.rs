//! Damaged files: refused by name, with nothing left behind, and never a panic.

use super::{Folders, fixtures, only};
use crate::{Outcome, Report};

/// Converts a fixture after a change of its bytes.
fn changed(fixture: &str, change: impl FnOnce(&mut Vec<u8>)) -> (Folders, Report) {
    let folders = Folders::new();
    let mut bytes = std::fs::read(fixtures().join(fixture)).unwrap();
    change(&mut bytes);
    std::fs::write(folders.raw().join("test.sas7bdat"), bytes).unwrap();
    let report = folders.convert();
    (folders, report)
}

fn refused(fixture: &str, change: impl FnOnce(&mut Vec<u8>)) -> String {
    let (folders, report) = changed(fixture, change);
    let (outcome, reason) = only(&report);
    assert_eq!(outcome, Outcome::Refused);
    assert!(folders.files().is_empty(), "nothing is left");
    reason
}

const PLAIN: &str = "made/64_little_plain.sas7bdat";
const RLE: &str = "made/64_little_rle.sas7bdat";

/// Sets the row count of a 64-bit little-endian file, by its signature.
fn set_rows(bytes: &mut [u8], rows: u64) {
    let signature = [0xF7, 0xF7, 0xF7, 0xF7, 0, 0, 0, 0];
    let at = bytes.windows(8).position(|window| window == signature).unwrap();
    bytes[at + 48..at + 56].copy_from_slice(&rows.to_le_bytes());
}

#[test]
fn row_counts_that_differ_from_the_pages() {
    let of = |fixture, rows| refused(fixture, |bytes| set_rows(bytes, rows));
    let says = |count| format!("test.sas7bdat: its pages hold 70 rows, where its header says {count}");
    assert_eq!(of(PLAIN, 71), says(71));
    // The SAS crate by itself reads 69 rows here, without a word.
    assert_eq!(of(PLAIN, 69), says(69));
    assert_eq!(of(RLE, 69), says(69));
    assert_eq!(of(RLE, 71), says(71));
}

#[test]
fn files_that_were_cut() {
    for fixture in [PLAIN, RLE] {
        let reason = refused(fixture, |bytes| bytes.truncate(bytes.len() - 1));
        assert!(reason.starts_with("test.sas7bdat: cut short: "), "{reason}");
    }
    let reason = refused(PLAIN, |bytes| bytes.truncate(100));
    assert_eq!(reason, "test.sas7bdat: not understood: too short for the header of a SAS dataset");
    // The header agrees with a file without its last page; the rows do not.
    let reason = refused(PLAIN, |bytes| {
        let pages = u64::from_le_bytes(bytes[208..216].try_into().unwrap());
        bytes.truncate(bytes.len() - 4096);
        bytes[208..216].copy_from_slice(&(pages - 1).to_le_bytes());
    });
    assert!(reason.contains("where its header says 70"), "{reason}");
}

#[test]
fn files_of_another_kind() {
    let reason = refused(PLAIN, |bytes| bytes[..4].copy_from_slice(b"PAR1"));
    assert_eq!(reason, "test.sas7bdat: not understood: no SAS dataset");
    assert_eq!(refused(PLAIN, Vec::clear), "test.sas7bdat: not understood: too short for the header of a SAS dataset");
}

#[test]
fn a_compression_that_is_not_known() {
    let reason = refused(RLE, |bytes| {
        let at = bytes.windows(8).position(|window| window == b"SASYZCRL").unwrap();
        bytes[at..at + 8].copy_from_slice(b"SASYZCR9");
    });
    assert!(reason.starts_with("test.sas7bdat: "), "{reason}");
}

#[test]
fn an_encoding_that_is_not_read() {
    let reason = refused(PLAIN, |bytes| bytes[70] = 42);
    assert_eq!(reason, "test.sas7bdat: column NAVN: text beyond ASCII in the encoding CP850, which is not read");
}

/// Every flip is refused or read; what is read has the rows of the header.
#[test]
fn flipped_bytes_never_panic() {
    let folders = Folders::new();
    for fixture in [
        "made/64_little_plain.sas7bdat",
        "made/32_big_rle.sas7bdat",
        "made/32_little_rdc.sas7bdat",
        "made/deleted_64.sas7bdat",
    ] {
        let bytes = std::fs::read(fixtures().join(fixture)).unwrap();
        // A fixed walk through the file, with more of the header and the description than of the rows.
        let mut state = 1u64;
        for number in 0..120u32 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let within = if number % 2 == 0 { 6000 } else { bytes.len() };
            let at = usize::try_from(state >> 33).unwrap() % within.min(bytes.len());
            let mut flipped = bytes.clone();
            flipped[at] ^= u8::try_from(state >> 24 & 0xFF).unwrap() | 1;
            std::fs::write(folders.raw().join(format!("f{number}x.sas7bdat")), flipped).unwrap();
        }
        let report = folders.convert();
        assert_eq!(report.files.len(), 120);
        assert!(report.faults.iter().all(|fault| fault.kind() != crate::ErrorKind::Internal), "{fixture}");
        std::fs::remove_dir_all(folders.extracts()).unwrap();
    }
}
