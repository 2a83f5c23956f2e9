//! The conditions on joined rows, as far as the rows' own columns decide them.
//!
//! Owns which rows can count, and what is counted of rows with a person that can't: these are not joined. A sample of rows is joined for the
//! check of spelling alone, since codes in another spelling are why rows may not count.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{ArrayRef, BooleanArray};

use super::delivery_checks::{DeliveryChecks, RowCounts};
use super::filter::{Filters, Verdicts};
use super::rows::{Rows, SkippedRows};
use super::source::Task;
use super::values::Selection;
use definitions::expression::Expression;
use definitions::register::Register;
use foundation::error::Result;

/// What the conditions of all sources of a register say of its own columns.
pub struct ImpliedConditions {
    /// By source, what its condition says of own columns, or of these and of answers.
    conditions: Vec<Expression>,
    /// The answers that they need: they say something only of rows of which every answer is false.
    answers: Vec<String>,
}

/// Which rows can count by what conditions say of own columns, and what is counted of the others.
pub struct OwnConditions<'a> {
    implied: &'a ImpliedConditions,
    filters: Filters<'a>,
    checks: &'a DeliveryChecks<'a>,
    /// The verdicts of threads that have finished a batch.
    verdicts: Mutex<Vec<Verdicts>>,
    unmet: Mutex<UnmetRows>,
}

/// By file, what was counted of rows with a person that can't count.
pub type UnmetRows = BTreeMap<usize, UnmetCounts>;

/// Rows with a person that meet no source's condition.
pub struct UnmetCounts {
    /// How many are placed in time: every condition is false of them.
    pub rows: u64,
    /// What is counted of rows while they are placed.
    pub left: SkippedRows,
    /// The counts for the checks of a delivery.
    pub counts: RowCounts,
}

impl UnmetCounts {
    /// Adds up.
    fn add(&mut self, other: UnmetCounts) {
        self.rows += other.rows;
        self.left.add(other.left);
        self.counts.merge(other.counts);
    }
}

impl ImpliedConditions {
    /// What the conditions of sources say of own columns or, if they say nothing of these alone, of rows without any of `answers`; `None` if
    /// every row may count for some source.
    pub fn of(register: &Register, tasks: &[Task<'_>], answers: Vec<String>) -> Option<ImpliedConditions> {
        // Where a person has one row a year or in all, every row is looked at for a second one.
        if !register.kind.has_several_rows() {
            return None;
        }
        let placed = register.kind.time_columns();
        let is_own = |name: &str| register.column(name).is_some() || placed.iter().any(|time| time.id == name);
        let all = |reads: &dyn Fn(&str) -> bool| {
            let of_task = |task: &Task<'_>| {
                let whole = task.source.filter.as_ref()?;
                Some(Expression { text: whole.text.clone(), row: whole.implied(reads)? })
            };
            tasks.iter().map(of_task).collect::<Option<Vec<_>>>()
        };
        let own = all(&is_own).map(|implied| (implied, Vec::new()));
        let with_answers = || {
            let is_known = |name: &str| is_own(name) || answers.iter().any(|answer| answer == name);
            let implied = all(&is_known).filter(|_| !answers.is_empty())?;
            Some((implied, answers.clone()))
        };
        let (conditions, answers) = own.or_else(with_answers)?;
        Some(ImpliedConditions { conditions, answers })
    }
}

impl<'a> OwnConditions<'a> {
    /// Nothing counted yet.
    pub fn new(implied: &'a ImpliedConditions, checks: &'a DeliveryChecks<'a>) -> OwnConditions<'a> {
        let filters = Filters::new(implied.conditions.iter().map(Some));
        OwnConditions { implied, filters, checks, verdicts: Mutex::default(), unmet: Mutex::default() }
    }

    /// Whether they say something only of rows of which every answer is false.
    pub fn need_answers(&self) -> bool {
        !self.implied.answers.is_empty()
    }

    /// Which rows may count for a source: what its condition says of them, if every answer is false, is not false. `None` if all may.
    ///
    /// # Errors
    /// Internal errors only.
    pub fn may_count(&self, columns: Vec<(String, ArrayRef)>, rows: usize) -> Result<Option<BooleanArray>> {
        let known = self.verdicts.lock().ok().and_then(|mut known| known.pop());
        let mut verdicts = known.unwrap_or_else(|| self.filters.verdicts());
        let none: ArrayRef = Arc::new(BooleanArray::from(vec![false; if self.need_answers() { rows } else { 0 }]));
        let answers = self.implied.answers.iter().map(|answer| (answer.clone(), Arc::clone(&none)));
        let columns: Vec<(String, ArrayRef)> = columns.into_iter().chain(answers).collect();
        let found = self.filters.apply(&columns, rows, &mut verdicts);
        if let Ok(mut known) = self.verdicts.lock() {
            known.push(verdicts);
        }
        // SQL that fails on a value is located where it is evaluated.
        let Ok(found) = found.into_iter().collect::<Result<Vec<_>>>() else { return Ok(None) };
        let mut may = vec![false; rows];
        for found in &found {
            match &found.kept {
                Selection::All => return Ok(None),
                Selection::Rows(kept) => kept.iter().chain(&found.unknown).for_each(|row| may[*row as usize] = true),
            }
        }
        Ok(may.contains(&false).then(|| BooleanArray::from(may)))
    }

    /// The counts of rows of a file that can't count.
    pub fn counts_of(&self, file: usize, rows: &Rows, left: SkippedRows) -> UnmetRows {
        let mut counts = self.checks.start(file);
        self.checks.count_placed(rows, &mut counts);
        UnmetRows::from([(file, UnmetCounts { rows: rows.persons.len() as u64, left, counts })])
    }

    /// Adds counts of rows that have been read to the end: of rows that are read again, the first reading does not count.
    pub fn add_unmet(&self, unmet: UnmetRows) {
        add_to(&mut self.unmet.lock().unwrap_or_else(PoisonError::into_inner), unmet);
    }

    /// All counts.
    pub fn unmet(self) -> UnmetRows {
        self.unmet.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether conditions have codes whose spelling is looked at.
    pub fn have_codes(&self) -> bool {
        self.checks.have_codes()
    }
}

/// Adds up.
pub fn add_to(all: &mut UnmetRows, some: UnmetRows) {
    for (file, counts) in some {
        match all.entry(file) {
            Entry::Vacant(none) => {
                none.insert(counts);
            }
            Entry::Occupied(mut known) => known.get_mut().add(counts),
        }
    }
}
