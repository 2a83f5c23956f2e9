//! Findings grouped by their cause: one row for the same fault of a register, in however many row groups, files and columns.

use std::collections::BTreeMap;

use super::{Finding, of_fault};
use engine::registers::{ExtractError, Fault};

/// One row a cause, in the order of the first of each: counts are added up, and files are
/// counted where there are several. Columns are causes of their own, but for those of weeks. Notes stay as they are.
pub fn by_cause(findings: &[Finding]) -> Vec<Finding> {
    let mut causes: Vec<Cause<'_>> = Vec::new();
    let mut positions: BTreeMap<ExtractError, usize> = BTreeMap::new();
    for finding in findings {
        let cause = finding.fault.as_ref().map(cause_of);
        let known = cause.as_ref().and_then(|cause| positions.get(cause)).copied();
        match known {
            Some(position) => causes[position].findings.push(finding),
            None => {
                if let Some(cause) = cause.clone() {
                    positions.insert(cause, causes.len());
                }
                causes.push(Cause { cause, findings: vec![finding] });
            }
        }
    }
    causes.into_iter().map(|cause| cause.row()).collect()
}

/// A fault without its place and count.
fn cause_of(error: &ExtractError) -> ExtractError {
    let mut cause = error.clone();
    (cause.file, cause.row_group) = (None, None);
    // Every week is a column of its own.
    if matches!(*cause.fault, Fault::NotACode { .. }) {
        cause.column = None;
    }
    if let Some(count) = cause.fault.count_mut() {
        *count = 0;
    }
    cause
}

/// The findings of one cause.
struct Cause<'a> {
    /// None of a note.
    cause: Option<ExtractError>,
    findings: Vec<&'a Finding>,
}

impl Cause<'_> {
    fn row(self) -> Finding {
        let (cause, first) = match (self.cause, self.findings.as_slice()) {
            (Some(cause), [first, _, ..]) => (cause, *first),
            (_, findings) => return findings[0].clone(),
        };
        let count = self.findings.iter().filter_map(|finding| finding.count).reduce(|one, other| one + other);
        let number = count.and_then(|count| usize::try_from(count).ok());
        Finding {
            file: one_or_several(&self.findings, "files", |finding| finding.file.as_ref()),
            column: one_or_several(&self.findings, "columns", |finding| finding.column.as_ref()),
            count,
            fault: first.fault.clone(),
            ..of_fault(cause, number)
        }
    }
}

/// What all findings share, or how many they have.
fn one_or_several(findings: &[&Finding], what: &str, of: impl Fn(&Finding) -> Option<&String>) -> Option<String> {
    let mut all: Vec<&String> = findings.iter().filter_map(|finding| of(finding)).collect();
    all.sort();
    all.dedup();
    match all.as_slice() {
        [] => None,
        [one] => Some((*one).clone()),
        several => Some(format!("{} {what}", several.len())),
    }
}
