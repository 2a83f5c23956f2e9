//! Least squares on cells, covariances, tests, intervals, statuses and standardised effects.

pub mod effect_size;
pub mod estimate;
pub mod inference;
mod linfa;
pub mod status;

pub use self::linfa::{FittedSuccess, LinfaError, SuccessRegression};
