//! The green cells of a case, for the sheets of its scenarios.

use std::collections::BTreeMap;

/// Green cells by the label of their limit, the name of the row or its number below the first, and the column: the cell as other sheets write
/// it, and what is in it.
pub type GreenCells = BTreeMap<(String, String, u16), (String, GreenValue)>;

/// What is in a green cell.
#[derive(Debug, Clone, PartialEq)]
pub enum GreenValue {
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// Nothing, which counts as zero.
    Zero,
    /// Nothing, which is no number.
    Blank,
}
