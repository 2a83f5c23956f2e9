//! The bad rows of a register: counted by file, row group, column and cause, and held against the share that may be dropped.
//!
//! Owns the counts and the limit. Owns no rule of what is bad: that is a [`Fault`] of a value, found where values are read. A
//! row group that is read twice is counted once, so counts depend neither on threads nor on how often a register is read.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::error::ExtractError;
use super::fault::Fault;
use definitions::register::BadRows;
use foundation::tables::audit::ReadingRow;

/// A cause in a row group: the row group, the column or the variable, and the fault without its count.
type Place = (usize, Of, Fault);

/// What is bad of a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Of {
    /// A value of a column, by its name in the file.
    Column(String),
    /// A value that a variable makes of the row, by its id and SQL; other variables may still count the row.
    Variable(String, String),
}

impl Of {
    fn name(&self) -> &str {
        match self {
            Of::Column(name) | Of::Variable(name, _) => name,
        }
    }
}

/// The counts of one row group, while it is read.
#[derive(Debug, Default)]
pub struct Tally(BTreeMap<(Of, Fault), u64>);

impl Tally {
    /// Adds bad values of a cause. A fault that has no count is none of a row.
    pub fn add(&mut self, of: Of, mut fault: Fault, count: usize) {
        if let Some(number) = fault.count_mut() {
            *number = 0;
        }
        *self.0.entry((of, fault)).or_default() += count as u64;
    }

    /// How many bad values there are.
    pub fn sum(&self) -> u64 {
        self.0.values().sum()
    }
}

/// The bad rows of a file that is read under a rule that drops them.
#[derive(Debug, Clone)]
pub struct Dropped {
    /// More bad rows than this in one row group are too many, wherever they are.
    pub too_many: u64,
    counts: Arc<Mutex<BTreeMap<Place, u64>>>,
}

impl Dropped {
    /// None yet.
    pub fn new(too_many: u64) -> Dropped {
        Dropped { too_many, counts: Arc::default() }
    }

    /// Enters the counts of a row group that has been read. Of two readings, the larger count holds: one may have looked at
    /// fewer columns or persons.
    pub fn enter(&self, row_group: usize, tally: Tally) {
        let Ok(mut counts) = self.counts.lock() else { return };
        for ((of, fault), count) in tally.0 {
            let known = counts.entry((row_group, of, fault)).or_default();
            *known = (*known).max(count);
        }
    }

    /// The counts by column or variable, and cause.
    fn by_cause(&self) -> BTreeMap<(Of, Fault), u64> {
        let mut all = BTreeMap::new();
        if let Ok(counts) = self.counts.lock() {
            for ((_, of, fault), count) in counts.iter() {
                *all.entry((of.clone(), fault.clone())).or_default() += count;
            }
        }
        all
    }
}

/// The bad rows of a register: by file, its name, its year and its counts.
pub struct Found<'a> {
    /// The register.
    pub register: &'a str,
    /// The rule.
    pub rule: BadRows,
    /// The files.
    pub files: Vec<(&'a str, Option<i32>, &'a Dropped)>,
}

impl Found<'_> {
    /// One row for each year or file, column and cause, for the table of the audit.
    pub fn rows(&self) -> Vec<ReadingRow> {
        let mut counts: BTreeMap<(String, String, &'static str), u64> = BTreeMap::new();
        for (name, year, dropped) in &self.files {
            let place = year.map_or_else(|| (*name).to_owned(), |year| year.to_string());
            for ((of, fault), count) in dropped.by_cause() {
                *counts.entry((place.clone(), of.name().to_owned(), fault.code())).or_default() += count;
            }
        }
        let row = |((place, of, code), count): ((String, String, &'static str), u64)| {
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            ReadingRow::new(self.register, ReadingRow::bad_rows(code, &of, &place), count)
        };
        counts.into_iter().map(row).collect()
    }

    /// The fault of more bad rows than may be dropped of `rows` rows; it names the cause that most of them have.
    pub fn too_many(&self, rows: u64) -> Option<ExtractError> {
        let at_most = self.rule.at_most(rows)?;
        let mut causes: BTreeMap<(Of, Fault), (u64, Vec<&str>)> = BTreeMap::new();
        for (name, _, dropped) in &self.files {
            for (cause, count) in dropped.by_cause() {
                let known = causes.entry(cause).or_default();
                known.0 += count;
                known.1.push(name);
            }
        }
        // A row that several variables can't use is one row.
        let of_columns: u64 =
            causes.iter().filter(|((of, _), _)| matches!(of, Of::Column(_))).map(|(_, (n, _))| n).sum();
        let of_variables =
            causes.iter().filter(|((of, _), _)| matches!(of, Of::Variable(..))).map(|(_, (n, _))| *n).max();
        let bad = of_columns + of_variables.unwrap_or(0);
        if bad <= at_most {
            return None;
        }
        // Of equal counts, the first cause in order.
        let ((of, mut fault), (count, files)) = causes.into_iter().rev().max_by_key(|(_, (count, _))| *count)?;
        if let Some(number) = fault.count_mut() {
            *number = usize::try_from(count).unwrap_or(usize::MAX);
        }
        let too_many = Fault::TooManyBadRows { bad, rows, at_most: self.rule.percentage(), worst: Box::new(fault) };
        let error = ExtractError::of(self.register, too_many);
        let error = match files.as_slice() {
            [file] => error.in_file(*file),
            _ => error,
        };
        Some(match of {
            Of::Column(name) => error.in_column(&name),
            Of::Variable(id, sql) => error.in_value(&id, &sql),
        })
    }
}
