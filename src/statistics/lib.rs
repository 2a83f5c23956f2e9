//! Least squares on cells, covariances, tests and intervals.

pub mod estimate;
pub mod inference;
