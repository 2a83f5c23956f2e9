//! A case file and the tables of a release to inputs; inputs to a result. It reads no release: `session` does.

pub mod calculator;
pub mod case;
