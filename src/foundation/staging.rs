//! Files and folders that are being written: beside their place, and renamed into it when they are complete.
//!
//! Owns the list of staged folders, so that code that ends the process can remove them. Owns no content.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tempfile::{NamedTempFile, TempDir};

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
        let folder = tempfile::Builder::new()
            .prefix(prefix)
            .tempdir_in(parent)
            .map_err(|e| Error::output(parent, without_name(e)))?;
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
        rename(&self.path, to)?;
        if let Some(folder) = self.folder.take() {
            // Nothing is left at the old path.
            let _ = folder.keep();
        }
        permit(to)
    }

    /// Renames the file or folder `name` in it to `to`, in place of an empty folder there, and removes what is left. Other than a folder
    /// that is persisted, `to` has the permissions of any new file or folder.
    ///
    /// # Errors
    /// A place that can't be written.
    pub fn put(self, name: &str, to: &Path) -> Result<()> {
        if to.is_dir() {
            std::fs::remove_dir(to).map_err(|e| Error::output(to, e))?;
        }
        rename(&self.path.join(name), to)
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

/// Renames what is complete, and flushes the folder that `to` lies in.
///
/// # Errors
/// A place that can't be written.
pub fn rename(from: &Path, to: &Path) -> Result<()> {
    std::fs::rename(from, to).map_err(|e| Error::output(to, e))?;
    to.parent().filter(|parent| !parent.as_os_str().is_empty()).map_or(Ok(()), sync)
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

/// A file under a temporary name, removed unless it is put in place.
#[derive(Debug)]
pub struct StagedFile(NamedTempFile);

impl StagedFile {
    /// Makes a file in the folder where `place` lies, as readable as any other new file.
    ///
    /// # Errors
    /// A folder that can't be written.
    pub fn at(place: &Path) -> io::Result<StagedFile> {
        let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty());
        StagedFile::within(folder.unwrap_or(Path::new(".")))
    }

    /// Makes a file in a folder of the file system of its place.
    ///
    /// # Errors
    /// A folder that can't be written.
    pub fn within(folder: &Path) -> io::Result<StagedFile> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".som-");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // The process's mask is applied to it.
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        builder.tempfile_in(folder).map(StagedFile).map_err(without_name)
    }

    /// The file, for a writer that takes it as a file.
    pub fn file(&mut self) -> &mut std::fs::File {
        self.0.as_file_mut()
    }

    /// The file opened once more, for a writer that keeps it.
    ///
    /// # Errors
    /// A file that can't be opened.
    pub fn reopen(&self) -> io::Result<std::fs::File> {
        self.0.reopen()
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Lets only some users read it, where the system knows such modes.
    ///
    /// # Errors
    /// A file that can't be changed.
    pub fn restrict(&mut self, mode: u32) -> io::Result<()> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            self.file().set_permissions(std::fs::Permissions::from_mode(mode))?;
        }
        #[cfg(not(unix))]
        let _ = mode;
        Ok(())
    }

    /// Renames the file into its place, in place of one that is there.
    ///
    /// # Errors
    /// A place that can't be written.
    pub fn put(self, place: &Path) -> io::Result<()> {
        self.0.persist(place).map(drop).map_err(|e| e.error)
    }

    /// Flushes the file, renames it into its place, and flushes the folder of the place.
    ///
    /// # Errors
    /// A place that can't be written.
    pub fn put_synced(mut self, place: &Path) -> io::Result<()> {
        self.file().sync_all()?;
        self.put(place)?;
        match place.parent().filter(|folder| cfg!(unix) && !folder.as_os_str().is_empty()) {
            Some(folder) => std::fs::File::open(folder)?.sync_all(),
            None => Ok(()),
        }
    }
}

/// An error without the temporary name that the library adds, which the user has not given.
fn without_name(error: io::Error) -> io::Error {
    match error.to_string().split_once(" at path ") {
        Some((cause, _)) => io::Error::new(error.kind(), cause.to_owned()),
        None => error,
    }
}

impl Write for StagedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Writes a file in one step: the whole of it appears, or nothing.
///
/// # Errors
/// A place that can't be written.
pub fn write(place: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut staged = StagedFile::at(place)?;
    staged.write_all(bytes)?;
    staged.put(place)
}

/// Writes a file in one step, flushed to disk.
///
/// # Errors
/// A place that can't be written.
pub fn write_synced(place: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut staged = StagedFile::at(place)?;
    staged.write_all(bytes)?;
    staged.put_synced(place)
}

/// Writes a new file in one step; a file that is there is not replaced.
///
/// # Errors
/// A place that is taken or can't be written.
pub fn create(place: &Path, bytes: &[u8]) -> Result<()> {
    if place.symlink_metadata().is_ok() {
        return Err(Error::exists(place));
    }
    let write = || {
        let mut staged = StagedFile::at(place)?;
        staged.write_all(bytes)?;
        staged.0.persist_noclobber(place).map(drop).map_err(|e| e.error)
    };
    write().map_err(|e| match e.kind() {
        io::ErrorKind::AlreadyExists => Error::exists(place),
        _ => Error::output(place, e),
    })
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
    fn a_file_appears_complete_or_not_at_all() {
        let parent = tempfile::tempdir().unwrap();
        let place = parent.path().join("file");
        let mut stopped = StagedFile::at(&place).unwrap();
        stopped.write_all(b"half").unwrap();
        drop(stopped);
        assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 0);
        write(&place, b"one").unwrap();
        write(&place, b"two").unwrap();
        assert_eq!(std::fs::read(&place).unwrap(), b"two");
        let taken = create(&place, b"three").unwrap_err().to_string();
        assert_eq!(taken, format!("{}: cannot be written: it exists already", place.display()));
        assert_eq!(std::fs::read(&place).unwrap(), b"two");
        let nowhere = parent.path().join("no").join("file");
        let missing = create(&nowhere, b"one").unwrap_err().to_string();
        assert_eq!(
            missing,
            format!("{}: cannot be written: No such file or directory (os error 2)", nowhere.display())
        );
        assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 1);
    }

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
        let around = StagedFolder::within(parent.path(), ".around-").unwrap();
        std::fs::create_dir(around.path().join("inner")).unwrap();
        let inner = parent.path().join("inner");
        std::fs::create_dir(&inner).unwrap();
        around.put("inner", &inner).unwrap();
        assert!(inner.is_dir() && left() == 2);
    }
}
