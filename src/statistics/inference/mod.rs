//! From an estimate and its standard error to what it says: t, p and an interval; q-values over a family; how strong an
//! unobserved confounder would have to be.
//!
//! Owns Student's t (tails to 1e-300 and quantiles for any degrees of freedom), Benjamini–Hochberg and robustness values
//! (method rule 18). Pure.

mod multiplicity;
mod robustness;
mod student;

pub use multiplicity::q_values;
pub use robustness::{Robustness, robustness};
pub use student::{Inference, infer, p_value, quantile};

/// The level of tests where no setting of a release names another: 5 %.
pub const SIGNIFICANCE: f64 = 0.05;
