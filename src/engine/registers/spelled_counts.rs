//! Codes in another spelling, as the conditions of registers read them: counted by file, by what reads them and by column.
//!
//! Owns the counts of the conditions that choose rows: of a register itself, and of questions to it. The SQL of a register's own variables
//! is compared where rows are evaluated.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::ArrayRef;
use definitions::expression::Expression;
use foundation::error::Result;

use super::spelling::{Answer, Misspelled, ROWS, Spellings};

/// What was looked at of rows that a condition reads.
#[derive(Debug, Clone, Default)]
pub struct SpelledRows {
    /// Rows.
    pub rows: u64,
    /// Those that meet the condition.
    pub met: u64,
    /// Those whose spelling was looked at.
    pub looked_at: u64,
    /// Rows with another answer in the spelling of the condition.
    pub misspelled: Misspelled,
}

/// The counts of a file, by what reads the codes, and by row group.
#[derive(Debug, Default, Clone)]
pub struct SpelledCounts(Arc<Mutex<BTreeMap<(String, usize), SpelledRows>>>);

/// A condition that chooses rows: its name, itself, and how many rows of a batch meet it.
pub type ChoosingCondition<'a> = (&'a str, &'a Expression, u64);

impl SpelledCounts {
    /// Starts the counts of a row group anew: of two readings, the last one holds.
    pub fn start(&self, reader: &str, row_group: usize) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert((reader.to_owned(), row_group), SpelledRows::default());
    }

    /// Counts the codes of a batch of a row group that a condition reads.
    ///
    /// # Errors
    /// Internal errors only.
    pub fn count(
        &self,
        (reader, condition, met): ChoosingCondition<'_>,
        row_group: usize,
        columns: &[(String, ArrayRef)],
        rows: usize,
    ) -> Result<()> {
        let spellings = Spellings::of(std::iter::once((0, condition, Answer::Condition)));
        let mut misspelled = Misspelled::default();
        let looked_at = spellings.count(columns, rows, ROWS, &mut misspelled)?;
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all.entry((reader.to_owned(), row_group)).or_default();
        known.rows += rows as u64;
        known.met += met;
        known.looked_at += looked_at;
        known.misspelled.add(misspelled);
        Ok(())
    }

    /// The counts of the file, by what reads the codes.
    pub fn by_reader(&self) -> BTreeMap<String, SpelledRows> {
        let mut readers: BTreeMap<String, SpelledRows> = BTreeMap::new();
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for ((reader, _), rows) in all.iter() {
            let known = readers.entry(reader.clone()).or_default();
            known.rows += rows.rows;
            known.met += rows.met;
            known.looked_at += rows.looked_at;
            known.misspelled.add(rows.misspelled.clone());
        }
        readers
    }
}
