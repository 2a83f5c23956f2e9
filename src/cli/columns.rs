//! Columns of numbers for commands that work on every row: names on the command line, complete rows, and messages.

use std::path::Path;

use super::regress::names as separated;
use designs::DesignError;
use foundation::error::{Error, Kind, Result};

/// What is called with the number of rows read.
type Progress<'a> = &'a (dyn Fn(u64) -> Result<()> + Sync);

pub(crate) fn usage(message: impl Into<String>, hint: impl Into<String>) -> Error {
    Error::usage(message.into(), hint.into())
}

/// The names of an option, each once.
pub(crate) fn names(given: &[String], option: &str) -> Result<Vec<String>> {
    let names = separated(given)?;
    if names.iter().any(String::is_empty) {
        return Err(usage("a column without a name", format!("write {option} a,b")));
    }
    match names.iter().enumerate().find(|(at, name)| names.iter().take(*at).any(|before| before == *name)) {
        Some((_, name)) => Err(usage(format!("`{}` is named twice", regress::short(name)), "name every column once")),
        None => Ok(names),
    }
}

/// Rows that have a number in every column of the design.
pub(crate) struct Columns {
    /// A column for each name.
    pub(crate) columns: Vec<Vec<f64>>,
    kept: Vec<bool>,
    left_out: LeftOut,
}

/// Rows with a null, by what the first column says of them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LeftOut {
    /// Where it is 1.
    pub(crate) yes: u64,
    /// Where it is 0.
    pub(crate) no: u64,
    /// Where it is null itself.
    pub(crate) unknown: u64,
}

impl Columns {
    /// Reads columns and leaves out rows with a null.
    ///
    /// # Errors
    /// Faults of the file.
    pub(crate) fn complete(path: &Path, names: &[String], flags: &[usize], progress: Progress<'_>) -> Result<Columns> {
        let mut columns = regress::numbers(path, names, flags, progress)?.columns;
        let rows = columns.first().map_or(0, Vec::len);
        let kept: Vec<bool> = (0..rows).map(|row| columns.iter().all(|column| !column[row].is_nan())).collect();
        let mut left_out = LeftOut::default();
        for (group, _) in columns.iter().take(1).flatten().zip(&kept).filter(|(_, kept)| !**kept) {
            let count = match group {
                group if group.is_nan() => &mut left_out.unknown,
                group if *group == 1.0 => &mut left_out.yes,
                _ => &mut left_out.no,
            };
            *count += 1;
        }
        columns.iter_mut().for_each(|column| keep(column, &kept));
        Ok(Columns { columns, kept, left_out })
    }

    /// Further columns of the rows that are kept; none may be null there.
    ///
    /// # Errors
    /// Faults of the file, nulls.
    pub(crate) fn further(&self, path: &Path, names: &[String], progress: Progress<'_>) -> Result<Vec<Vec<f64>>> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let mut columns = regress::numbers(path, names, &[], progress)?.columns;
        columns.iter_mut().for_each(|column| keep(column, &self.kept));
        for (name, column) in names.iter().zip(&columns) {
            let nulls = column.iter().filter(|x| x.is_nan()).count();
            if nulls > 0 {
                let message = format!("`{}` is null for {nulls} person(s) of the design", regress::short(name));
                let hint = "write 0 for persons without use, and leave persons out whose outcome is not known";
                return Err(Error::new(Kind::Extract, message, hint));
            }
        }
        Ok(columns)
    }

    /// Rows that were left out.
    pub(crate) fn left_out(&self) -> LeftOut {
        self.left_out
    }

    /// What a reader should know; `groups` names those of the first column, 1 first.
    pub(crate) fn notes(&self, groups: [&str; 2]) -> Vec<String> {
        let LeftOut { yes, no, unknown } = self.left_out;
        let all = yes + no + unknown;
        let [first, second] = groups;
        let note = format!(
            "{all} row(s) with a null in a column of the design are left out: {yes} {first}, {no} {second}, {unknown} of whom it is not known"
        );
        if all > 0 { vec![note] } else { Vec::new() }
    }
}

fn keep(column: &mut Vec<f64>, kept: &[bool]) {
    let mut kept = kept.iter();
    column.retain(|_| kept.next().is_some_and(|kept| *kept));
}

/// Numbers of clusters from the numbers of a column.
///
/// # Errors
/// More of them than can be counted.
pub(crate) fn clusters(column: &[f64]) -> Result<Vec<u32>> {
    let mut values: Vec<u64> = column.iter().map(|x| (x + 0.0).to_bits()).collect();
    values.sort_unstable();
    values.dedup();
    let number = |x: &f64| {
        let at = values.binary_search(&(x + 0.0).to_bits()).ok().and_then(|at| u32::try_from(at).ok());
        at.ok_or_else(|| usage("more clusters than can be counted", "name another column"))
    };
    column.iter().map(number).collect()
}

/// What can't be made of the rows.
pub(crate) fn unusable(error: DesignError) -> Error {
    wrong(error.to_string())
}

/// The same with the outcome that it is about.
pub(crate) fn named(outcome: &str, error: DesignError) -> Error {
    wrong(format!("outcome `{}`: {error}", regress::short(outcome)))
}

fn wrong(message: String) -> Error {
    Error::new(Kind::Extract, message, "the page `interventions` of the documentation lists what stops a design")
}
