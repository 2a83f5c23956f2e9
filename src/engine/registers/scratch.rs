//! Where rows lie for a while that do not fit in memory: the folder and the limit.
//!
//! Owns no files: who writes there makes a staged folder in it, which is removed when it is done with, or interrupted.

use std::path::{Path, PathBuf};

/// The most bytes that a join holds in memory, unless [`LIMIT`] says otherwise.
const BYTES: u64 = 512 << 20;

/// The environment variable with the limit, in MiB.
const LIMIT: &str = "SOM_JOIN_MEMORY";

/// A folder for rows that do not fit in memory.
#[derive(Debug, Clone)]
pub struct Scratch {
    /// The folder in which a temporary one is made.
    pub folder: PathBuf,
    /// Bytes of rows in memory; more go to the folder.
    pub limit: u64,
}

impl Scratch {
    /// In a folder, with the usual limit.
    pub fn within(folder: &Path) -> Scratch {
        Scratch { folder: folder.to_owned(), ..Scratch::default() }
    }
}

impl Default for Scratch {
    /// In the system's temporary folder.
    fn default() -> Scratch {
        let mebibytes = std::env::var(LIMIT).ok().and_then(|text| text.parse::<u64>().ok());
        let limit = mebibytes.map_or(BYTES, |mebibytes| mebibytes.saturating_mul(1 << 20));
        Scratch { folder: std::env::temp_dir(), limit }
    }
}
