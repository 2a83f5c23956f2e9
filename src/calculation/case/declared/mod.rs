//! The inputs of a case, each declared once: key, labels, help, unit, kind, range and default.
//!
//! Four things are made from this table: the reader's checks (`read`), the commented template of `som new case` ([`template`]),
//! the JSON Schema ([`schema`]) and the reference of the documentation ([`reference()`]). Owns what is true of a single input.
//! Owns no check that compares two inputs, or an input with a release: those are in the modules that read the sections.

pub mod committees;
pub mod consequences;
pub mod costs;
pub mod effect;
mod input;
pub mod intervention;
pub mod quality;
pub mod read;
mod reference;
pub mod result;
pub mod scenario;
mod schema;
mod sections;
pub mod target_group;
mod template;
pub mod uncertainty;

pub use foundation::text::{Text, same, text};
pub use input::{
    Entry, Example, Input, Kind, LONG_TEXT, LONGEST_HORIZON, Occurs, PAYERS, Presence, SHORT_TEXT, Section, entry, off,
};
pub use reference::reference;
pub use schema::schema;
pub use sections::SECTIONS;
pub use template::template;
