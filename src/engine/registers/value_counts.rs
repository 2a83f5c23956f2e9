//! What is counted of the values of a file's columns while they are read, beside bad rows: times that tell, and odd days.
//!
//! Owns where counts are kept. A row group that is read twice is counted once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::ArrayRef;

use super::odd_days::{CountedColumn, OddDays, PlausibleDays};
use super::projection::Projection;
use super::telling::TellingCounts;

/// The counts of a column.
#[derive(Debug, Clone, Default)]
pub struct ColumnCounts {
    /// Times that tell.
    pub telling: TellingCounts,
    /// Odd days.
    pub days: OddDays,
}

impl ColumnCounts {
    /// The counts of a batch's column, as the file stores it. `dates` are its days, before any of them stands for something else.
    pub fn of(
        raw: &ArrayRef,
        dates: Option<&ArrayRef>,
        column: &Projection,
        plausible: &PlausibleDays,
    ) -> ColumnCounts {
        ColumnCounts {
            telling: TellingCounts::of(raw, column.read_as),
            days: dates.map_or_else(OddDays::default, |dates| plausible.odd(dates, column.id == "end")),
        }
    }

    /// Adds up.
    pub fn add(&mut self, other: &ColumnCounts) {
        self.telling.add(other.telling);
        self.days.add(&other.days);
    }

    /// How many values were looked at.
    fn all(&self) -> u64 {
        self.days.all.max(self.telling.midnights.all).max(self.telling.days.all)
    }
}

/// The counts of a file, by row group and column.
#[derive(Debug, Default, Clone)]
pub struct ValueCounts(Arc<Mutex<BTreeMap<(usize, CountedColumn), ColumnCounts>>>);

impl ValueCounts {
    /// Enters the counts of a row group that has been read; columns by which rows are chosen are read apart. Of two readings, the one of
    /// more values holds: the other looked at fewer persons.
    pub fn enter(&self, row_group: usize, columns: &BTreeMap<(CountedColumn, bool), ColumnCounts>) {
        if columns.is_empty() {
            return;
        }
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for ((column, _), counts) in columns {
            let known = all.entry((row_group, column.clone())).or_default();
            if counts.all() > known.all() {
                known.clone_from(counts);
            }
        }
    }

    /// The counts of the file, by column.
    pub fn by_column(&self) -> BTreeMap<CountedColumn, ColumnCounts> {
        let mut columns: BTreeMap<CountedColumn, ColumnCounts> = BTreeMap::new();
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for ((_, column), counts) in all.iter() {
            columns.entry(column.clone()).or_default().add(counts);
        }
        columns
    }
}
