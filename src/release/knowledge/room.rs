//! The room of releases: the secret that noise and salted hashes are derived from, and the register of releases published with it.
//!
//! A room is a folder, by default `.room` in the folder of releases, beside `audit`. It never leaves the secure room. A build
//! into another folder of releases must name the same room, so that the same persons have the same noise.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::groups::{self, PublishedInRoom};
use super::manifest::MANIFEST_HASH;
use crate::disclosure::{PublishedComparison, Secret};
use foundation::error::{Error, Result};
use foundation::staging::StagedFile;

/// The room's folder in the folder of releases.
pub const ROOM: &str = ".room";

/// The file with the secret, as 64 hexadecimal digits.
const SECRET: &str = "secret";

/// The register: release, hash of its manifest and folder, separated by tabs, one line per release.
const REGISTER: &str = "releases.tsv";

/// An open room. No other build publishes from it until this is dropped.
#[derive(Debug)]
pub struct Room {
    folder: PathBuf,
    _lock: File,
}

/// A release in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterEntry {
    /// Its name.
    pub release: String,
    /// What its `manifest.blake3` says.
    pub manifest_blake3: String,
    /// Where it was written.
    pub folder: PathBuf,
}

impl RegisterEntry {
    /// Whether the release is still where it was written.
    pub fn is_there(&self) -> bool {
        let stated = std::fs::read_to_string(self.folder.join(MANIFEST_HASH));
        stated.is_ok_and(|stated| stated.trim_end() == self.manifest_blake3)
    }
}

impl Room {
    /// Opens a room, creating its folder if there is none.
    ///
    /// # Errors
    /// A folder that can't be written, or a build that is publishing from it.
    pub fn open(folder: &Path) -> Result<Room> {
        std::fs::create_dir_all(folder).map_err(|e| Error::output(folder, e))?;
        let path = folder.join("lock");
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let lock = file.map_err(|e| Error::output(&path, e))?;
        if lock.try_lock().is_err() {
            return Err(Error::release(
                folder.to_owned(),
                "another build is publishing from this room".to_owned(),
                "wait for it to end: two releases that do not know each other can't be compared",
            ));
        }
        let room = Room { folder: folder.to_owned(), _lock: lock };
        // A build that was killed after its release appeared.
        if let Some(release) = groups::pending(folder)? {
            room.register(&release)?;
        }
        Ok(room)
    }

    /// Whether the room has its secret already.
    pub fn has_secret(&self) -> bool {
        self.folder.join(SECRET).symlink_metadata().is_ok()
    }

    /// Where the room is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The secret, made at the first call in a room.
    ///
    /// # Errors
    /// A file that can't be read or written, or that is not a secret.
    pub fn secret(&self) -> Result<Secret> {
        let path = self.folder.join(SECRET);
        if !self.has_secret() {
            let mut bytes = [0u8; 32];
            getrandom::fill(&mut bytes).map_err(|e| Error::internal(format!("no random numbers: {e}")))?;
            let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            // Whole or not at all: a secret that is cut off would be taken for a damaged one.
            let mut file = StagedFile::at(&path).map_err(|e| Error::output(&path, e))?;
            let written =
                file.restrict(0o600).and_then(|()| writeln!(file, "{text}")).and_then(|()| file.put_synced(&path));
            written.map_err(|e| Error::output(&path, e))?;
        }
        read_secret(&path)
    }

    /// The releases published so far.
    ///
    /// # Errors
    /// A register that can't be read.
    pub fn releases(&self) -> Result<Vec<RegisterEntry>> {
        let path = self.folder.join(REGISTER);
        if path.symlink_metadata().is_err() {
            return Ok(Vec::new());
        }
        let text = std::fs::read_to_string(&path).map_err(|e| Error::output(&path, e))?;
        text.lines()
            .map(|line| match line.split('\t').collect::<Vec<_>>().as_slice() {
                [release, manifest_blake3, folder] => Ok(RegisterEntry {
                    release: (*release).to_owned(),
                    manifest_blake3: (*manifest_blake3).to_owned(),
                    folder: PathBuf::from(folder),
                }),
                _ => Err(Error::output(&path, "has a line that is not: release, hash, folder")),
            })
            .collect()
    }

    /// What the room's releases published with this secret, as sketches.
    ///
    /// # Errors
    /// A file that can't be read, or a damaged one.
    pub fn published(&self, secret: &Secret) -> Result<PublishedInRoom> {
        let manifests: Vec<String> = self.releases()?.into_iter().map(|release| release.manifest_blake3).collect();
        groups::published(&self.folder, &manifests, &secret.fingerprint())
    }

    /// Writes what a release publishes that is about to appear in `release`, so that it is registered even if the build is killed.
    ///
    /// # Errors
    /// A file that can't be written.
    pub fn announce(&self, release: &Path, secret: &Secret, comparisons: &[PublishedComparison]) -> Result<()> {
        groups::announce(&self.folder, release, &secret.fingerprint(), comparisons)
    }

    /// Adds a release that was published.
    ///
    /// # Errors
    /// A register that can't be written.
    pub fn register(&self, release: &Path) -> Result<()> {
        let path = self.folder.join(REGISTER);
        let name = release.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.ok_or_else(|| Error::internal("a release without a name".to_owned()))?;
        let stated = release.join(MANIFEST_HASH);
        let hash = std::fs::read_to_string(&stated).map_err(|e| Error::output(&stated, e))?;
        let place = std::path::absolute(release).map_err(|e| Error::output(release, e))?;
        if self.releases()?.iter().any(|registered| registered.manifest_blake3 == hash.trim_end()) {
            return groups::keep(&self.folder, hash.trim_end());
        }
        let line = format!("{name}\t{}\t{}\n", hash.trim_end(), place.display());
        let mut file = OpenOptions::new().create(true).append(true).open(&path).map_err(|e| Error::output(&path, e))?;
        file.write_all(line.as_bytes()).and_then(|()| file.sync_all()).map_err(|e| Error::output(&path, e))?;
        groups::keep(&self.folder, hash.trim_end())
    }
}

fn read_secret(path: &Path) -> Result<Secret> {
    let text = std::fs::read_to_string(path).map_err(|e| Error::output(path, e))?;
    let digits: Option<Vec<u32>> = text.trim_end().chars().map(|digit| digit.to_digit(16)).collect();
    let bytes: Option<[u8; 32]> = digits.and_then(|digits| {
        let pairs = digits.chunks_exact(2).map(|pair| pair.iter().fold(0u8, |byte, digit| byte << 4 | *digit as u8));
        let bytes: Vec<u8> = pairs.collect();
        if digits.len() == 64 { bytes.try_into().ok() } else { None }
    });
    bytes.map(Secret::new).ok_or_else(|| {
        Error::output(
            path,
            "is not 64 hexadecimal digits: restore the secret; with another one, noise can be averaged away",
        )
    })
}
