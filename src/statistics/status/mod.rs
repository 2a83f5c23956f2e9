//! The status of a regression, decided in one order for all who run one.
//!
//! Owns the reasons why a regression has no figures and their order: [`precheck`] before anything is computed, then
//! [`FitOutcome`] from a factorised design. Owns no arithmetic of a fit, which is for `estimate` and `inference`, and no
//! counting of persons and users.

mod counts;
mod fit_outcome;
mod precheck;

pub use counts::{Counts, Minimum};
pub use fit_outcome::{FitOutcome, estimated, fitted};
pub use precheck::{Availability, NoFigures, precheck};
