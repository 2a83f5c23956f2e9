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
pub struct StagedFolder {
    folder: Option<TempDir>,
    path: PathBuf,
}

impl StagedFolder {
    /// Makes a folder in `parent` whose name begins with `prefix`.
    ///
    /// # Errors
    /// A parent that can't be written.
    pub fn within(parent: &Path, prefix: &str) -> Result<StagedFolder> {
        let folder =
            tempfile::Builder::new().prefix(prefix).tempdir_in(parent).map_err(|e| Error::output(parent, e))?;
        let path = folder.path().to_owned();
        LIST.lock().unwrap_or_else(PoisonError::into_inner).push(path.clone());
        Ok(StagedFolder { folder: Some(folder), path })
    }

    /// Flushes the folder, renames it to `to`, and flushes the folder that `to` lies in. `to` gets the permissions of a public folder:
    /// a temporary one is private.
    ///
    /// # Errors
    /// A place that can't be written.
    pub fn persist(mut self, to: &Path) -> Result<()> {
        sync(&self.path)?;
        std::fs::rename(&self.path, to).map_err(|e| Error::output(to, e))?;
        if let Some(folder) = self.folder.take() {
            // Nothing is left at the old path.
            let _ = folder.keep();
        }
        permit(to)?;
        to.parent().filter(|parent| !parent.as_os_str().is_empty()).map_or(Ok(()), sync)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for StagedFolder {
    fn drop(&mut self) {
        drop(self.folder.take());
        LIST.lock().unwrap_or_else(PoisonError::into_inner).retain(|path| path != &self.path);
    }
}

/// Flushes a folder's entries to disk, where the system can.
///
/// # Errors
/// A folder that can't be flushed.
pub fn sync(folder: &Path) -> Result<()> {
    if cfg!(unix) {
        std::fs::File::open(folder).and_then(|file| file.sync_all()).map_err(|e| Error::output(folder, e))?;
    }
    Ok(())
}

#[cfg(unix)]
fn permit(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let permissions = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(folder, permissions).map_err(|e| Error::output(folder, e))
}

#[cfg(not(unix))]
fn permit(_folder: &Path) -> Result<()> {
    Ok(())
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
    fn folders_are_removed_unless_they_are_persisted() {
        let parent = tempfile::tempdir().unwrap();
        let left = || std::fs::read_dir(parent.path()).unwrap().count();
        let one = StagedFolder::within(parent.path(), ".one-").unwrap();
        std::fs::write(one.path().join("half"), "a").unwrap();
        drop(one);
        assert_eq!(left(), 0);
        let other = StagedFolder::within(parent.path(), ".other-").unwrap();
        std::fs::write(other.path().join("half"), "a").unwrap();
        remove();
        assert_eq!(left(), 0);
        let kept = StagedFolder::within(parent.path(), ".kept-").unwrap();
        kept.persist(&parent.path().join("kept")).unwrap();
        assert!(parent.path().join("kept").is_dir() && left() == 1);
    }
}
