//! Releases: written complete or not at all, read, and verified.
//!
//! Owns files and their integrity: the layout of `output/<release>/`, the manifest with the hash of everything, the lock
//! against two builds, and the audit folder that never leaves. Owns no figures: rows come finished.

pub mod manifest;
pub mod parquet;
mod publish;
mod read;
mod verify;

pub use publish::{Place, Published, Release, reserve};
pub use read::read;
pub use verify::{Verified, verify};
