//! The covariances of a consequence's significant estimates over the follow-up years.

use definitions::plan::FollowUpIndex;
use engine::moments::{CellIndex, PairSums};
use foundation::error::{Error, Result};
use foundation::keys::FollowUpYear;
use foundation::words::Covariance;
use statistics::estimate::{self, CellOutcome, Fit, JointCell, Scores};

use crate::factors::SharedFactor;

/// An estimated regression, kept until its covariances with other years are computed.
pub struct Regression {
    /// The position of its follow-up year in the specification.
    pub position: FollowUpIndex,
    /// The follow-up year.
    pub year: FollowUpYear,
    /// The cells that have persons, ascending.
    pub cells: Vec<CellIndex>,
    /// What a step is worth in each of them.
    pub steps: Vec<f64>,
    /// The outcome in each of them.
    pub outcome: CellOutcome,
    /// The design's factorisation.
    pub factor: SharedFactor,
    /// With CR1, what each cluster adds.
    pub scores: Option<Scores>,
}

impl Regression {
    fn fit(&self) -> Result<Fit<'_>> {
        match &*self.factor {
            Ok(factor) => Ok(Fit::new(factor, &self.outcome)),
            Err(_) => Err(Error::internal("an estimate without a factorisation".to_owned())),
        }
    }
}

/// The covariance of two regressions of the same entrants; `sums` are of all cells, and not used with CR1.
///
/// # Errors
/// Internal errors only.
pub fn covariance(first: &Regression, second: &Regression, kind: Covariance, sums: &[PairSums]) -> Result<Option<f64>> {
    if let (Some(first), Some(second)) = (&first.scores, &second.scores) {
        return Ok(Some(first.covariance(second)));
    }
    let mut cells = Vec::new();
    let mut in_second = second.cells.iter().enumerate().peekable();
    for (at_first, cell) in first.cells.iter().enumerate() {
        // Both lists ascend, so one walk along both finds what they share.
        while in_second.next_if(|(_, other)| *other < cell).is_some() {}
        let Some((at_second, _)) = in_second.next_if(|(_, other)| *other == cell) else { continue };
        let sums = &sums[cell.at()];
        let (step_first, step_second) = (first.steps[at_first], second.steps[at_second]);
        if sums.n == 0 {
            continue;
        }
        let n = i128::from(sums.n);
        let mean = |sum: i128, shift: i128| (sum - n * shift) as f64 / n as f64;
        cells.push(JointCell {
            first: at_first,
            second: at_second,
            n: n as f64,
            mean_first: mean(sums.first, first.outcome.shift_steps) * step_first,
            mean_second: mean(sums.second, second.outcome.shift_steps) * step_second,
            within: within(sums) * step_first * step_second,
        });
    }
    Ok(estimate::covariance(&first.fit()?, &second.fit()?, kind, &cells))
}

/// Σ of the products of a cell's deviations from its means, in squared steps: (nΣab − ΣaΣb)/n with the numerator formed in
/// whole numbers about whole numbers near the means, so that nothing cancels.
fn within(sums: &PairSums) -> f64 {
    let n = i128::from(sums.n);
    let (near_first, near_second) = (sums.first / n, sums.second / n);
    // What is left fits 128 bits even where a part of it would not.
    let product = sums
        .product
        .wrapping_sub(near_second.wrapping_mul(sums.first))
        .wrapping_sub(near_first.wrapping_mul(sums.second))
        .wrapping_add(n.wrapping_mul(near_first.wrapping_mul(near_second)));
    let (first, second) = (sums.first - n * near_first, sums.second - n * near_second);
    let numerator = n.checked_mul(product).zip(first.checked_mul(second)).map(|(a, b)| (a - b) as f64);
    numerator.unwrap_or(n as f64 * product as f64 - first as f64 * second as f64) / n as f64
}
