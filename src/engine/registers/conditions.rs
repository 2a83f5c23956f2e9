//! The rows of a file that meet the condition of their register.
//!
//! Owns the evaluation of a register's `where`, which comes before everything else: the other columns of rows that do not meet
//! it are not looked at.

use arrow::array::{ArrayRef, BooleanArray};
use definitions::register::Register;
use sql::ColumnType;

use super::bad_rows::Tally;
use super::error::ExtractError;
use super::fault::Fault;
use super::open::OpenFile;
use super::projection::ReadAs;
use super::row_filter::RowFilter;
use super::rules::Rules;
use super::typed_batch::{Stay, marks};

impl OpenFile {
    /// Reads rows by the rules of their register, from here on; only those that meet its condition, if it is `conditional`.
    ///
    /// # Errors
    /// A column of the condition that is not in the file, or is of the wrong type.
    pub fn with_rules(
        mut self,
        rules: Rules,
        register: &Register,
        conditional: bool,
    ) -> Result<OpenFile, ExtractError> {
        self.rules = rules;
        if conditional {
            self.rules.filter = self.row_filter(register)?;
        }
        Ok(self)
    }

    /// The condition of a register over a file, if the register has one.
    ///
    /// # Errors
    /// A column that is not in the file, or is of the wrong type.
    fn row_filter(&self, register: &Register) -> Result<Option<RowFilter>, ExtractError> {
        let Some(expression) = register.filter.clone() else { return Ok(None) };
        let mut columns = Vec::with_capacity(expression.columns.len());
        for name in &expression.columns {
            if let Some(time) = register.kind.time_columns().into_iter().find(|time| time.id == name) {
                columns.push(self.project(name, time.column, ReadAs::time_column(&time))?);
            } else if let Some(column) = register.column(name) {
                let kind = column.kind.unwrap_or(ColumnType::Text);
                columns.push(self.project(name, column, ReadAs::Column(kind))?);
            }
        }
        Ok(Some(RowFilter::new(expression, columns, self.row_groups())))
    }

    /// By batch of `rows` rows, which rows of a row group meet the condition.
    ///
    /// # Errors
    /// Damage, or values that are not of their type.
    pub(super) fn met(
        &self,
        filter: &RowFilter,
        row_group: usize,
        rows: usize,
        tally: &mut Tally,
    ) -> Result<Vec<BooleanArray>, ExtractError> {
        let mut masks = Vec::new();
        let mut unmet = 0;
        self.rules.spelled.start(&self.register, row_group);
        self.decode::<ExtractError>(row_group, &filter.columns, None, rows, |batch| {
            let Some(typed) = self.typed(&batch, &filter.columns, row_group, tally, Stay::All)? else {
                // Rows with a noted fault count neither way.
                masks.push(BooleanArray::from(vec![false; batch.num_rows()]));
                return Ok(());
            };
            let named = filter.columns.iter().map(|column| column.id.clone());
            let bad = marks(&typed.batch);
            let named: Vec<(String, ArrayRef)> = named.zip(typed.batch.columns().iter().cloned()).collect();
            let truths = filter.expression.truths(&named, batch.num_rows()).map_err(|_| {
                let place = filter.expression.text.place.to_string();
                self.fault(Fault::SqlFails { place }).in_row_group(row_group)
            })?;
            // A bad value is not null: `IS NULL` would choose its row.
            let is_bad = |row: usize| bad.iter().any(|(_, marks)| marks.value(row));
            let holds = truths.into_iter().enumerate().map(|(row, holds)| Some(holds == Some(true) && !is_bad(row)));
            let mask: BooleanArray = holds.collect();
            unmet += (mask.len() - mask.true_count()) as u64;
            let condition = (self.register.as_str(), &filter.expression, mask.true_count() as u64);
            let counted = self.rules.spelled.count(condition, row_group, &named, batch.num_rows());
            counted.map_err(|_| self.fault(Fault::Damaged { reason: "its codes have no rows".to_owned() }))?;
            masks.push(mask);
            Ok(())
        })?;
        filter.enter_unmet(row_group, unmet);
        Ok(masks)
    }
}
