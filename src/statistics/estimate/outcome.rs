//! An outcome by cell, from exact integer sums to the numbers that a fit needs.

/// Means about a common shift, and squared deviations within cells, in the outcome's unit.
#[derive(Debug, Clone, PartialEq)]
pub struct CellOutcome {
    /// The shift that was taken off every mean.
    pub shift: f64,
    /// The same in steps; zero where steps are of several sizes.
    pub shift_steps: i128,
    /// Mean by cell, less the shift.
    pub means: Vec<f64>,
    /// Σ(y − ȳ)² by cell.
    pub within: Vec<f64>,
    /// Whether every person's outcome is the same.
    pub constant: bool,
    /// How far a value may lie from what it stands for, because it was rounded when it was stored; residuals no larger on
    /// average (root mean square) are rounding. Zero for whole steps, which are exact.
    pub stored_to: f64,
}

/// Integer sums of one cell, and what a step is worth there.
#[derive(Debug, Clone, Copy)]
pub struct CellSums {
    /// Persons, above zero.
    pub n: u64,
    /// Σy in steps.
    pub sum: i128,
    /// Σy² in squared steps.
    pub squares: i128,
    /// Units a step: the resolution, times the price factor of the cell's calendar year for amounts.
    pub step: f64,
}

impl CellOutcome {
    /// From exact integer sums. The numerator nΣy² − (Σy)² is formed in whole numbers, after taking off a whole number
    /// near the overall mean so that nothing overflows or cancels (method rule 12).
    pub fn new(cells: &[CellSums]) -> CellOutcome {
        let persons: i128 = cells.iter().map(|cell| i128::from(cell.n)).sum();
        let total: i128 = cells.iter().map(|cell| cell.sum).sum();
        let centre = if persons == 0 { 0 } else { total / persons };
        let same_step = cells.iter().all(|cell| Some(cell.step) == cells.first().map(|first| first.step));
        // With steps of several sizes there is no common whole number of steps to shift by.
        let shift_steps = if same_step { centre } else { 0 };
        let mut means = Vec::with_capacity(cells.len());
        let mut within = Vec::with_capacity(cells.len());
        for cell in cells {
            let numerator = small(cell, centre).unwrap_or_else(|| large(cell, centre));
            within.push(numerator / cell.n as f64 * cell.step * cell.step);
            let sum = cell.sum - i128::from(cell.n) * shift_steps;
            // The same number by one instruction where it is small.
            let sum = i64::try_from(sum).map_or_else(|_| sum as f64, |sum| sum as f64);
            means.push(sum / cell.n as f64 * cell.step);
        }
        let constant = within.iter().all(|w| *w == 0.0) && same_means(cells);
        let shift = shift_steps as f64 * cells.first().map_or(1.0, |cell| cell.step);
        CellOutcome { shift, shift_steps, means, within, constant, stored_to: 0.0 }
    }
}

/// nΣ(y − m)² − (Σ(y − m))² of a cell, m being a whole number near the mean: 0 where all values are equal.
fn large(cell: &CellSums, centre: i128) -> f64 {
    let n = i128::from(cell.n);
    let sum = cell.sum - n * centre;
    // Σ(y − m)² = Σy² − 2mΣy + nm², whole numbers throughout; it fits 128 bits even where a part of it would not.
    let squares = cell
        .squares
        .wrapping_sub(centre.wrapping_mul(2).wrapping_mul(cell.sum))
        .wrapping_add(n.wrapping_mul(centre.wrapping_mul(centre)));
    let numerator = n.checked_mul(squares).zip(sum.checked_mul(sum)).map(|(a, b)| (a - b) as f64);
    numerator.unwrap_or_else(|| n as f64 * squares as f64 - (sum as f64).powi(2))
}

/// The same where every part of it fits 64 bits, as most do.
fn small(cell: &CellSums, centre: i128) -> Option<f64> {
    let (n, centre) = (i64::try_from(cell.n).ok()?, i64::try_from(centre).ok()?);
    let (sum, squares) = (i64::try_from(cell.sum).ok()?, i64::try_from(cell.squares).ok()?);
    let about = sum.checked_sub(n.checked_mul(centre)?)?;
    let squares = squares.checked_sub(centre.checked_mul(sum.checked_add(about)?)?)?;
    Some(n.checked_mul(squares)?.checked_sub(about.checked_mul(about)?)? as f64)
}

/// Whether all cells have the same mean, compared as fractions of whole numbers.
fn same_means(cells: &[CellSums]) -> bool {
    let Some(first) = cells.first() else { return true };
    let all_zero = cells.iter().all(|cell| cell.sum == 0);
    let equal = |cell: &CellSums| {
        let ours = cell.sum.checked_mul(i128::from(first.n));
        let theirs = first.sum.checked_mul(i128::from(cell.n));
        ours.is_some() && ours == theirs && cell.step == first.step
    };
    all_zero || cells.iter().all(equal)
}
