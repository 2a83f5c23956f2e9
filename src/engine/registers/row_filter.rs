//! The condition that the rows of a file must meet, and how many did not.
//!
//! Owns no evaluation: see `conditions`. Owns no condition of a variable.

use std::sync::atomic::{AtomicU64, Ordering};

use arrow::array::BooleanArray;
use definitions::expression::Expression;

use super::projection::Projection;

/// A row group that was not read.
const UNREAD: u64 = u64::MAX;

/// The condition of a register, over a file.
pub struct RowFilter {
    /// The condition.
    pub(super) expression: Expression,
    /// The columns that it reads.
    pub(super) columns: Vec<Projection>,
    /// By row group, the rows that do not meet it.
    unmet: Vec<AtomicU64>,
}

impl RowFilter {
    /// A condition over the columns that it reads, of a file with so many row groups.
    pub fn new(expression: Expression, columns: Vec<Projection>, row_groups: usize) -> RowFilter {
        RowFilter { expression, columns, unmet: (0..row_groups).map(|_| AtomicU64::new(UNREAD)).collect() }
    }

    /// How many rows of the row groups read so far do not meet the condition.
    pub fn unmet(&self) -> u64 {
        self.unmet.iter().map(|rows| rows.load(Ordering::Relaxed)).filter(|rows| *rows != UNREAD).sum()
    }

    /// Enters how many rows of a row group do not meet it.
    pub fn enter_unmet(&self, row_group: usize, rows: u64) {
        if let Some(known) = self.unmet.get(row_group) {
            known.store(rows, Ordering::Relaxed);
        }
    }
}

/// A mask over the rows that another mask selects, as a mask over all rows.
pub fn spread(of: &BooleanArray, selected: &BooleanArray) -> BooleanArray {
    let mut selected = selected.values().iter();
    of.values().iter().map(|holds| Some(holds && selected.next() == Some(true))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_of_selected_rows_is_one_of_all_rows() {
        let of = BooleanArray::from(vec![false, true, true, false, true]);
        let selected = BooleanArray::from(vec![true, false, true]);
        assert_eq!(spread(&of, &selected), BooleanArray::from(vec![false, true, false, false, true]));
    }
}
