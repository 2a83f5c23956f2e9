//! The joint error of a consequence's estimates over the follow-up years.

use nalgebra::{Cholesky, DMatrix, SymmetricEigen};

use crate::calculator::result::ConsequenceReach;
use crate::calculator::term::{Term, terms};
use crate::case::Inputs;
use crate::case::inputs::JointError;

/// An eigenvalue this far below zero, measured by the greatest, is more than rounding.
const ROUNDING: f64 = 1e-9;

/// A consequence's figures that count, and their joint error.
#[derive(Debug, Clone)]
pub struct JointEstimates {
    /// The figures, by follow-up year.
    pub terms: Vec<Term>,
    /// Their covariance.
    pub covariance: DMatrix<f64>,
    /// Whether it had to be repaired.
    pub repaired: bool,
}

impl JointEstimates {
    /// The covariance of the figures of two follow-up years; `None` where one of them has no figure that counts.
    pub fn covariance_of(&self, year: i32, other_year: i32) -> Option<f64> {
        let place = |year: i32| self.terms.iter().position(|term| term.follow_up_year == year);
        self.covariance.get((place(year)?, place(other_year)?)).copied()
    }

    /// The standard error of a year's figure; `None` where none counts.
    pub fn error(&self, year: i32) -> Option<f64> {
        self.terms.iter().find(|term| term.follow_up_year == year).map(|term| term.standard_error)
    }
}

/// The joint errors of every consequence.
pub fn known(inputs: &Inputs, reaches: &[ConsequenceReach]) -> Vec<JointEstimates> {
    let all = inputs.consequences.iter().zip(reaches);
    all.map(|(consequence, reach)| {
        let terms = terms(inputs, consequence, reach);
        let (covariance, repaired) = covariance(&terms, &consequence.covariances);
        JointEstimates { terms, covariance, repaired }
    })
    .collect()
}

/// The covariance matrix of the terms' values, and whether it had to be repaired.
///
/// A pair of years without a covariance counts as fully correlated, which is the widest. A covariance matrix that is not positive
/// semi-definite (it has a negative eigenvalue) is replaced by the nearest one that is: negative eigenvalues become zero, which
/// makes no variance smaller.
fn covariance(terms: &[Term], known: &[JointError]) -> (DMatrix<f64>, bool) {
    let of = |a: &Term, b: &Term| {
        let (first, last) = (a.follow_up_year.min(b.follow_up_year), a.follow_up_year.max(b.follow_up_year));
        if first == last {
            return a.standard_error * a.standard_error;
        }
        let found = known.iter().find(|joint| joint.year == first && joint.other_year == last);
        let widest = a.standard_error * b.standard_error;
        // The user's own figure has no error; the release's error does not count.
        if widest == 0.0 { 0.0 } else { found.map_or(widest, |joint| joint.covariance) }
    };
    let cells = terms.iter().flat_map(|a| terms.iter().map(move |b| of(a, b)));
    let matrix = DMatrix::from_row_iterator(terms.len(), terms.len(), cells);
    if terms.is_empty() {
        return (matrix, false);
    }
    // A matrix that has a root is a covariance; one without may still be one, on the border.
    if Cholesky::new(matrix.clone()).is_some() {
        return (matrix, false);
    }
    // Covariances that are valid in pairs can be invalid together: the eigenvalues decide.
    let eigen = SymmetricEigen::new(matrix.clone());
    let greatest = eigen.eigenvalues.iter().copied().fold(0.0, f64::max);
    if eigen.eigenvalues.iter().all(|value| *value >= -ROUNDING * greatest) {
        return (matrix, false);
    }
    let kept = eigen.eigenvalues.map(|value| value.max(0.0));
    (&eigen.eigenvectors * DMatrix::from_diagonal(&kept) * eigen.eigenvectors.transpose(), true)
}
