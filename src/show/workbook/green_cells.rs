//! The green cells of a case, for the sheets of its scenarios.

use std::collections::BTreeMap;

use rust_xlsxwriter::utility::{cell_range_absolute, row_col_to_cell_absolute};

/// Green cells by the label of their limit, the name of the row or its number below the first, and the column.
pub type GreenCells = BTreeMap<(String, String, u16), GreenCell>;

/// A green cell and what is in it.
#[derive(Debug, Clone, PartialEq)]
pub struct GreenCell {
    /// Its sheet.
    pub sheet: String,
    /// Its row.
    pub row: u32,
    /// Its column.
    pub column: u16,
    /// What is in it.
    pub value: GreenValue,
}

impl GreenCell {
    /// The cell as other sheets write it.
    pub fn cell(&self) -> String {
        format!("{}!{}", self.sheet, row_col_to_cell_absolute(self.row, self.column))
    }
}

/// What is in a green cell.
#[derive(Debug, Clone, PartialEq)]
pub enum GreenValue {
    /// A number.
    Number(f64),
    /// A number, or nothing, which counts as zero.
    Amount(f64),
    /// A text.
    Text(String),
    /// Nothing, which is no number.
    Blank,
}

/// The end of a formula that adds how many of some cells are empty. Cells below each other are one range: a formula has 8,192 letters.
pub fn count_of_empty(cells: &[GreenCell]) -> String {
    let are_one_range = |a: &GreenCell, b: &GreenCell| a.sheet == b.sheet && a.column == b.column && a.row + 1 == b.row;
    let ranges = cells.chunk_by(are_one_range).filter_map(|range| Some((range.first()?, range.last()?)));
    let counts = ranges.map(|(first, last)| {
        format!("+COUNTBLANK({}!{})", first.sheet, cell_range_absolute(first.row, first.column, last.row, last.column))
    });
    counts.collect()
}
