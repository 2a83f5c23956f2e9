//! A case file and a release to inputs; inputs to a result. `session` is what the command line and a web page call.

pub mod calculator;
pub mod case;
pub mod session;
