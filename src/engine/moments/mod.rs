//! Moments: per cell and consequence, how many persons, how many users, the sum and the sum of squares.
//!
//! Owns exact integer folding of person-year values over a cohort's entries; sums are `i128`, so their order leaves no
//! trace and nothing cancels (method rules 4, 5 and 12). Owns no regression and no files. A cell with few persons *is*
//! microdata: moments never leave the secure room.

mod cells;
mod clusters;
mod fold;
mod known;
mod pairs;
mod peaks;

pub use cells::{CellKey, Cells};
pub use clusters::{ClusterSums, by_cluster};
pub use fold::{Moments, Presence, fold};
pub use known::{Outcome, TakenOff};
pub use pairs::{PairSums, pairs};
pub use peaks::{Peak, peaks};
