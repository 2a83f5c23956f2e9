//! `som regress`, and the estimator behind it: against stored references, against least squares written out row by row,
//! and with everything that a file can have wrong with it.

mod bad_files;
mod degenerate;
mod laws;
mod least_squares;
mod many_levels;
mod memory;
mod nist;
mod offsets;
mod reference;
mod rows;
mod types;
mod weights;
