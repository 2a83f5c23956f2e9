//! Variables: evaluates SQL on register rows. Filter, cut, union, value: an integer a person and calendar year.
//!
//! Owns evaluation of the definitions' SQL over batches, the cutting of spells and the unfolding of weeks
//! (code, not SQL), and the sums per person and year over all sources, files and row groups. Owns no cohorts: which
//! persons are wanted comes as an argument, and one pass over a register serves every variable that reads it.

mod accumulator;
mod block_sums;
mod collected;
mod combined;
mod delivery_checks;
mod duplicates;
mod filter;
mod from_results;
mod gathered;
mod joined;
mod joins;
mod kinds;
mod listed_rows;
pub mod months;
mod narrow;
mod own_conditions;
mod pass;
mod pass_cache;
mod periods;
mod person_year_source;
mod person_years;
mod read_register;
mod read_rows;
mod reader;
mod repeated_rows;
mod result_copies;
mod result_spelling;
mod result_tally;
mod row_groups;
mod rows;
mod scope;
mod source;
mod spells;
mod sql;
mod stays;
mod table_sums;
mod unmatched_persons;
mod values;
mod wanted_register;
pub mod weeks;

pub use definitions::coverage::{available, missing_without_row};
pub use joined::opened_related;
pub use narrow::MISSING;
pub use pass_cache::{COHORTS, PassCache};
pub use person_year_source::{PassRequest, PersonYearSource, RegisterPasses};
pub use person_years::{PersonValues, PersonYear, PersonYears};
pub use reader::{Reader, Sums, values_in, values_of};
