//! Weekly wide registers unfolded: a column a week becomes a row a week.

use std::collections::BTreeSet;

use arrow::array::{Array, Int64Array, RecordBatch};
use regex::Regex;

use crate::registers::cast::integers;
use crate::registers::projection::visible_name;
use crate::registers::stored_type::{describe, holds_codes};
use crate::registers::{ExtractError, Fault, OpenFile, OpenRegister, Projection, ReadAs};
use definitions::day::{Day, last_week};
use definitions::register::Register;
use foundation::error::Result;
use foundation::keys::PersonIndex;

/// A week column of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Week {
    /// The calendar year in the column's name.
    pub year: i32,
    /// The week number.
    pub week: i64,
}

/// Rows of an unfolded batch, column by column. Weeks, codes and runs are empty where they are not read.
#[derive(Debug, Default)]
pub struct WeekRows {
    /// The person's index.
    pub person: Vec<PersonIndex>,
    /// The year.
    pub year: Vec<i64>,
    /// The week.
    pub week: Vec<i64>,
    /// The code.
    pub code: Vec<i64>,
    /// How many weeks in a row, this one included, the person has had a code that the register counts; 0 with another code.
    pub run_week: Vec<i64>,
}

impl WeekRows {
    /// No rows, with room for some in the columns that are read.
    fn with_room(rows: usize, reads: impl Fn(&str) -> bool) -> WeekRows {
        let whole = |name: &str| Vec::with_capacity(if reads(name) { rows } else { 0 });
        let (week, code, run_week) = (whole("week"), whole("code"), whole("run_week"));
        WeekRows { person: Vec::with_capacity(rows), year: Vec::with_capacity(rows), week, code, run_week }
    }
}

/// The week columns of a file, in order of time, of years that the register covers.
///
/// # Errors
/// No column fits the pattern.
pub fn columns(file: &OpenFile, register: &Register, pattern: &str) -> Result<Vec<(Week, Projection)>, ExtractError> {
    let escaped = regex::escape(pattern).replace(r"\{yy\}", r"(?P<yy>\d{2})").replace(r"\{ww\}", r"(?P<ww>\d{2})");
    let none = || file.fault(Fault::NoWeeks { pattern: format!("`{pattern}`") });
    let regex = Regex::new(&format!("^(?i:{escaped})$")).map_err(|_| none())?;
    let covered = register.covers.years();
    let mut found = Vec::new();
    for (position, field) in file.schema().fields().iter().enumerate() {
        let Some(captured) = regex.captures(visible_name(field.name())) else { continue };
        let number = |name: &str| captured.name(name).and_then(|digits| digits.as_str().parse::<i32>().ok());
        let (Some(yy), Some(week)) = (number("yy"), number("ww")) else { continue };
        let year = if yy < 70 { 2000 + yy } else { 1900 + yy };
        if covered.contains(&year) && (1..=53).contains(&week) {
            if !holds_codes(field.data_type()) {
                let fault = Fault::WrongType { found: describe(field.data_type()), wanted: "whole numbers or text" };
                file.faults.meet(file.fault(fault).in_column(field.name()))?;
                continue;
            }
            let projected = Projection::new(field.name(), field.name(), position, ReadAs::Codes).by_value();
            found.push((Week { year, week: i64::from(week) }, projected));
        }
    }
    found.sort_by_key(|(week, _)| *week);
    for pair in found.windows(2) {
        if let [(week, column), (same, other)] = pair
            && week == same
        {
            let fault = Fault::TwoColumns { other: other.name.clone() };
            file.faults.meet(file.fault(fault).in_column(&column.name))?;
        }
    }
    if found.is_empty() { Err(none()) } else { Ok(found) }
}

/// Which files of a weekly wide register hold the same weeks of other persons, as a number by file.
///
/// # Errors
/// A week of a covered year without a column (it would read as a week without any benefit), or files that
/// share some weeks and not all.
pub fn sets(open: &OpenRegister<'_>, pattern: &str) -> Result<Vec<u16>> {
    let mut sets: Vec<(BTreeSet<Week>, &str)> = Vec::new();
    let mut of_file = Vec::with_capacity(open.files.len());
    for file in &open.files {
        let columns = open.faults.pass(columns(file, open.definition, pattern))?;
        let weeks: BTreeSet<Week> = columns.into_iter().flatten().map(|(week, _)| week).collect();
        if let Some((_, other)) = sets.iter().find(|(set, _)| *set != weeks && !set.is_disjoint(&weeks)) {
            open.faults.meet(file.fault(Fault::SameWeeks { other: (*other).to_owned() }))?;
        }
        let known = sets.iter().position(|(set, _)| *set == weeks);
        of_file.push(known.unwrap_or(sets.len()) as u16);
        if known.is_none() {
            sets.push((weeks, &file.file.name));
        }
    }
    let missing: Vec<i32> = open
        .definition
        .covers
        .years()
        .into_iter()
        // A year that is covered in part is not available.
        .filter(|year| open.definition.covers.holds(Day::first_of(*year), Day::last_of(*year)))
        .filter(|year| every_week(*year).any(|week| !sets.iter().any(|(set, _)| set.contains(&week))))
        .collect();
    // A week that is missing after a fault may be missing because of it.
    if missing.is_empty() || open.faults.any_of(&open.definition.id.value) {
        return Ok(of_file);
    }
    let years = missing.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let fault = Fault::MissingWeeks { years, pattern: format!("`{pattern}`") };
    open.faults.meet(ExtractError::of(&open.definition.id.value, fault))?;
    Ok(of_file)
}

/// The ISO weeks of a year.
fn every_week(year: i32) -> impl Iterator<Item = Week> {
    (1..=i64::from(last_week(year))).map(move |week| Week { year, week })
}

/// Unfolds a batch whose columns after the first `skip` are weeks, in order of time. `reads` says which columns are read, and `counts` which
/// codes continue a run.
pub fn unfold(
    batch: &RecordBatch,
    skip: usize,
    (weeks, reads): (&[Week], impl Fn(&str) -> bool),
    persons: &[PersonIndex],
    counts: impl Fn(i64) -> bool,
) -> WeekRows {
    let columns: Vec<_> = batch.columns().iter().skip(skip).map(integers).collect();
    let is_code = |codes: &Int64Array| codes.values().iter().filter(|code| **code != 0).count();
    let mut rows = WeekRows::with_room(columns.iter().map(|codes| is_code(codes)).sum(), &reads);
    let (reads_week, reads_code, reads_run) = (reads("week"), reads("code"), reads("run_week"));
    let mut run = vec![0i64; persons.len()];
    let all: Vec<_> = columns.iter().map(|codes| (codes.values(), codes.nulls())).zip(weeks).collect();
    // The weeks of a person's year follow one another, so that they are added up at once.
    for of_year in all.chunk_by(|(_, week), (_, next)| week.year == next.year) {
        // Week 53 is ignored in years of 52 weeks.
        let Some(last) = of_year.first().map(|(_, week)| i64::from(last_week(week.year))) else { continue };
        for (row, (run, person)) in run.iter_mut().zip(persons).enumerate() {
            for ((codes, nulls), week) in of_year {
                let breaks = week.week <= last;
                // A blank week is null in one delivery and 0 in another.
                let code = if nulls.is_none_or(|nulls| nulls.is_valid(row)) { codes[row] } else { 0 };
                let counted = reads_run && code != 0 && counts(code);
                if counted {
                    *run += 1;
                } else if breaks {
                    *run = 0;
                }
                if code != 0 {
                    rows.person.push(*person);
                    rows.year.push(i64::from(week.year));
                    if reads_week {
                        rows.week.push(week.week);
                    }
                    if reads_code {
                        rows.code.push(code);
                    }
                    if reads_run {
                        rows.run_week.push(if counted { *run } else { 0 });
                    }
                }
            }
        }
    }
    rows
}
