//! Terms, table rows, errors and staged folders that all other crates of som share.

pub mod error;
pub mod keys;
pub mod staging;
pub mod tables;
pub mod text;
pub mod words;
