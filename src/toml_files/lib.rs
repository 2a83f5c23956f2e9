//! TOML files that analysts and users write: read key by key, with every mistake of a file at its place.
//!
//! Owns places, mistakes and their presentation, the reading of tables, exact amounts, ids, and JSON Schema as data. Owns no key of
//! any file: those are for `definitions` and for the calculator's `case`.

mod ages;
mod amount;
mod id;
pub mod json_schema;
pub mod mistake;
pub mod source;
pub mod table;

pub use ages::Ages;
pub use amount::{Amount, Decimal, Parts};
pub use id::is_id;
