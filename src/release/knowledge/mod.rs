//! Releases: written complete or not at all, read, and verified.
//!
//! Owns files and their integrity: the layout of `output/<release>/`, the manifest with the hash of everything, the lock
//! against two builds, and the audit folder that never leaves. Owns no figures: rows come finished.

mod companion;
mod diff;
mod earlier;
mod experiences;
mod import;
pub mod manifest;
pub mod parquet;
mod promises;
mod publish;
mod read;
mod room;
mod trace;
mod verify;

pub use companion::Companion;
pub use diff::{Cause, Changed, Diff, compare, diff};
pub use earlier::{earlier, others};
pub use experiences::experiences;
pub use import::import;
pub use publish::{AUDIT, Extract, Place, Published, Release, manifest as manifest_of, reserve};
pub use read::read;
pub use room::{ROOM, Registered, Room};
pub use trace::{Audited, Definition, Id, Trace, trace};
pub use verify::{Verified, verify};
