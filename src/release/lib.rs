//! Disclosure control, and a release: written, read, verified, compared, exported.

pub mod assemble;
pub mod control;
pub mod disclosure;
pub mod export;
pub mod knowledge;
pub mod view;
