//! The joint errors of a consequence's significant estimates over the follow-up years.

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::estimate::{self, CellOutcome, Factor, Fit, JointCell, NotIdentified, Scores};
use crate::moments::PairSums;
use crate::words::Covariance;

/// A regression that was run, kept until its covariances with other years are known.
pub struct Regression {
    /// The position of its follow-up year in the specification.
    pub at: usize,
    /// The follow-up year.
    pub year: i32,
    /// The cells that have persons, by their positions among all cells.
    pub cells: Vec<usize>,
    /// What a step is worth in each of them.
    pub steps: Vec<f64>,
    /// The outcome in each of them.
    pub outcome: CellOutcome,
    /// The design's factorisation.
    pub factor: Arc<Result<Factor, NotIdentified>>,
    /// With CR1, what each cluster adds.
    pub scores: Option<Scores>,
}

impl Regression {
    fn fit(&self) -> Result<Fit<'_>> {
        match &*self.factor {
            Ok(factor) => Ok(Fit::new(factor, &self.outcome)),
            Err(_) => Err(Error::Internal("an estimate without a factorisation".to_owned())),
        }
    }
}

/// The covariance of two regressions of the same entrants; `sums` are of all cells, and not looked at with CR1.
///
/// # Errors
/// The program's own fault only.
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
        let (Some(sums), Some(step_first), Some(step_second)) =
            (sums.get(*cell), first.steps.get(at_first), second.steps.get(at_second))
        else {
            continue;
        };
        let n = i128::from(sums.n);
        let (shift_first, shift_second) = (first.outcome.shift_steps, second.outcome.shift_steps);
        let product =
            sums.product - shift_second * sums.first - shift_first * sums.second + n * shift_first * shift_second;
        cells.push(JointCell {
            first: at_first,
            second: at_second,
            n: n as f64,
            sum_first: (sums.first - n * shift_first) as f64 * step_first,
            sum_second: (sums.second - n * shift_second) as f64 * step_second,
            product: product as f64 * step_first * step_second,
        });
    }
    Ok(estimate::covariance(&first.fit()?, &second.fit()?, kind, &cells))
}
