//! The conditions on rows that belong to others, as far as the rows' own columns decide them.
//!
//! Owns which rows can count; the others are not joined. Rows that are not joined are looked at for codes in another spelling
//! before, since such codes are why they may not count.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use arrow::array::{ArrayRef, BooleanArray};

use super::delivery_checks::{DeliveryChecks, RowCounts};
use super::filter::{Filters, Verdicts};
use super::source::Task;
use super::values::Selection;
use definitions::expression::Expression;
use definitions::register::Register;
use foundation::error::Result;

/// What the own columns of rows say of the conditions of all sources.
pub struct OwnConditions<'a> {
    /// The parts of all conditions that read own columns alone.
    parts: Vec<Expression>,
    /// By source, which parts must hold.
    of_tasks: Vec<std::ops::Range<usize>>,
    checks: &'a DeliveryChecks<'a>,
    /// The verdicts of threads that have finished a batch.
    verdicts: Mutex<Vec<Verdicts>>,
    /// By file, what was looked at.
    counts: Mutex<BTreeMap<usize, RowCounts>>,
}

impl<'a> OwnConditions<'a> {
    /// The parts of conditions that read own columns alone; `None` if every row may count for some source.
    pub fn of(register: &Register, tasks: &[Task<'_>], checks: &'a DeliveryChecks<'a>) -> Option<OwnConditions<'a>> {
        // A status that does not meet a condition is zero and not unknown, and it is one of a person's rows of a year.
        if register.kind.is_null_unknown() {
            return None;
        }
        let placed = register.kind.time_columns();
        let is_own = |name: &String| register.column(name).is_some() || placed.iter().any(|time| time.id == name);
        let mut parts: Vec<Expression> = Vec::new();
        let mut of_tasks = Vec::with_capacity(tasks.len());
        for task in tasks {
            let from = parts.len();
            let whole = task.source.filter.as_ref()?;
            let own = whole.conjuncts().into_iter().filter(|part| part.columns.iter().all(is_own));
            parts.extend(own.map(|row| Expression { text: whole.text.clone(), row }));
            if parts.len() == from {
                return None;
            }
            of_tasks.push(from..parts.len());
        }
        Some(OwnConditions { parts, of_tasks, checks, verdicts: Mutex::default(), counts: Mutex::default() })
    }

    /// Which rows of a file may count for a source: none of its parts is false. `None` if all may.
    ///
    /// # Errors
    /// Internal errors only.
    pub fn may_count(&self, file: usize, columns: &[(String, ArrayRef)], rows: usize) -> Result<Option<BooleanArray>> {
        let mut counts = self.checks.start(file);
        self.checks.count_codes(columns, rows, &mut counts)?;
        {
            let mut all = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
            all.entry(file).or_insert_with(|| self.checks.start(file)).merge(counts);
        }
        let filters = Filters::new(self.parts.iter().map(Some));
        let known = self.verdicts.lock().ok().and_then(|mut known| known.pop());
        let mut verdicts = known.unwrap_or_else(|| filters.verdicts());
        let found = filters.apply(columns, rows, &mut verdicts);
        if let Ok(mut known) = self.verdicts.lock() {
            known.push(verdicts);
        }
        // SQL that fails on a value is located where it is evaluated.
        let Ok(found) = found.into_iter().collect::<Result<Vec<_>>>() else { return Ok(None) };
        let mut may = vec![false; rows];
        for task in &self.of_tasks {
            let mut holds = vec![0usize; rows];
            for part in &found[task.clone()] {
                match &part.kept {
                    Selection::All => holds.iter_mut().for_each(|parts| *parts += 1),
                    Selection::Rows(kept) => {
                        kept.iter().chain(&part.unknown).for_each(|row| holds[*row as usize] += 1);
                    }
                }
            }
            may.iter_mut().zip(holds).for_each(|(may, parts)| *may |= parts == task.len());
        }
        Ok(Some(BooleanArray::from(may)))
    }

    /// What was looked at, by file.
    pub fn counts(self) -> BTreeMap<usize, RowCounts> {
        self.counts.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}
