//! Disclosure control, and a release: written, read, verified, compared, exported.

pub mod disclosure;
pub mod export;
pub mod knowledge;
