//! Releases: written complete or not at all, read, and verified.
//!
//! Owns files and their integrity: the layout of `output/<release>/`, the manifest with the hash of everything, the lock
//! against two builds, and the audit folder that never leaves. Owns no figures: rows come finished.

mod build_room;
mod companion;
mod consistency;
mod diff;
mod earlier;
pub mod entries;
mod experiences;
mod files;
mod groups;
mod import;
pub mod manifest;
pub mod parquet;
mod place;
mod publish;
mod read;
mod room;
mod trace;
mod verify;

pub use build_room::{BuildRoom, ReleaseRoom};
pub use companion::read as read_companion;
pub use diff::{AuditInputs, Cause, DesignChange, Detail, Diff, HeldBackCount, RegressionChange, Side, compare, diff};
pub use earlier::{earlier, others};
pub use experiences::experiences;
pub use files::AUDIT;
pub use import::import;
pub use place::{Place, reserve};
pub use publish::{Extract, Pages, Release, ReleaseFolders, differing_definition, manifest as manifest_of};
pub use read::read;
pub use room::{ROOM, RegisterEntry, Room};
pub use trace::{AuditFit, Definition, Id, Trace, published_trace, trace};
pub use verify::{Verification, read_verified, verify};
