//! Variables: the one place where SQL meets rows. Filter, cut, union, value — per person and calendar year, an integer.
//!
//! Owns evaluation of the definitions' SQL over batches (by polars), the cutting of spells and the unfolding of weeks
//! (code, not SQL), and the sums per person and year over all sources, files and row groups. Owns no cohorts: which
//! persons are wanted comes as an argument, and one pass over a register serves every variable that reads it.

mod coverage;
mod evaluate;
mod frame;
mod person_years;
mod rows;
mod spells;
mod values;
pub mod weeks;

pub use coverage::{available, missing_without_row};
pub use evaluate::{Reader, Sums};
pub use frame::frame;
pub use person_years::{MISSING, PersonYear, PersonYears};
