//! `som regress`, and the estimator behind it: against stored references, against least squares written out row by row,
//! and with everything that a file can have wrong with it.

mod reference;
