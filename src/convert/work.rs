//! The folder in which parts are written before they are put in place.
//!
//! Owns `EXTRACTS/.converting/`: one conversion at a time, and nothing left of one that was killed.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use foundation::staging::StagedFile;

use crate::error::ConvertError;

const FOLDER: &str = ".converting";
const LOCK: &str = "lock";

/// The folder, held as long as this lives.
#[derive(Debug)]
pub(crate) struct Work {
    path: PathBuf,
    /// The system gives the lock back when the process ends, however it ends.
    lock: Option<File>,
}

impl Work {
    /// Takes the folder, and removes what an earlier conversion left in it.
    ///
    /// # Errors
    /// Another conversion that runs, or a folder that can't be written.
    pub(crate) fn take(extracts: &Path) -> Result<Work, ConvertError> {
        let path = extracts.join(FOLDER);
        let fault = |e: std::io::Error| ConvertError::output(&path, e);
        std::fs::create_dir_all(&path).map_err(fault)?;
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(path.join(LOCK)).map_err(fault)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(ConvertError::Busy { path: extracts.to_owned() }),
            Err(TryLockError::Error(e)) => return Err(fault(e)),
        }
        for entry in std::fs::read_dir(&path).map_err(fault)?.flatten() {
            if entry.file_name() != LOCK {
                std::fs::remove_file(entry.path()).map_err(fault)?;
            }
        }
        Ok(Work { path, lock: Some(lock) })
    }

    /// A new file, removed unless it is put in place. Extracts are for their owner and the owner's group.
    ///
    /// # Errors
    /// A folder that can't be written.
    pub(crate) fn file(&self) -> Result<StagedFile, ConvertError> {
        let file = StagedFile::within(&self.path).and_then(|mut file| file.restrict(0o640).map(|()| file));
        file.map_err(|e| ConvertError::output(&self.path, e))
    }

    /// Writes a file in one step: all of it is there, or none.
    ///
    /// # Errors
    /// A place that can't be written.
    pub(crate) fn write(&self, bytes: &[u8], to: &Path) -> Result<(), ConvertError> {
        let mut file = self.file()?;
        file.write_all(bytes).map_err(|e| ConvertError::output(to, e))?;
        put(file, to)
    }
}

/// Puts a file in place, synced, in place of one that is there.
///
/// # Errors
/// A place that can't be written.
pub(crate) fn put(file: StagedFile, to: &Path) -> Result<(), ConvertError> {
    let fault = |e: std::io::Error| ConvertError::output(to, e);
    let Some(folder) = to.parent() else { return Err(ConvertError::Internal("a part without folder".to_owned())) };
    std::fs::create_dir_all(folder).map_err(fault)?;
    file.put_synced(to).map_err(fault)
}

impl Drop for Work {
    fn drop(&mut self) {
        drop(self.lock.take());
        // What can't be removed now is swept by the next conversion.
        let _ = std::fs::remove_file(self.path.join(LOCK));
        let _ = std::fs::remove_dir(&self.path);
    }
}
