//! Rebuilds the knowledge database of *Den Socialøkonomiske Investeringsmodel* (SØM) from national registers, and
//! calculates with it.

pub mod build;
pub mod calculator;
pub mod case;
pub mod cli;
pub mod cohort;
pub mod definitions;
pub mod error;
pub mod estimate;
pub mod inference;
pub mod knowledge;
pub mod moments;
pub mod persons;
pub mod plan;
pub mod registers;
pub mod show;
pub mod tables;
pub mod variables;
pub mod words;
