//! The project's one integration-test binary: everything end to end, through the command where a user would.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bad_definitions;
mod bad_extracts;
mod calculator;
mod case;
mod check_extracts;
mod command_line;
mod disclosure;
mod entries;
mod kept;
mod nhefs;
mod planted;
mod project;
mod readers;
mod regress;
mod releases;
mod right_numbers;
mod show;
mod synth;
mod tools;
mod tutorial;
mod valid_encodings;
mod ways_out;
mod whole_way;
mod world;
