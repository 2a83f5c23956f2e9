//! Least squares on cells, covariances, tests, intervals, statuses and standardised effects.

pub mod effect_size;
pub mod estimate;
pub mod inference;
pub mod status;
