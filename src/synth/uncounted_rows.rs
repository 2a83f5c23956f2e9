//! Rows besides those that variables count, as deliveries have them: acquittals, arrests, deleted enrolments, decisions before a placement.
//! A variable that counted one would miss the planted truth.
//!
//! Owns these rows, which follow from the drawn ones. Draws nothing.

use std::borrow::Cow;

use definitions::day::Day;

use super::codes;
use super::rows::{Entry, Extract, OPEN};

/// The first day in the register of drug treatment, 1 January 2008, in days since 1970.
const FIRST_ENROLMENT: i32 = 13_879;

/// The rows of an extract's file with those that no variable counts.
pub fn with_uncounted(extract: Extract, entries: &[Entry]) -> Cow<'_, [Entry]> {
    let beside: fn(Entry, &mut Vec<Entry>) = match extract {
        Extract::Kraf => decisions,
        Extract::Krin => arrests,
        Extract::Smdb => enrolments,
        Extract::Buaf => placements,
        Extract::Bufo => measures,
        Extract::Sssy => settlements,
        _ => return Cow::Borrowed(entries),
    };
    let mut rows = Vec::with_capacity(entries.len() + entries.len() / 2);
    entries.iter().for_each(|entry| beside(*entry, &mut rows));
    Cow::Owned(rows)
}

/// Whether a row is one in so many.
fn one_in(entry: &Entry, many: u32) -> bool {
    let mixed = entry.person.wrapping_mul(0x9E37_79B9) ^ entry.start.unsigned_abs().wrapping_mul(0x85EB_CA6B);
    (mixed >> 16).is_multiple_of(many)
}

/// Acquittals, fines out of court, convictions for fraud, and offences that are unknown.
fn decisions(entry: Entry, rows: &mut Vec<Entry>) {
    rows.push(entry);
    if one_in(&entry, 3) {
        rows.push(Entry { more: codes::ACQUITTED, ..entry });
        rows.push(Entry { more: codes::FINE_OUT_OF_COURT, ..entry });
    }
    if one_in(&entry, 5) {
        rows.push(Entry { code: codes::FRAUD, ..entry });
        rows.push(Entry { code: codes::UNKNOWN_OFFENCE, ..entry });
    }
}

/// Arrest and remand on the day of a committal, in the file of its year.
fn arrests(entry: Entry, rows: &mut Vec<Entry>) {
    let year = |day: i32| Day::from_number(day).map(|day| day.year());
    let in_later_file = entry.end != OPEN && year(entry.start) != year(entry.end);
    if !in_later_file && one_in(&entry, 2) {
        rows.push(Entry { end: entry.start, code: codes::ARREST, ..entry });
        rows.push(Entry { end: entry.start, code: codes::REMAND, ..entry });
    }
    rows.push(entry);
}

/// A second service of an enrolment, and enrolments that were deleted. The register begins in 2008.
fn enrolments(entry: Entry, rows: &mut Vec<Entry>) {
    if entry.end != OPEN && entry.end < FIRST_ENROLMENT {
        return;
    }
    rows.push(entry);
    if one_in(&entry, 4) {
        rows.push(Entry { more: entry.more + codes::SECOND_SERVICE, ..entry });
    }
    if one_in(&entry, 20) {
        let (start, end) = (entry.start - 30, entry.start - 5);
        rows.push(Entry { start, end, code: entry.code, more: codes::COMPLETED + codes::DELETED, ..entry });
    }
}

/// The decision before a placement.
fn placements(entry: Entry, rows: &mut Vec<Entry>) {
    if one_in(&entry, 3) {
        rows.push(Entry { start: entry.start - 14, end: entry.start - 1, more: codes::DECISION, ..entry });
    }
    rows.push(entry);
}

/// A measure for the family beside that for the child.
fn measures(entry: Entry, rows: &mut Vec<Entry>) {
    rows.push(entry);
    if one_in(&entry, 3) {
        rows.push(Entry { start: entry.start - 20, code: codes::FAMILY_MEASURE, ..entry });
    }
}

/// Settlements without a contact.
fn settlements(entry: Entry, rows: &mut Vec<Entry>) {
    rows.push(entry);
    if one_in(&entry, 20) {
        rows.push(Entry { code: codes::NO_CONTACT, more: 1, ..entry });
    }
}
