//! Findings grouped by their cause: one row for the same fault of a register, in however many row groups, files and columns.

use std::collections::BTreeMap;

use super::finding::{BAD_ROW, CODES, Finding, note, of_fault};
use engine::registers::{ExtractError, Fault};
use foundation::tables::audit::ReadingRow;

/// One row a cause, in the order of the first of each: counts are added up, and files are
/// counted where there are several. Columns are causes of their own, but for those of weeks. Notes of bad rows and of codes are
/// grouped likewise; other notes stay as they are.
pub fn by_cause(findings: &[Finding]) -> Vec<Finding> {
    let mut causes: Vec<Cause<'_>> = Vec::new();
    let mut positions: BTreeMap<CauseKey, usize> = BTreeMap::new();
    for finding in findings {
        let cause = CauseKey::of(finding);
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

/// What findings of one cause share.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum CauseKey {
    Fault(ExtractError),
    /// A note that counts something by year or file: its register, code and column.
    Counted(String, String, Option<String>),
}

impl CauseKey {
    fn of(finding: &Finding) -> Option<CauseKey> {
        if let Some(fault) = &finding.fault {
            return Some(CauseKey::Fault(cause_of(fault)));
        }
        let counted = finding.file.is_some() && counted(&finding.code).is_some();
        counted.then(|| CauseKey::Counted(finding.register.clone(), finding.code.clone(), finding.column.clone()))
    }
}

/// Makes the name of a count from a cause, a column and a place.
type CountName = fn(&str, &str, &str) -> String;

/// The cause in the code of a note that counts bad rows or codes, and the name of its count.
fn counted(code: &str) -> Option<(&str, CountName)> {
    let bad = code.strip_prefix(BAD_ROW).map(|cause| (cause, ReadingRow::bad_rows as CountName));
    bad.or_else(|| code.strip_prefix(CODES).map(|what| (what, ReadingRow::codes as CountName)))
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
    /// None of a note that stands alone.
    cause: Option<CauseKey>,
    findings: Vec<&'a Finding>,
}

impl Cause<'_> {
    fn row(self) -> Finding {
        let (cause, first) = match (self.cause, self.findings.as_slice()) {
            (Some(cause), [first, _, ..]) => (cause, *first),
            (_, findings) => return findings[0].clone(),
        };
        let count = self.findings.iter().filter_map(|finding| finding.count).reduce(|one, other| one + other);
        let column = one_or_several(&self.findings, "columns", |finding| finding.column.as_ref());
        match cause {
            CauseKey::Fault(fault) => Finding {
                file: one_or_several(&self.findings, "files", |finding| finding.file.as_ref()),
                column,
                count,
                fault: first.fault.clone(),
                ..of_fault(fault, count.and_then(|count| usize::try_from(count).ok()))
            },
            CauseKey::Counted(register, code, _) => {
                let place = one_or_several(&self.findings, "years or files", |finding| finding.file.as_ref());
                let of_column = column.as_deref().unwrap_or(&register);
                let name = counted(&code).zip(place.as_deref());
                let name = name.map(|((cause, name), place)| name(cause, of_column, place));
                let number = count.and_then(|count| i64::try_from(count).ok());
                let row = name.zip(number).map(|(name, count)| ReadingRow::new(&register, name, count).sentence());
                let message = row.unwrap_or_else(|| first.message.clone());
                Finding { file: place, column, message, ..note(&register, &code, String::new(), count) }
            }
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
