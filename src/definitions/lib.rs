//! What analysts write: registers, variables, consequences, prices, price indices, target groups, effects, qualifications and
//! experiences, in TOML files below one folder.
//!
//! Owns reading them, checking them against each other, and reporting every mistake of every file with file, line and
//! column. Also owns the [`plan`] of regressions that they imply. Owns no rows: the engine evaluates SQL on extracts.

pub mod catalogue;
pub mod characteristic;
pub mod code;
pub mod code_table;
pub mod column;
pub mod consequence;
pub mod coverage;
pub mod day;
pub mod disclosure;
pub mod effect;
pub mod entrant;
pub mod entry;
pub mod estimation;
pub mod experience;
pub mod expression;
mod folder;
pub mod intervention;
mod load;
pub mod missing_consequence;
mod note;
pub mod person;
pub mod plan;
pub mod price;
pub mod price_index;
pub mod qualification;
mod references;
pub mod register;
pub mod schema;
mod set;
pub mod settings;
pub mod stays;
pub mod stored;
pub mod target_group;
mod text_limits;
pub mod unused;
pub mod variable;

pub use set::Definitions;
pub use toml_files::{is_id, mistake, source, table};
