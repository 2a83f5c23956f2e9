//! Folders that are being written: gone when the work stops, however it stops.
//!
//! Owns the list of them, so that whoever ends the process can remove what destructors would have. Knows nothing of what is
//! in them.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tempfile::TempDir;

use crate::error::{Error, Result};

static LIST: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// How often removal is tried: threads that still write can be in the way.
const TRIES: u32 = 100;

/// A temporary folder, removed when it is dropped.
#[derive(Debug)]
pub struct Unfinished {
    folder: Option<TempDir>,
    path: PathBuf,
}

impl Unfinished {
    /// Makes a folder in `parent` whose name begins with `prefix`.
    ///
    /// # Errors
    /// A parent that can't be written.
    pub fn within(parent: &Path, prefix: &str) -> Result<Unfinished> {
        let folder =
            tempfile::Builder::new().prefix(prefix).tempdir_in(parent).map_err(|e| Error::output(parent, e))?;
        let path = folder.path().to_owned();
        LIST.lock().unwrap_or_else(PoisonError::into_inner).push(path.clone());
        Ok(Unfinished { folder: Some(folder), path })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        drop(self.folder.take());
        LIST.lock().unwrap_or_else(PoisonError::into_inner).retain(|path| path != &self.path);
    }
}

/// Removes every folder that is being written, before the process ends without its destructors.
pub fn remove() {
    let list = LIST.lock().unwrap_or_else(PoisonError::into_inner).clone();
    for path in list {
        let mut absent = 0;
        for _ in 0..TRIES {
            let _ = std::fs::remove_dir_all(&path);
            // A thread that still writes could make the folder again, so it must be absent twice.
            absent = if path.exists() { 0 } else { absent + 1 };
            if absent == 2 {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_go_when_dropped_and_when_asked() {
        let parent = tempfile::tempdir().unwrap();
        let left = || std::fs::read_dir(parent.path()).unwrap().count();
        let one = Unfinished::within(parent.path(), ".one-").unwrap();
        std::fs::write(one.path().join("half"), "a").unwrap();
        drop(one);
        assert_eq!(left(), 0);
        let other = Unfinished::within(parent.path(), ".other-").unwrap();
        std::fs::write(other.path().join("half"), "a").unwrap();
        remove();
        assert_eq!(left(), 0);
    }
}
