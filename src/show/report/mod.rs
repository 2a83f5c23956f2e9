//! Reports as single HTML pages that fetch nothing and print well: a case for a committee, a build for its audit, the documentation of a release, the balance of a design, and the
//! difference between two releases.

pub mod balance;
pub mod build;
pub mod case;
pub mod delivery;
pub mod diff;
pub mod document;
pub mod interventions;
mod page;
