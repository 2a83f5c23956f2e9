//! Findings grouped by their cause: one row for the same fault of a register, in however many row groups, files, variables and years.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::{FaultOrigin, Finding, Origin, counted, from_origin};
use engine::registers::{ExtractError, Fault};
use foundation::tables::audit::ReadingRow;
use foundation::tables::reading::column_series;

/// One row a cause, in the order of the first of each: figures are added up, and files are counted where there are several. Columns are
/// causes of their own, but for those of weeks and months. Variables are not: they read the same rows. Notes of what was counted are grouped likewise;
/// other notes stay as they are.
pub fn by_cause(findings: &[Finding]) -> Vec<Finding> {
    let mut causes: Vec<Vec<&Finding>> = Vec::new();
    let mut positions: BTreeMap<CauseKey, usize> = BTreeMap::new();
    for finding in findings {
        let cause = CauseKey::of(finding);
        match cause.as_ref().and_then(|cause| positions.get(cause)).copied() {
            Some(position) => causes[position].push(finding),
            None => {
                if let Some(cause) = cause {
                    positions.insert(cause, causes.len());
                }
                causes.push(vec![finding]);
            }
        }
    }
    causes.into_iter().flat_map(|findings| row(&findings)).collect()
}

/// What findings of one cause share.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum CauseKey {
    Fault(ExtractError),
    /// What was counted of a register.
    Counted(String, String),
}

impl CauseKey {
    fn of(finding: &Finding) -> Option<CauseKey> {
        match &finding.origin {
            Origin::Fault(fault) => Some(CauseKey::Fault(cause_of(&fault.error))),
            Origin::Counted(rows) => Some(CauseKey::Counted(finding.register.clone(), rows.first()?.cause())),
            Origin::Sentence(_) => None,
        }
    }
}

/// A fault without its place, its figures and the variables that have it.
fn cause_of(error: &ExtractError) -> ExtractError {
    let mut cause = error.clone();
    (cause.file, cause.row_group) = (None, None);
    // Every week and every month is a column of its own.
    cause.column = cause.column.map(|column| column_series(&column).to_owned());
    // The same SQL of several variables is of the same values; codes are spelled as they are, whatever SQL reads them.
    let is_spelling = matches!(*cause.fault, Fault::OtherSpelling { .. });
    cause.value = cause.value.map(|value| Box::new((String::new(), if is_spelling { String::new() } else { value.1 })));
    *cause.fault = cause.fault.cause();
    cause
}

/// The findings of one cause as one; those that stand alone as they are.
fn row(findings: &[&Finding]) -> Vec<Finding> {
    let first = match findings {
        [first, _, ..] => *first,
        findings => return findings.iter().map(|finding| (*finding).clone()).collect(),
    };
    let found = match &first.origin {
        Origin::Fault(of_first) => {
            let faults = findings.iter().filter_map(|finding| match &finding.origin {
                Origin::Fault(fault) => Some(&**fault),
                _ => None,
            });
            let finding = from_origin(together(of_first, &faults.collect::<Vec<_>>()));
            Some(Finding {
                file: one_or_several(findings, "files", |finding| finding.file.as_ref()),
                column: one_or_several(findings, "columns", |finding| finding.column.as_ref()),
                ..finding
            })
        }
        Origin::Counted(_) => {
            let rows = findings.iter().flat_map(|finding| match &finding.origin {
                Origin::Counted(rows) => rows.as_slice(),
                _ => &[],
            });
            let rows: Vec<ReadingRow> = rows.cloned().collect();
            counted(rows).map(|finding| Finding {
                file: one_or_several(findings, "years or files", |finding| finding.file.as_ref()),
                column: one_or_several(findings, "columns", |finding| finding.column.as_ref()),
                ..finding
            })
        }
        Origin::Sentence(_) => None,
    };
    found.map_or_else(|| findings.iter().map(|finding| (*finding).clone()).collect(), |finding| vec![finding])
}

/// Faults of one cause as one. Variables that have a fault in the same place read the same rows: the one with the most counts.
fn together(first: &FaultOrigin, all: &[&FaultOrigin]) -> FaultOrigin {
    let mut places: BTreeMap<_, &FaultOrigin> = BTreeMap::new();
    for origin in all {
        let error = &origin.error;
        let known = places.entry((&error.file, error.row_group, &error.column)).or_insert(origin);
        if known.error.fault.count() < error.fault.count() {
            *known = origin;
        }
    }
    let mut origins = places.into_values();
    let mut fault = origins.next().map_or_else(|| (*first.error.fault).clone(), |origin| (*origin.error.fault).clone());
    origins.for_each(|origin| fault.add(&origin.error.fault));
    let variables: BTreeSet<&String> = all.iter().flat_map(|origin| &origin.variables).collect();
    let queries: BTreeSet<&String> = all.iter().filter_map(|origin| Some(&origin.error.value.as_deref()?.1)).collect();
    let sql = if let [sql] = queries.iter().collect::<Vec<_>>()[..] { (*sql).clone() } else { String::new() };
    let mut error = first.error.clone();
    (error.file, error.row_group) = (None, None);
    error.fault = Box::new(fault);
    error.value = error.value.map(|value| Box::new((value.0, sql)));
    FaultOrigin { error, variables: variables.into_iter().cloned().collect(), hint: first.hint.clone() }
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
