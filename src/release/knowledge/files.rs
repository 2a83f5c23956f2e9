//! The files of a release and its audit: their names, and how they are written and flushed to disk.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::manifest::{MANIFEST_HASH, TableEntry};
use super::parquet;
use super::read::file_of;
use foundation::error::{Error, Result};
use foundation::tables::Row;

/// The folder of audits below the folder of releases.
pub const AUDIT: &str = "audit";

/// The file of an audit that says, by the hash of its manifest, which release it is of.
pub const AUDIT_OF: &str = "release.blake3";

/// The file of an audit with every extract that was read, exact.
pub const EXTRACTS: &str = "extracts.json";

/// The file of an audit with the content of every entry of the definitions.
pub const DEFINITIONS: &str = "definitions.json";

/// The folder of companions below the folder of releases.
pub const COMPANION: &str = "companion";

/// The copy of the manifest in the transfer folder, in a file type that may be exported from a secure room.
pub const TRANSFER_MANIFEST: &str = "transfer/manifest.txt";

/// The audit of a release, if it is present and names this release's manifest.
pub fn audit_beside(release: &Path, name: &str) -> Option<PathBuf> {
    let audit = release.parent().unwrap_or(release).join(AUDIT).join(name);
    let of = std::fs::read_to_string(audit.join(AUDIT_OF)).ok()?;
    (of == std::fs::read_to_string(release.join(MANIFEST_HASH)).ok()?).then_some(audit)
}

/// Writes one table of a release, and returns its entry in the manifest.
///
/// # Errors
/// A path that can't be written.
pub fn table<R: Row>(folder: &Path, rows: &[R]) -> Result<TableEntry> {
    let file = file_of::<R>();
    let path = folder.join(&file);
    parquet::write(&path, rows)?;
    let bytes = std::fs::read(&path).map_err(|e| Error::output(&path, e))?;
    Ok(TableEntry {
        table: R::TABLE.to_owned(),
        file,
        rows: rows.len() as u64,
        blake3: blake3::hash(&bytes).to_hex().to_string(),
    })
}

/// Writes a file, flushed to disk.
///
/// # Errors
/// A path that can't be written.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let write = || {
        let mut file = File::create(path)?;
        std::io::Write::write_all(&mut file, bytes)?;
        file.sync_all()
    };
    write().map_err(|e| Error::output(path, e))
}
