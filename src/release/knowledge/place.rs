//! The place of a release in the folder of releases: reserved by a lock, and filled by renaming staged folders.

use std::fs::File;
use std::path::{Path, PathBuf};

use foundation::error::{Error, Result};
use foundation::staging::StagedFolder;

use super::files::{AUDIT, COMPANION};

/// A release's place, free and locked.
pub struct Place {
    output: PathBuf,
    release: String,
    _lock: Lock,
}

/// A lock file, removed when the build ends.
struct Lock {
    path: PathBuf,
    _file: File,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A lock file that can't be removed does no harm: the lock itself ends with the process.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Checks, before any work, that a release can be written: the name is valid, the place is free, the folder can be written, and no
/// other build writes this release.
///
/// # Errors
/// A bad name, a release that exists, a lock that is held, a folder that can't be written.
pub fn reserve(output: &Path, release: &str) -> Result<Place> {
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    let dotted = release.starts_with('.') || release.ends_with('.');
    let taken = [AUDIT, COMPANION].iter().any(|name| release.eq_ignore_ascii_case(name));
    if release.is_empty() || !release.chars().all(plain) || dotted || taken {
        return Err(Error::usage(
            format!("`{release}` cannot be the name of a release"),
            "use letters, digits, `.`, `-` and `_`, such as 2026.1",
        ));
    }
    let taken = output.join(release);
    free(&taken)?;
    if output.exists() && !output.is_dir() {
        return Err(Error::output(output, "is a file, not a folder"));
    }
    let audits = output.join(AUDIT);
    if audits.exists() && !audits.is_dir() {
        return Err(Error::output(audits, "is a file, not a folder"));
    }
    std::fs::create_dir_all(output).map_err(|e| Error::output(output, e))?;
    let path = output.join(format!(".{release}.lock"));
    let file = File::create(&path).map_err(|e| Error::output(&path, e))?;
    if file.try_lock().is_err() {
        return Err(Error::release(
            taken,
            "another build is writing this release".to_owned(),
            "wait for it to end, or give this one another name with --release",
        ));
    }
    let place = Place { output: output.to_owned(), release: release.to_owned(), _lock: Lock { path, _file: file } };
    // Another build may have ended between the first look and the lock.
    free(&taken)?;
    place.sweep()?;
    Ok(place)
}

/// Checks that the place of a release is free.
fn free(place: &Path) -> Result<()> {
    if place.symlink_metadata().is_err() {
        return Ok(());
    }
    Err(Error::release(
        place.to_owned(),
        "this release exists, and a release never changes".to_owned(),
        "give the new one another name with --release",
    ))
}

impl Place {
    /// Where the release will be.
    pub fn folder(&self) -> PathBuf {
        self.output.join(&self.release)
    }

    /// Checks that the release's place is still free.
    ///
    /// # Errors
    /// A release that exists.
    pub fn is_free(&self) -> Result<()> {
        free(&self.output.join(&self.release))
    }

    /// A private folder beside the release, to be renamed when it is finished.
    ///
    /// # Errors
    /// A folder of releases that can't be written.
    pub fn staged(&self, suffix: &str) -> Result<StagedFolder> {
        let prefix = self.prefix(suffix);
        StagedFolder::within(&self.output, &prefix)
    }

    /// Renames a finished folder into the release's place.
    ///
    /// # Errors
    /// A place that is taken, or can't be written.
    pub fn put(&self, written: StagedFolder) -> Result<PathBuf> {
        let place = self.output.join(&self.release);
        free(&place)?;
        written.persist(&place)?;
        Ok(place)
    }

    /// Renames what goes with a release into its folder. An existing folder is of a build that stopped before its release
    /// appeared.
    ///
    /// # Errors
    /// A place that can't be written.
    pub fn replace(&self, folder: &str, written: StagedFolder) -> Result<PathBuf> {
        let folder = self.output.join(folder);
        std::fs::create_dir_all(&folder).map_err(|e| Error::output(&folder, e))?;
        let place = folder.join(&self.release);
        if place.exists() {
            std::fs::remove_dir_all(&place).map_err(|e| Error::output(&place, e))?;
        }
        written.persist(&place)?;
        Ok(place)
    }

    /// How the names of folders begin in which a release is written before it is renamed.
    fn prefix(&self, suffix: &str) -> String {
        format!(".{}.{suffix}.", self.release)
    }

    /// Removes what a build of this release left that was killed while it wrote: the lock says that no other is at it.
    fn sweep(&self) -> Result<()> {
        let unreadable = |e| Error::output(&self.output, e);
        for entry in std::fs::read_dir(&self.output).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let name = entry.file_name();
            let half_written = |suffix| {
                let random = name.to_str().and_then(|name| name.strip_prefix(&self.prefix(suffix)));
                // A release can be called `a.release.b`: what it writes is not a leftover of `a`.
                random.is_some_and(|random| !random.contains('.'))
            };
            if ["release", "audit", "companion"].into_iter().any(half_written) {
                std::fs::remove_dir_all(entry.path()).map_err(|e| Error::output(entry.path(), e))?;
            }
        }
        Ok(())
    }
}
