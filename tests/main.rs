//! The project's one integration-test binary: everything end to end, through the command where a user would.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod calculator;
mod case;
mod nhefs;
mod regress;
mod show;
mod tools;
