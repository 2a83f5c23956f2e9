//! The rows of a file that meet the condition of their register.
//!
//! Owns the evaluation of a register's `where`, which comes before everything else: the other columns of rows that do not meet
//! it are not looked at. Owns no condition of a variable.

use std::sync::atomic::{AtomicU64, Ordering};

use arrow::array::{ArrayRef, BooleanArray};
use definitions::expression::Expression;
use definitions::register::Register;
use sql::ColumnType;

use super::bad_rows::Tally;
use super::error::ExtractError;
use super::fault::Fault;
use super::open::OpenFile;
use super::projection::{Projection, ReadAs};
use super::typed_batch::{Stay, marks};

/// A row group that was not read.
const UNREAD: u64 = u64::MAX;

/// The condition of a register, over a file.
pub struct RowFilter {
    expression: Expression,
    /// The columns that it reads.
    columns: Vec<Projection>,
    /// By row group, the rows that do not meet it.
    unmet: Vec<AtomicU64>,
}

impl RowFilter {
    /// The condition of a register over a file, if the register has one.
    ///
    /// # Errors
    /// A column that is not in the file, or is of the wrong type.
    pub fn new(file: &OpenFile, register: &Register) -> Result<Option<RowFilter>, ExtractError> {
        let Some(expression) = register.filter.clone() else { return Ok(None) };
        let mut columns = Vec::with_capacity(expression.columns.len());
        for name in &expression.columns {
            if let Some(placed) = register.kind.placed().into_iter().find(|placed| placed.id == name) {
                columns.push(file.project(name, placed.column, ReadAs::placed(&placed))?);
            } else if let Some(column) = register.column(name) {
                let kind = column.kind.unwrap_or(ColumnType::Text);
                columns.push(file.project(name, column, ReadAs::Column(kind))?);
            }
        }
        let unmet = (0..file.row_groups()).map(|_| AtomicU64::new(UNREAD)).collect();
        Ok(Some(RowFilter { expression, columns, unmet }))
    }

    /// How many rows of the row groups read so far do not meet the condition.
    pub fn unmet(&self) -> u64 {
        self.unmet.iter().map(|rows| rows.load(Ordering::Relaxed)).filter(|rows| *rows != UNREAD).sum()
    }

    /// By batch of `rows` rows, which rows of a row group meet the condition.
    ///
    /// # Errors
    /// Damage, or values that are not of their type.
    pub fn met(
        &self,
        file: &OpenFile,
        row_group: usize,
        rows: usize,
        tally: &mut Tally,
    ) -> Result<Vec<BooleanArray>, ExtractError> {
        let mut masks = Vec::new();
        let mut unmet = 0;
        file.decode::<ExtractError>(row_group, &self.columns, None, rows, |batch| {
            let Some(typed) = file.typed(&batch, &self.columns, row_group, tally, Stay::All)? else {
                // Rows with a noted fault count neither way.
                masks.push(BooleanArray::from(vec![false; batch.num_rows()]));
                return Ok(());
            };
            let named = self.columns.iter().map(|column| column.id.clone());
            let bad = marks(&typed.batch);
            let named: Vec<(String, ArrayRef)> = named.zip(typed.batch.columns().iter().cloned()).collect();
            let truths = self.expression.truths(&named, batch.num_rows()).map_err(|_| {
                let place = self.expression.text.place.to_string();
                file.fault(Fault::SqlFails { place }).in_row_group(row_group)
            })?;
            // A bad value is not null: `IS NULL` would choose its row.
            let is_bad = |row: usize| bad.iter().any(|(_, marks)| marks.value(row));
            let holds = truths.into_iter().enumerate().map(|(row, holds)| Some(holds == Some(true) && !is_bad(row)));
            let mask: BooleanArray = holds.collect();
            unmet += (mask.len() - mask.true_count()) as u64;
            masks.push(mask);
            Ok(())
        })?;
        if let Some(known) = self.unmet.get(row_group) {
            known.store(unmet, Ordering::Relaxed);
        }
        Ok(masks)
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
