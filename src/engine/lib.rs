//! From register extracts to cohorts and moments.

pub mod cache;
pub mod cohort;
pub mod moments;
pub mod persons;
pub mod progress;
pub mod registers;
pub mod results;
pub mod threads;
pub mod variables;
