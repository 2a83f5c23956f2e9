//! The project's one integration-test binary: everything end to end, through the command where a user would.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod calculator;
mod case;
mod nhefs;
mod project;
mod show;
mod tools;
mod whole_way;
