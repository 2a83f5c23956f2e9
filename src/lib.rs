//! Rebuilds the knowledge database of *Den Socialøkonomiske Investeringsmodel* (SØM) from national registers, and
//! calculates with it.

pub mod cohort;
pub mod definitions;
pub mod error;
pub mod knowledge;
pub mod persons;
pub mod registers;
pub mod tables;
pub mod variables;
pub mod words;
