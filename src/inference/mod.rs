//! From an estimate and its standard error to t, p and an interval.
//!
//! Owns Student's t: tails to 1e-300 and quantiles for any degrees of freedom. Pure.

mod student;

pub use student::{Inference, infer, p_value, quantile};
