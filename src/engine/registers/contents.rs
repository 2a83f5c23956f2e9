//! Hashes of files, kept until a file's size, times or number on disk change.

use std::collections::BTreeMap;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// A file changed less than this before it was hashed may change again within the same tick of the clock.
const TICK: Duration = Duration::from_secs(2);

/// Bytes of a file that are hashed at a time.
const PART: u64 = if cfg!(test) { 5 } else { 2 << 20 };

/// Hashes of files.
#[derive(Debug, Default)]
pub struct Contents {
    /// The file that keeps the hashes; `None` keeps none.
    memory: Option<PathBuf>,
    known: Mutex<BTreeMap<PathBuf, Stamp>>,
}

/// A file's hash, and its attributes at that time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    attributes: Attributes,
    /// Whether the file was unchanged for longer than a tick.
    settled: bool,
    blake3: String,
}

/// The attributes of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Attributes {
    bytes: u64,
    /// Nanoseconds since 1970, of its content and of its entry, where the system knows them.
    modified: Option<u128>,
    changed: i128,
    /// Which file it is (where the system knows).
    number: u64,
}

impl Contents {
    /// Reads kept hashes; a missing or damaged file is the same as an empty one.
    pub fn remembered(memory: PathBuf) -> Contents {
        let mut known = BTreeMap::new();
        if let Some(kept) = std::fs::read(&memory).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
            known = kept;
        }
        Contents { memory: Some(memory), known: Mutex::new(known) }
    }

    /// A file's hash.
    ///
    /// # Errors
    /// A file that can't be read.
    pub fn hash(&self, path: &Path) -> io::Result<String> {
        let path = std::path::absolute(path)?;
        let attributes = Attributes::of(&std::fs::metadata(&path)?);
        let known = self.known.lock().ok().and_then(|known| known.get(&path).cloned());
        if let Some(stamp) = known.filter(|stamp| stamp.attributes == attributes && stamp.settled) {
            return Ok(stamp.blake3);
        }
        let begun = SystemTime::now();
        let blake3 = hash_of(&path)?.to_hex().to_string();
        let stamp = Stamp { settled: attributes.settled(begun), attributes, blake3: blake3.clone() };
        if let Ok(mut known) = self.known.lock() {
            known.insert(path, stamp);
        }
        Ok(blake3)
    }

    /// Writes the hashes to the file that keeps them.
    ///
    /// # Errors
    /// A file that can't be written.
    pub fn remember(&self) -> io::Result<()> {
        let (Some(memory), Ok(known)) = (&self.memory, self.known.lock()) else { return Ok(()) };
        let bytes = serde_json::to_vec(&*known)?;
        foundation::staging::write(memory, &bytes)
    }
}

/// The hash of a file, which is read in parts: a file that is mapped into memory and cut short meanwhile would end the process.
fn hash_of(path: &Path) -> io::Result<blake3::Hash> {
    let mut file = File::open(path)?;
    let mut fill = |part: &mut Vec<u8>| {
        part.clear();
        (&mut file).take(PART).read_to_end(part)
    };
    let mut hasher = blake3::Hasher::new();
    let (mut part, mut next) = (Vec::new(), Vec::new());
    fill(&mut part)?;
    while !part.is_empty() {
        // The next part is read while this one is hashed.
        let (read, _) = rayon::join(|| fill(&mut next), || hasher.update_rayon(&part).count());
        read?;
        std::mem::swap(&mut part, &mut next);
    }
    Ok(hasher.finalize())
}

impl Attributes {
    fn of(meta: &Metadata) -> Attributes {
        let modified = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let (changed, number) = entry_of(meta);
        Attributes { bytes: meta.len(), modified: modified.map(|time| time.as_nanos()), changed, number }
    }

    fn settled(&self, now: SystemTime) -> bool {
        let (Some(modified), Ok(changed)) = (self.modified, u128::try_from(self.changed)) else { return false };
        let latest = modified.max(changed);
        now.duration_since(UNIX_EPOCH).is_ok_and(|now| latest + TICK.as_nanos() < now.as_nanos())
    }
}

/// The change time of a file's entry, which programs can't set, and its number.
#[cfg(unix)]
fn entry_of(meta: &Metadata) -> (i128, u64) {
    use std::os::unix::fs::MetadataExt;
    (i128::from(meta.ctime()) * 1_000_000_000 + i128::from(meta.ctime_nsec()), meta.ino())
}

#[cfg(not(unix))]
fn entry_of(_meta: &Metadata) -> (i128, u64) {
    (0, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_in_parts_has_the_hash_of_its_bytes() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for length in 0..=16u8 {
            let bytes: Vec<u8> = (0..length).collect();
            std::fs::write(file.path(), &bytes).unwrap();
            assert_eq!(hash_of(file.path()).unwrap(), blake3::hash(&bytes), "{length} bytes");
        }
        assert!(hash_of(Path::new("there is no such file")).is_err());
    }

    #[test]
    fn a_changed_or_recent_file_is_hashed_again() {
        let folder = tempfile::tempdir().unwrap();
        let (file, memory) = (folder.path().join("a"), folder.path().join("memory"));
        std::fs::write(&file, "one").unwrap();
        let old = SystemTime::now() - Duration::from_secs(60);
        let hash = |text: &str| blake3::hash(text.as_bytes()).to_hex().to_string();
        let contents = Contents::remembered(memory.clone());
        assert_eq!(contents.hash(&file).unwrap(), hash("one"));
        // The same size within the same tick: not trusted.
        std::fs::write(&file, "two").unwrap();
        assert_eq!(contents.hash(&file).unwrap(), hash("two"));
        contents.remember().unwrap();
        std::fs::write(&file, "six").unwrap();
        std::fs::File::options().write(true).open(&file).unwrap().set_modified(old).unwrap();
        assert_eq!(Contents::remembered(memory).hash(&file).unwrap(), hash("six"));
    }
}
