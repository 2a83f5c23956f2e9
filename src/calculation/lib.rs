//! A case file and a release to inputs; inputs to a result.

pub mod calculator;
pub mod case;
