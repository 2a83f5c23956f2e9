//! Rebuilds the knowledge database of *Den Socialøkonomiske Investeringsmodel* (SØM) from national registers, and
//! calculates with it.

pub mod definitions;
pub mod error;
pub mod knowledge;
pub mod registers;
pub mod synth;
pub mod tables;
pub mod words;
