//! The project's integration tests, in one binary. They run the command as a user does.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bad_definitions;
mod bad_extracts;
mod build_cache;
mod calculator;
mod case;
mod catalogue;
mod check_extracts;
mod command_line;
mod convert;
mod designs;
mod disclosure;
mod documented_commands;
mod end_to_end;
mod engines;
mod entries;
mod exports;
mod facts;
mod from_sas;
mod hand_computed;
mod interventions;
mod nhefs;
mod planted;
mod profiles;
mod project;
mod readers;
mod regress;
mod releases;
#[cfg(feature = "serve")]
mod sas_file;
mod serve;
mod show;
mod synth;
mod tools;
mod tutorial;
mod valid_encodings;
mod world;
