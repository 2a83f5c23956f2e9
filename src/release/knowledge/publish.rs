//! Publishing: everything is written beside, flushed to disk, and renamed into place, the release last.

use std::fs::File;
use std::path::{Path, PathBuf};

use serde::Serialize;
use tempfile::TempDir;

use super::companion::Companion;
use super::manifest::{
    Comparison, DefinitionEntry, DisclosureEntry, Entry, ExtractEntry, FileEntry, MANIFEST, MANIFEST_HASH, Manifest,
    StatusCount, TableEntry, stated,
};
use super::parquet;
use super::read::file_of;
use crate::disclosure::Secret;
use definitions::Definitions;
use foundation::error::{Error, Result};
use foundation::tables::audit::{AttritionRow, AuditFitRow, DisclosureRow, ReadingRow};
use foundation::tables::visit::Look;
use foundation::tables::{Database, Row, SCHEMA_VERSION};
use foundation::words::Status;

/// The folder of audits below the folder of releases.
pub const AUDIT: &str = "audit";

/// The file of an audit that says, by the hash of its manifest, which release it is of.
const AUDIT_OF: &str = "release.blake3";

/// The audit of a release, where it lies beside it: of that name, and of that release and no other.
pub fn audit_beside(release: &Path, name: &str) -> Option<PathBuf> {
    let audit = release.parent().unwrap_or(release).join(AUDIT).join(name);
    let of = std::fs::read_to_string(audit.join(AUDIT_OF)).ok()?;
    (of == std::fs::read_to_string(release.join(MANIFEST_HASH)).ok()?).then_some(audit)
}

/// The folder of companions below the folder of releases.
pub const COMPANION: &str = "companion";

/// The copy of the manifest in the way out, in a file type that a secure room lets out.
pub const TRANSFER_MANIFEST: &str = "transfer/manifest.txt";

/// All that a build leaves.
pub struct Release {
    /// The published tables.
    pub database: Database,
    /// Every fit.
    pub fits: Vec<AuditFitRow>,
    /// Attrition.
    pub attrition: Vec<AttritionRow>,
    /// What was counted while extracts were read.
    pub reading: Vec<ReadingRow>,
    /// The decisions of disclosure control.
    pub disclosure: Vec<DisclosureRow>,
    /// The extracts read, exact.
    pub extracts: Vec<Extract>,
    /// The room's secret.
    pub secret: Secret,
    /// The room, and the releases that counts were compared with.
    pub comparison: Comparison,
    /// Each entry of the definitions, with what it depends on.
    pub entries: Vec<Entry>,
    /// Files of the way out: name and content.
    pub transfer: Vec<(String, Vec<u8>)>,
    /// Pages of the audit: name and content.
    pub pages: Vec<(String, Vec<u8>)>,
    /// Every fit that may leave, if the policy asks for it.
    pub companion: Option<Companion>,
}

/// An extract that was read, with exact rows and hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Extract {
    /// The register.
    pub register: String,
    /// Relative to the folder of extracts, with `/`.
    pub name: String,
    /// Rows.
    pub rows: u64,
    /// Hash of the file.
    pub blake3: String,
}

impl Extract {
    /// What the manifest says of it: exact without disclosure control, otherwise without rows and with a salted hash.
    fn entry(&self, control: bool, secret: &Secret) -> ExtractEntry {
        ExtractEntry {
            register: self.register.clone(),
            name: self.name.clone(),
            rows: (!control).then_some(self.rows),
            blake3: if control { secret.salted(&self.blake3) } else { self.blake3.clone() },
        }
    }
}

/// A release's place, free and locked.
pub struct Place {
    output: PathBuf,
    release: String,
    _lock: Lock,
}

/// Where a release and its audit are.
#[derive(Debug, Clone)]
pub struct Published {
    /// The release.
    pub release: PathBuf,
    /// Its audit.
    pub audit: PathBuf,
    /// Its companion, if the policy asks for one.
    pub companion: Option<PathBuf>,
}

/// A lock file, removed when the build ends.
struct Lock {
    path: PathBuf,
    _file: File,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A lock file that can't be removed hurts nobody: the lock itself went with the process.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Makes sure, before any work, that a release can be written: the name is one, the place is free, the folder takes
/// files, and no other build is at it.
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

/// That nothing lies where a release shall be.
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
    /// Writes a release and its audit.
    ///
    /// # Errors
    /// An output that can't be written; then nothing is left of it.
    pub fn publish(&self, release: &Release, definitions: &Definitions) -> Result<Published> {
        let (written, audited) = (self.beside("release")?, self.beside("audit")?);
        let manifest = write_release(written.path(), release, definitions)?;
        write_audit(audited.path(), release, &manifest)?;
        let companion = release.companion.as_ref().map(|companion| {
            let folder = self.beside("companion")?;
            companion.write(folder.path(), &manifest)?;
            Ok::<_, Error>(folder)
        });
        let companion = companion.transpose()?;
        free(&self.output.join(&self.release))?;
        let audit = self.replace(AUDIT, audited)?;
        let companion = companion.map(|folder| self.replace(COMPANION, folder)).transpose()?;
        Ok(Published { release: self.put(written)?, audit, companion })
    }

    /// A private folder beside the release, to be renamed when it is finished.
    ///
    /// # Errors
    /// A folder of releases that can't be written.
    pub fn beside(&self, suffix: &str) -> Result<TempDir> {
        let prefix = self.prefix(suffix);
        let folder = tempfile::Builder::new().prefix(&prefix).tempdir_in(&self.output);
        folder.map_err(|e| Error::output(&self.output, e))
    }

    /// Renames a finished folder into the release's place.
    ///
    /// # Errors
    /// A place that is taken, or can't be written.
    pub fn put(&self, written: TempDir) -> Result<PathBuf> {
        let place = self.output.join(&self.release);
        free(&place)?;
        move_into(written, &place)?;
        Ok(place)
    }

    /// Renames what goes with a release into its folder. What lies there is of a build that was stopped before its release
    /// appeared.
    fn replace(&self, folder: &str, written: TempDir) -> Result<PathBuf> {
        let folder = self.output.join(folder);
        std::fs::create_dir_all(&folder).map_err(|e| Error::output(&folder, e))?;
        let place = folder.join(&self.release);
        if place.exists() {
            std::fs::remove_dir_all(&place).map_err(|e| Error::output(&place, e))?;
        }
        move_into(written, &place)?;
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

/// Renames a finished folder into place.
fn move_into(from: TempDir, to: &Path) -> Result<()> {
    sync(from.path())?;
    std::fs::rename(from.path(), to).map_err(|e| Error::output(to, e))?;
    // It has moved: there is nothing left to clean up under the old name.
    let _ = from.keep();
    readable(to)?;
    to.parent().map_or(Ok(()), sync)
}

/// Temporary folders are private; a release is for everyone who may read the folder it lies in.
#[cfg(unix)]
fn readable(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let permissions = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(folder, permissions).map_err(|e| Error::output(folder, e))
}

#[cfg(not(unix))]
fn readable(_folder: &Path) -> Result<()> {
    Ok(())
}

/// Flushes a folder's entries to disk, where the system can.
fn sync(folder: &Path) -> Result<()> {
    if cfg!(unix) {
        File::open(folder).and_then(|f| f.sync_all()).map_err(|e| Error::output(folder, e))?;
    }
    Ok(())
}

fn write_release(folder: &Path, release: &Release, definitions: &Definitions) -> Result<Vec<u8>> {
    let tables = folder.join("tables");
    std::fs::create_dir(&tables).map_err(|e| Error::output(&tables, e))?;
    let db = &release.database;
    let mut written = Tables { folder, entries: Vec::new() };
    db.look(&mut written)?;
    sync(&tables)?;
    let files = write_transfer(folder, &release.transfer)?;
    let manifest = Manifest { tables: written.entries, files, ..manifest(release, definitions) };
    let bytes = manifest.to_bytes()?;
    write_file(&folder.join(MANIFEST), &bytes)?;
    if !release.transfer.is_empty() {
        write_file(&folder.join(TRANSFER_MANIFEST), &bytes)?;
        sync(&folder.join("transfer"))?;
    }
    write_file(&folder.join(MANIFEST_HASH), stated(&bytes).as_bytes())?;
    Ok(bytes)
}

fn write_transfer(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<Vec<FileEntry>> {
    let transfer = folder.join("transfer");
    if !files.is_empty() {
        std::fs::create_dir(&transfer).map_err(|e| Error::output(&transfer, e))?;
    }
    let mut entries = Vec::with_capacity(files.len());
    for (name, bytes) in files {
        write_file(&transfer.join(name), bytes)?;
        let blake3 = blake3::hash(bytes).to_hex().to_string();
        entries.push(FileEntry { file: format!("transfer/{name}"), blake3 });
    }
    Ok(entries)
}

/// The manifest of a release, but for what can be known of its files only when they are written.
pub fn manifest(release: &Release, definitions: &Definitions) -> Manifest {
    let db = &release.database;
    let control = definitions.policy.control;
    Manifest {
        release: db.release.clone(),
        schema_version: SCHEMA_VERSION,
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        price_year: db.price_year,
        significance: definitions.settings.significance,
        synthetic: db.synthetic,
        disclosure: definitions.policy.control.then_some(DisclosureEntry {
            minimum_persons: definitions.policy.minimum_persons,
            round_counts_to: definitions.policy.round_counts_to,
            round_estimates: definitions.policy.round_estimates,
            count_noise: Some(definitions.policy.count_noise),
            estimate_noise: Some(definitions.policy.estimate_noise),
        }),
        room: release.comparison.room.clone(),
        compared: release.comparison.compared.clone(),
        not_compared: release.comparison.not_compared.clone(),
        tables: Vec::new(),
        files: Vec::new(),
        definitions: definition_entries(definitions),
        entries: release.entries.clone(),
        extracts: release.extracts.iter().map(|extract| extract.entry(control, &release.secret)).collect(),
        fits: Status::ALL
            .iter()
            .map(|status| StatusCount {
                status: status.word().to_owned(),
                count: db.fits.iter().filter(|fit| fit.status == *status).count() as u64,
            })
            .collect(),
    }
}

fn definition_entries(definitions: &Definitions) -> Vec<DefinitionEntry> {
    definitions
        .files
        .iter()
        .map(|(name, file)| DefinitionEntry {
            path: name.clone(),
            blake3: blake3::hash(file.text.as_bytes()).to_hex().to_string(),
        })
        .collect()
}

fn write_audit(folder: &Path, release: &Release, manifest: &[u8]) -> Result<()> {
    write_file(&folder.join(AUDIT_OF), stated(manifest).as_bytes())?;
    let at = |name: &str| folder.join(format!("{name}.parquet"));
    parquet::write(&at(AuditFitRow::TABLE), &release.fits)?;
    parquet::write(&at(AttritionRow::TABLE), &release.attrition)?;
    for (name, bytes) in &release.pages {
        write_file(&folder.join(name), bytes)?;
    }
    let extracts = serde_json::to_vec_pretty(&release.extracts).map_err(|e| Error::internal(e.to_string()))?;
    write_file(&folder.join("extracts.json"), &extracts)?;
    parquet::write(&at(DisclosureRow::TABLE), &release.disclosure)?;
    parquet::write(&at(ReadingRow::TABLE), &release.reading)
}

/// Writes tables, and lists them.
struct Tables<'a> {
    folder: &'a Path,
    entries: Vec<TableEntry>,
}

impl Look for Tables<'_> {
    type Error = Error;

    fn table<R: Row>(&mut self, rows: &[R]) -> Result<()> {
        self.entries.push(table(self.folder, rows)?);
        Ok(())
    }
}

/// Writes one table of a release, and says what the manifest needs to know.
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
