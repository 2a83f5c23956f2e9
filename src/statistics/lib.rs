//! Least squares on cells, covariances, tests, intervals and statuses.

pub mod estimate;
pub mod inference;
pub mod status;
