//! Publishing: everything is written beside, flushed to disk, and renamed into place, the release last.

use std::fs::File;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::manifest::{DefinitionEntry, ExtractEntry, MANIFEST, MANIFEST_HASH, Manifest, StatusCount, TableEntry};
use super::parquet;
use crate::definitions::Definitions;
use crate::error::{Error, Result};
use crate::tables::audit::{AttritionRow, AuditFitRow, ReadingRow};
use crate::tables::{Database, Row, SCHEMA_VERSION};
use crate::words::Status;

/// The folder of audits below the folder of releases.
const AUDIT: &str = "audit";

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
    /// The extracts read.
    pub extracts: Vec<ExtractEntry>,
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
    if release.is_empty() || !release.chars().all(plain) || dotted || release.eq_ignore_ascii_case(AUDIT) {
        return Err(Error::Usage {
            message: format!("`{release}` cannot be the name of a release"),
            hint: "use letters, digits, `.`, `-` and `_`, such as 2026.1".to_owned(),
        });
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
        return Err(Error::Release {
            path: taken,
            reason: "another build is writing this release".to_owned(),
            hint: "wait for it to end, or give this one another name with --release".to_owned(),
        });
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
    Err(Error::Release {
        path: place.to_owned(),
        reason: "this release exists, and a release never changes".to_owned(),
        hint: "give the new one another name with --release".to_owned(),
    })
}

impl Place {
    /// Writes a release and its audit.
    ///
    /// # Errors
    /// An output that can't be written; then nothing is left of it.
    pub fn publish(&self, release: &Release, definitions: &Definitions) -> Result<Published> {
        let beside = |suffix: &str| {
            let prefix = self.prefix(suffix);
            tempfile::Builder::new()
                .prefix(&prefix)
                .tempdir_in(&self.output)
                .map_err(|e| Error::output(&self.output, e))
        };
        let (written, audited) = (beside("release")?, beside("audit")?);
        write_release(written.path(), release, definitions)?;
        write_audit(audited.path(), release)?;
        let place = self.output.join(&self.release);
        free(&place)?;
        let audits = self.output.join(AUDIT);
        std::fs::create_dir_all(&audits).map_err(|e| Error::output(&audits, e))?;
        let audit = audits.join(&self.release);
        if audit.exists() {
            // Of a build that was stopped between the two renames: its release never appeared.
            std::fs::remove_dir_all(&audit).map_err(|e| Error::output(&audit, e))?;
        }
        move_into(audited, &audit)?;
        move_into(written, &place)?;
        Ok(Published { release: place, audit })
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
            if ["release", "audit"].into_iter().any(half_written) {
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

fn write_release(folder: &Path, release: &Release, definitions: &Definitions) -> Result<()> {
    let tables = folder.join("tables");
    std::fs::create_dir(&tables).map_err(|e| Error::output(&tables, e))?;
    let db = &release.database;
    let entries = vec![
        table(folder, &db.cohorts)?,
        table(folder, &db.consequences)?,
        table(folder, &db.covariances)?,
        table(folder, &db.effects)?,
        table(folder, &db.estimates)?,
        table(folder, &db.fits)?,
        table(folder, &db.price_index)?,
        table(folder, &db.prices)?,
        table(folder, &db.qualifications)?,
        table(folder, &db.sources)?,
        table(folder, &db.subgroups)?,
        table(folder, &db.success_measures)?,
        table(folder, &db.target_groups)?,
    ];
    sync(&tables)?;
    let manifest = Manifest {
        release: db.release.clone(),
        schema_version: SCHEMA_VERSION,
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        price_year: db.price_year,
        significance: definitions.settings.significance,
        synthetic: db.synthetic,
        tables: entries,
        definitions: definition_entries(definitions),
        extracts: release.extracts.clone(),
        fits: Status::ALL
            .iter()
            .map(|status| StatusCount {
                status: status.word().to_owned(),
                count: db.fits.iter().filter(|fit| fit.status == *status).count() as u64,
            })
            .collect(),
    };
    let bytes = manifest.to_bytes()?;
    write_file(&folder.join(MANIFEST), &bytes)?;
    write_file(&folder.join(MANIFEST_HASH), format!("{}\n", blake3::hash(&bytes).to_hex()).as_bytes())
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

fn write_audit(folder: &Path, release: &Release) -> Result<()> {
    let at = |name: &str| folder.join(format!("{name}.parquet"));
    parquet::write(&at(AuditFitRow::TABLE), &release.fits)?;
    parquet::write(&at(AttritionRow::TABLE), &release.attrition)?;
    parquet::write(&at(ReadingRow::TABLE), &release.reading)
}

fn table<R: Row>(folder: &Path, rows: &[R]) -> Result<TableEntry> {
    let file = format!("tables/{}.parquet", R::TABLE);
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

fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let write = || {
        let mut file = File::create(path)?;
        std::io::Write::write_all(&mut file, bytes)?;
        file.sync_all()
    };
    write().map_err(|e| Error::output(path, e))
}
