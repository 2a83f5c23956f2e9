//! Where rows lie for a while that do not fit in memory: the folder, the limit, and what is in memory.
//!
//! Owns no files: who writes there makes a staged folder in it, which is removed when it is done with, or interrupted.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// The most bytes that joins hold in memory together, unless [`LIMIT`] says otherwise.
const BYTES: u64 = 512 << 20;

/// The environment variable with the limit, in MiB.
const LIMIT: &str = "SOM_JOIN_MEMORY";

/// A folder for rows that do not fit in memory.
#[derive(Debug)]
pub struct Scratch {
    /// The folder in which a temporary one is made.
    pub folder: PathBuf,
    /// Bytes of rows in memory; more go to the folder.
    limit: u64,
    in_memory: AtomicU64,
}

impl Scratch {
    /// In a folder, with the usual limit.
    pub fn within(folder: &Path) -> Scratch {
        Scratch { folder: folder.to_owned(), ..Scratch::default() }
    }

    #[cfg(test)]
    pub(crate) fn of_bytes(limit: u64) -> Scratch {
        Scratch { limit, ..Scratch::default() }
    }

    /// Whether so many more bytes may stay in memory. They count until they are [released](Scratch::release), if they may.
    pub(crate) fn has_room(&self, bytes: u64) -> bool {
        let before = self.in_memory.fetch_add(bytes, Ordering::Relaxed);
        let fits = before.saturating_add(bytes) <= self.limit;
        if !fits {
            self.release(bytes);
        }
        fits
    }

    /// Bytes that are no longer in memory.
    pub(crate) fn release(&self, bytes: u64) {
        self.in_memory.fetch_sub(bytes, Ordering::Relaxed);
    }
}

impl Default for Scratch {
    /// In the system's temporary folder.
    fn default() -> Scratch {
        let mebibytes = std::env::var(LIMIT).ok().and_then(|text| text.parse::<u64>().ok());
        let limit = mebibytes.map_or(BYTES, |mebibytes| mebibytes.saturating_mul(1 << 20));
        Scratch { folder: std::env::temp_dir(), limit, in_memory: AtomicU64::new(0) }
    }
}
