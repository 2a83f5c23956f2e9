//! The file of an entry: the inputs and the work, under one hash.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use super::key::Key;
use foundation::staging::StagedFile;

/// How an entry's file begins.
const MAGIC: &[u8] = b"som cached work 2\n";

/// Bytes of a hash.
const HASH: usize = blake3::OUT_LEN;

/// Writes an entry beside its place, and renames it there.
///
/// # Errors
/// A file that can't be written.
pub fn write(path: &Path, key: &Key, payload: &[u8]) -> io::Result<()> {
    let parts = serde_json::to_vec(key.parts())?;
    let length = (parts.len() as u64).to_le_bytes();
    let mut hasher = blake3::Hasher::new();
    hasher.update(&length).update(&parts).update_rayon(payload);
    let mut staged = StagedFile::at(path)?;
    for bytes in [MAGIC, hasher.finalize().as_bytes(), &length, &parts, payload] {
        staged.write_all(bytes)?;
    }
    staged.put(path)
}

/// The inputs and the work of an entry; `None` if any byte has changed.
pub fn open(bytes: &[u8]) -> Option<(BTreeMap<String, String>, &[u8])> {
    let rest = bytes.strip_prefix(MAGIC)?;
    let (hash, hashed) = rest.split_at_checked(HASH)?;
    if blake3::Hasher::new().update_rayon(hashed).finalize().as_bytes() != hash {
        return None;
    }
    let (length, rest) = hashed.split_first_chunk()?;
    let (parts, payload) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    Some((serde_json::from_slice(parts).ok()?, payload))
}

/// The inputs of an entry.
pub fn parts(path: &Path) -> Option<BTreeMap<String, String>> {
    let mut file = io::BufReader::new(std::fs::File::open(path).ok()?);
    let mut head = vec![0; MAGIC.len() + HASH];
    let mut length = [0; 8];
    io::Read::read_exact(&mut file, &mut head).ok()?;
    io::Read::read_exact(&mut file, &mut length).ok()?;
    let mut parts = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(file, u64::from_le_bytes(length)), &mut parts).ok()?;
    head.starts_with(MAGIC).then(|| serde_json::from_slice(&parts).ok()).flatten()
}
