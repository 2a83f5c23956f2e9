//! Whether a variable follows from the others.

use crate::error::DesignError;
use crate::study::Study;

/// What must be left of a variable beside the others, as a share of its square.
pub(crate) const LEFT: f64 = 1e-11;
/// By how much more a sample must leave: so much larger may a square of all rows be than that of the sample.
const MARGIN: f64 = 1e4;

/// Fails if a variable follows from the others among the persons with weight.
///
/// What is left of a variable in all rows is at least what is left of it in some of them. So a sample in which enough is left
/// answers for all.
///
/// # Errors
/// A variable that follows from those before it.
pub(crate) fn require_independent(study: &Study, weights: &[f64]) -> Result<(), DesignError> {
    let rows = study.rows();
    let stride = rows.stride();
    if stride > 1 && rows.cross_of(weights, stride).cholesky(LEFT * MARGIN).is_ok() {
        return Ok(());
    }
    let found = rows.cross(weights).cholesky(LEFT);
    found.map(drop).map_err(|at| DesignError::Collinear { variable: study.names()[at.max(1) - 1].clone() })
}
