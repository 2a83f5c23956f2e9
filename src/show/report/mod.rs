//! Reports as single HTML pages that fetch nothing and print well: a case for a committee, a build for its audit, and the
//! difference between two releases.

pub mod build;
pub mod case;
pub mod diff;
mod page;
