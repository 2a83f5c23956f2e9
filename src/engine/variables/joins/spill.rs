//! Memory of a join, up to a limit; more goes to one temporary file.
//!
//! Owns the file: it lies in a staged folder, which is removed when the join is done, fails or is interrupted.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::registers::Scratch;
use foundation::error::{Error, Result};
use foundation::staging::StagedFolder;

/// What the blocks of a join take in memory, and where the others lie.
pub struct Spill<'s> {
    scratch: &'s Scratch,
    in_memory: AtomicU64,
    file: Mutex<Option<SpillFile>>,
}

struct SpillFile {
    /// Removed when the join ends.
    _folder: StagedFolder,
    path: PathBuf,
    file: File,
    length: u64,
}

impl<'s> Spill<'s> {
    /// Nothing in memory, and no file.
    pub fn new(scratch: &'s Scratch) -> Spill<'s> {
        Spill { scratch, in_memory: AtomicU64::new(0), file: Mutex::new(None) }
    }

    /// Whether so many more bytes may stay in memory. They count until the join ends, if they may.
    pub fn has_room(&self, bytes: u64) -> bool {
        let fits = self.scratch.has_room(bytes);
        if fits {
            self.in_memory.fetch_add(bytes, Ordering::Relaxed);
        }
        fits
    }

    /// Writes bytes behind all others, and returns where they begin.
    ///
    /// # Errors
    /// A folder that can't be written, or is full.
    pub fn write(&self, bytes: &[u8]) -> Result<u64> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let file = match &mut *file {
            Some(file) => file,
            none => none.insert(SpillFile::within(self.scratch)?),
        };
        file.file.write_all(bytes).map_err(|e| Error::output(&self.scratch.folder, e))?;
        let from = file.length;
        file.length += bytes.len() as u64;
        Ok(from)
    }

    /// A reader of what was written; none if nothing was.
    ///
    /// # Errors
    /// A file that can't be opened any more.
    pub fn reader(&self) -> Result<Option<SpillReader>> {
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let opened = file.as_ref().map(|file| {
            let opened = File::open(&file.path).map_err(|e| Error::output(&file.path, e))?;
            Ok(SpillReader { path: file.path.clone(), file: opened })
        });
        opened.transpose()
    }
}

impl Drop for Spill<'_> {
    fn drop(&mut self) {
        self.scratch.release(*self.in_memory.get_mut());
    }
}

impl SpillFile {
    fn within(scratch: &Scratch) -> Result<SpillFile> {
        let folder = StagedFolder::within(&scratch.folder, ".som-join-")?;
        let path = folder.path().join("rows");
        let file = File::create_new(&path).map_err(|e| Error::output(&path, e))?;
        Ok(SpillFile { _folder: folder, path, file, length: 0 })
    }
}

/// Reads what a join has written.
pub struct SpillReader {
    path: PathBuf,
    file: File,
}

impl SpillReader {
    /// The bytes of a place.
    ///
    /// # Errors
    /// A file that can't be read any more.
    pub fn read(&mut self, from: u64, length: u64) -> Result<Vec<u8>> {
        let failed = |e| Error::output(&self.path, e);
        let length = usize::try_from(length).map_err(|e| Error::internal(e.to_string()))?;
        let mut bytes = vec![0; length];
        self.file.seek(SeekFrom::Start(from)).map_err(failed)?;
        self.file.read_exact(&mut bytes).map_err(failed)?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_join_held_in_memory_is_free_for_the_next() {
        let all = 1000;
        let scratch = Scratch::of_bytes(all);
        for _ in 0..2 {
            let (one, other) = (Spill::new(&scratch), Spill::new(&scratch));
            assert!(one.has_room(all - 1) && other.has_room(1));
            assert!(!one.has_room(1) && !other.has_room(1), "the limit is of both");
            drop(one);
            assert!(other.has_room(all - 1) && !other.has_room(1));
        }
    }
}
