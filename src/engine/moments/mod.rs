//! Moments: per cell and consequence, how many persons, how many users, the sum and the sum of squares.
//!
//! Owns exact integer folding of person-year values over a cohort's entries; sums are `i128`, so the order of addition does
//! not matter and nothing cancels (method rules 4, 5 and 12). Owns no regression and no files. A cell with few persons *is*
//! microdata: moments never leave the secure room.

mod cells;
mod clusters;
mod fold;
mod largest;
mod observations;
mod pairs;
mod presence;
pub mod price_level;
mod source;

pub use cells::{CellIndex, CellKey, CellList, Cells, Member};
pub use clusters::{ClusterSums, by_cluster};
pub use fold::{Moments, fold};
pub use largest::{LargestContributions, largest_contributions};
pub use observations::{Baseline, Outcome};
pub use pairs::{PairSums, YearPair, pairs};
pub use presence::Presence;
pub use source::{InProcess, MomentSource};
