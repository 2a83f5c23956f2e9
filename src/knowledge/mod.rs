//! Releases: writing, reading and verifying the published tables.
//!
//! Owns files and their integrity. Owns no figures: rows come finished.

pub mod parquet;
mod read;

pub use read::read;
