//! The cache of finished work, which stays in the secure room. An entry is found by the content of all its inputs.
//!
//! Owns the place of entries, their keys, the detection of damage, and the reason why an entry is stale. Owns no values:
//! anything that serde serialises can be an entry, in the encoding of `postcard`. Entries are microdata.

mod entry;
mod key;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

pub use key::{EntryState, Key};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::registers::{Contents, ExtractError, ExtractFile, Fault};
use definitions::register::Register;
use foundation::error::{Error, Kind, Result};

/// The folder below the folder of releases.
const FOLDER: &str = ".cache";

/// The prefix of keys whose entries no later build removes: they are small, and record the inputs of a release.
pub const RECORD: &str = "release-";

/// The file with the hashes of extracts.
const CONTENTS: &str = "contents.json";

/// The cache.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    /// What files hold.
    pub contents: Contents,
    /// What identifies the program.
    program: String,
    used: Mutex<BTreeSet<String>>,
    damaged: AtomicUsize,
    unwritten: AtomicUsize,
}

impl Cache {
    /// The cache beside the releases of a folder, which is made with the first entry.
    ///
    /// # Errors
    /// A file in the folder's place.
    pub fn open(output: &Path) -> Result<Cache> {
        let folder = output.join(FOLDER);
        if folder.exists() && !folder.is_dir() {
            return Err(Error::output(folder, "is a file, not a folder"));
        }
        let contents = Contents::remembered(folder.join(CONTENTS));
        // A recompiled program of the same version can give other results.
        let program = std::env::current_exe().and_then(|path| contents.hash(&path));
        let program = program.unwrap_or_else(|_| env!("CARGO_PKG_VERSION").to_owned());
        Ok(Cache {
            folder,
            contents,
            program,
            used: Mutex::default(),
            damaged: AtomicUsize::new(0),
            unwritten: AtomicUsize::new(0),
        })
    }

    /// A key for work of a name, of which the newest entry shows why others are stale.
    pub fn key(&self, name: impl Into<String>) -> Key {
        let mut key = Key::new(name);
        key.part("the program", &self.program);
        key
    }

    /// Puts a register's definition and files into a key.
    ///
    /// # Errors
    /// A file that can't be read.
    pub fn reads<'f>(
        &self,
        key: &mut Key,
        register: &Register,
        files: impl Iterator<Item = &'f ExtractFile>,
    ) -> Result<()> {
        let id = &register.id.value;
        key.part(format!("the definition of register `{id}`"), format!("{register:?}"));
        for file in files {
            let changed = |_| ExtractError::of(id, Fault::Changed).in_file(&file.name);
            key.part(format!("file {}", file.name), self.contents.hash(&file.path).map_err(changed)?);
        }
        Ok(())
    }

    /// Whether there is an entry of a name, of whatever inputs.
    pub fn has_any(&self, name: &str) -> bool {
        let key = Key::new(name);
        self.entries().iter().any(|entry| key.names(entry))
    }

    /// The entry of a key, if there is one. A damaged entry is removed, and the same as none.
    pub fn get<T: DeserializeOwned>(&self, key: &Key) -> Option<T> {
        let path = self.path(key);
        let bytes = std::fs::read(&path).ok()?;
        let found = entry::open(&bytes).and_then(|(_, payload)| postcard::from_bytes(payload).ok());
        if found.is_none() {
            self.damaged.fetch_add(1, Ordering::Relaxed);
            // If it cannot be removed, it is found damaged again.
            let _ = std::fs::remove_file(&path);
        }
        self.note_used(key);
        found
    }

    /// Stores work. An entry that cannot be written is counted and stops nothing.
    pub fn put<T: Serialize>(&self, key: &Key, work: &T) {
        let encoded = postcard::to_allocvec(work).map_err(io::Error::other);
        let write = |payload: Vec<u8>| {
            std::fs::create_dir_all(&self.folder)?;
            entry::write(&self.path(key), key, &payload)
        };
        match encoded.and_then(write) {
            Ok(()) => {
                // A build that is stopped later need not hash the same files again; if it must, it can.
                let _ = self.contents.remember();
                self.note_used(key);
            }
            Err(_) => {
                self.unwritten.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// Whether a key has an entry, or why the newest of its name is another; `unknown` is a part that is not known yet. A build that
    /// failed may have left a newer entry beside the one that fits.
    pub fn state(&self, key: &Key, unknown: Option<&str>) -> EntryState {
        let named = self.entries().into_iter().filter(|name| key.names(name)).filter_map(|name| {
            let path = self.folder.join(&name);
            let modified = std::fs::metadata(&path).and_then(|meta| meta.modified()).ok()?;
            Some((modified, key.differs_from(&entry::parts(&path)?, unknown), name))
        });
        // One without a difference comes last, then the newest.
        let nearest = named.max_by_key(|(modified, because, name)| (because.is_empty(), *modified, name.clone()));
        match nearest.map(|(_, because, _)| because) {
            None => EntryState::New,
            Some(because) if because.is_empty() => EntryState::Current,
            Some(because) => EntryState::Stale { because },
        }
    }

    /// Removes what this build did not use (but for records), stores the hashes of files, and returns notes for the user.
    pub fn finish(&self) -> Vec<String> {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let records = |name: &String| name.starts_with(RECORD);
        for name in self.entries().into_iter().filter(|name| !used.contains(name) && !records(name)) {
            // A leftover entry takes space and does no harm.
            let _ = std::fs::remove_file(self.folder.join(name));
        }
        let mut notes = Vec::new();
        let damaged = self.damaged.load(Ordering::Relaxed);
        if damaged > 0 {
            notes.push(format!("{damaged} damaged cache entries were made anew"));
        }
        let unwritten = self.unwritten.load(Ordering::Relaxed) + usize::from(self.contents.remember().is_err());
        if unwritten > 0 {
            notes.push(format!("{unwritten} cache entries could not be written to {}", self.folder.display()));
        }
        notes
    }

    /// Removes everything after an output that could not be written: a full disk has room again.
    pub fn make_space(&self, failed: &Error) {
        if failed.kind() == Kind::Output {
            self.clear();
        }
    }

    /// Removes everything.
    pub fn clear(&self) {
        // A leftover entry takes space and does no harm.
        let _ = std::fs::remove_dir_all(&self.folder);
    }

    fn note_used(&self, key: &Key) {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(key.file_name());
    }

    fn path(&self, key: &Key) -> PathBuf {
        self.folder.join(key.file_name())
    }

    fn entries(&self) -> Vec<String> {
        let listed = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let names = listed.filter_map(|entry| entry.file_name().into_string().ok());
        names.filter(|name| name.ends_with(key::SUFFIX)).collect()
    }
}
