//! The bad rows of a register: counted by file, row group, column and cause, and compared with the share that may be dropped.
//!
//! Owns the counts and the limit. Owns no rule of what is bad: that is a [`Fault`] of a value, found where values are read. A
//! row group that is read twice is counted once, so counts depend neither on threads nor on how often a register is read.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::codes::Changes;
use super::error::ExtractError;
use super::fault::Fault;
use super::odd_days::CountedColumn;
use super::value_counts::ColumnCounts;
use definitions::register::BadRows;
use foundation::tables::audit::ReadingRow;

/// A cause in a row group: the row group, the column or the variable, and the fault without its count.
type Place = (usize, BadRowScope, Fault);

/// What is bad of a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum BadRowScope {
    /// A value by which rows are chosen, read in every row: the key, or a column of the register's condition. By its name in the
    /// file.
    Choice(String),
    /// A value of a column, by its name in the file.
    Column(String),
    /// A value that a variable makes of the row, by its id and SQL; other variables may still count the row.
    Variable(String, String),
}

impl BadRowScope {
    fn name(&self) -> &str {
        match self {
            BadRowScope::Choice(name) | BadRowScope::Column(name) | BadRowScope::Variable(name, _) => name,
        }
    }
}

/// The counts of one row group, while it is read.
#[derive(Debug, Default)]
pub struct Tally {
    bad: BTreeMap<(BadRowScope, Fault), u64>,
    /// The changes of codes, by column and whether rows are chosen by it.
    pub codes: BTreeMap<(String, bool), Changes>,
    /// Telling times and odd days, by column and whether rows are chosen by it.
    pub columns: BTreeMap<(CountedColumn, bool), ColumnCounts>,
}

impl Tally {
    /// Adds bad values of a cause. A fault that has no count is none of a row.
    pub fn add(&mut self, of: BadRowScope, mut fault: Fault, count: usize) {
        if let Some(number) = fault.count_mut() {
            *number = 0;
        }
        *self.bad.entry((of, fault)).or_default() += count as u64;
    }

    /// How many bad values there are.
    pub fn sum(&self) -> u64 {
        self.bad.values().sum()
    }
}

/// The bad rows of a file that is read under a rule that drops them.
#[derive(Debug, Clone)]
pub struct DropCounts {
    /// More bad rows than this in one row group are too many, wherever they are.
    pub too_many: u64,
    counts: Arc<Mutex<BTreeMap<Place, u64>>>,
    /// By row group, of how many rows the values were read.
    decoded: Arc<Mutex<BTreeMap<usize, u64>>>,
}

impl DropCounts {
    /// None yet.
    pub fn new(too_many: u64) -> DropCounts {
        DropCounts { too_many, counts: Arc::default(), decoded: Arc::default() }
    }

    /// Enters of how many rows of a row group the values were read. Of two readings, the larger counts.
    pub fn enter_decoded(&self, row_group: usize, rows: u64) {
        let mut decoded = self.decoded.lock().unwrap_or_else(PoisonError::into_inner);
        let known = decoded.entry(row_group).or_default();
        *known = (*known).max(rows);
    }

    fn decoded(&self) -> u64 {
        self.decoded.lock().unwrap_or_else(PoisonError::into_inner).values().sum()
    }

    /// Enters the counts of a row group that has been read. Of two readings, the larger count holds: one may have looked at
    /// fewer columns or persons.
    pub fn enter(&self, row_group: usize, tally: Tally) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        for ((of, fault), count) in tally.bad {
            let known = counts.entry((row_group, of, fault)).or_default();
            *known = (*known).max(count);
        }
    }

    /// The counts by column or variable, and cause.
    fn by_cause(&self) -> BTreeMap<(BadRowScope, Fault), u64> {
        let mut all = BTreeMap::new();
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        for ((_, of, fault), count) in counts.iter() {
            *all.entry((of.clone(), fault.clone())).or_default() += count;
        }
        all
    }
}

/// The bad rows of a register: by file, its name, its year and its counts.
pub struct RegisterBadRows<'a> {
    /// The register.
    pub register: &'a str,
    /// The rule.
    pub rule: BadRows,
    /// The files.
    pub files: Vec<(&'a str, Option<i32>, &'a DropCounts)>,
}

impl RegisterBadRows<'_> {
    /// One row for each year or file, column and cause, for the table of the audit.
    pub fn rows(&self) -> Vec<ReadingRow> {
        let mut counts: BTreeMap<(String, String, &'static str), u64> = BTreeMap::new();
        for (name, year, dropped) in &self.files {
            let place = year.map_or_else(|| (*name).to_owned(), |year| year.to_string());
            let causes = dropped.by_cause();
            for ((of, fault), count) in &causes {
                // A column by which rows are chosen and that is a value too was read twice.
                let chosen = match of {
                    BadRowScope::Column(name) => causes.get(&(BadRowScope::Choice(name.clone()), fault.clone())),
                    _ => None,
                };
                let again = chosen.map_or(0, |chosen| *chosen.min(count));
                *counts.entry((place.clone(), of.name().to_owned(), fault.code())).or_default() += count - again;
            }
        }
        let row = |((place, of, code), count): ((String, String, &'static str), u64)| {
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            ReadingRow::new(self.register, ReadingRow::bad_rows(code, &of, &place), count)
        };
        counts.into_iter().map(row).collect()
    }

    /// The fault of more bad rows than may be dropped; it names the cause that most of them have. Values by which rows are chosen are held
    /// against all `rows`; others against the rows whose values were read, which are those of the persons wanted: a share of all rows would be
    /// any share of the rows of a small cohort.
    pub fn too_many(&self, rows: u64) -> Option<ExtractError> {
        let mut causes: BTreeMap<(BadRowScope, Fault), (u64, Vec<&str>)> = BTreeMap::new();
        for (name, _, dropped) in &self.files {
            for (cause, count) in dropped.by_cause() {
                let known = causes.entry(cause).or_default();
                known.0 += count;
                known.1.push(name);
            }
        }
        let chooses = |of: &BadRowScope| matches!(of, BadRowScope::Choice(_));
        let decoded = self.files.iter().map(|(.., dropped)| dropped.decoded()).sum::<u64>().min(rows);
        let (choices, values): (BTreeMap<_, _>, BTreeMap<_, _>) =
            causes.into_iter().partition(|((of, _), _)| chooses(of));
        self.beyond(choices, rows).or_else(|| self.beyond(values, decoded))
    }

    /// The fault, if causes have more bad rows than may be dropped of `rows` rows.
    fn beyond(&self, causes: BTreeMap<(BadRowScope, Fault), (u64, Vec<&str>)>, rows: u64) -> Option<ExtractError> {
        let at_most = self.rule.at_most(rows)?;
        if self.rule.drops_any() {
            return None;
        }
        // A row that several variables can't use is one row; the causes of one variable are of different rows.
        let mut of_columns = 0;
        let mut of_variables: BTreeMap<&str, u64> = BTreeMap::new();
        for ((of, _), (count, _)) in &causes {
            match of {
                BadRowScope::Choice(_) | BadRowScope::Column(_) => of_columns += count,
                BadRowScope::Variable(id, _) => *of_variables.entry(id).or_default() += count,
            }
        }
        let bad = of_columns + of_variables.into_values().max().unwrap_or(0);
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
            BadRowScope::Choice(name) | BadRowScope::Column(name) => error.in_column(&name),
            BadRowScope::Variable(id, sql) => error.in_value(&id, &sql),
        })
    }
}
