//! Verifying a release: every byte, every reference, every promise about its figures.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::files::TRANSFER_MANIFEST;
use super::manifest::{MANIFEST, MANIFEST_HASH, Manifest};
use super::read::file_of;
use super::{consistency, parquet};
use crate::disclosure;
use definitions::disclosure::Policy;
use foundation::error::{Error, Result};
use foundation::tables::visit::TableSource;
use foundation::tables::{Database, Row, SCHEMA_VERSION};

/// The result of a verification.
#[derive(Debug)]
pub struct Verification {
    /// The manifest.
    pub manifest: Manifest,
    /// Published estimates.
    pub estimates: usize,
    /// Planned regressions.
    pub fits: usize,
}

/// Verifies a release.
///
/// # Errors
/// The first thing that does not hold.
pub fn verify(release: &Path) -> Result<Verification> {
    let (manifest, database) = whole(release)?;
    Ok(Verification { estimates: database.estimates.len(), fits: database.fits.len(), manifest })
}

/// Verifies a release and reads it, each table once.
///
/// # Errors
/// The first thing that does not hold.
pub fn read_verified(release: &Path) -> Result<Database> {
    let (_, mut database) = whole(release)?;
    database.note_places();
    Ok(database)
}

/// The manifest and the tables of a release in which everything holds.
fn whole(release: &Path) -> Result<(Manifest, Database)> {
    let manifest = Manifest::read(release)?;
    let listed = listed(release, &manifest)?;
    only_listed(release, &listed)?;
    for (file, hash) in &listed {
        let path = release.join(file);
        let Some(hash) = hash else { continue };
        let bytes = std::fs::read(&path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => wrong(&path, "is missing, and the manifest lists it".to_owned()),
            _ => wrong(&path, e.to_string()),
        })?;
        if blake3::hash(&bytes).to_hex().to_string() != *hash {
            return Err(wrong(&path, "does not have the hash that the manifest states".to_owned()));
        }
    }
    let mut database = Database {
        release: manifest.release.clone(),
        price_year: manifest.price_year,
        synthetic: manifest.synthetic,
        ..Database::default()
    };
    let mut tables = Tables { release, manifest: &manifest, seen: 0 };
    database.fill(&mut tables)?;
    if tables.seen != manifest.tables.len() {
        return Err(wrong(&release.join(MANIFEST), "lists a table that the schema does not have".to_owned()));
    }
    let controlled = || {
        let Some(policy) = manifest.disclosure else { return Ok(()) };
        let policy = Policy {
            minimum_persons: policy.minimum_persons,
            round_counts_to: policy.round_counts_to,
            round_estimates: policy.round_estimates,
            ..Policy::default()
        };
        disclosure::gate(&policy, manifest.schema_version, &database)
    };
    let (consistent, controlled) = rayon::join(|| consistency::hold(&database, &manifest), controlled);
    consistent.map_err(|reason| wrong(release, reason))?;
    controlled.map_err(|reason| wrong(release, format!("disclosure control: {reason}")))?;
    Ok((manifest, database))
}

fn wrong(path: &Path, reason: String) -> Error {
    Error::database(path.to_owned(), reason, "do not use it: fetch or build the release again")
}

/// Every file and folder that may lie in the release, files of the manifest with their hashes. The transfer folder is
/// there as a whole or not at all: what was imported has none.
fn listed(release: &Path, manifest: &Manifest) -> Result<BTreeMap<String, Option<String>>> {
    let mut listed: BTreeMap<String, Option<String>> = BTreeMap::new();
    let way_out = release.join("transfer").symlink_metadata().is_ok();
    let files = manifest.files.iter().filter(|_| way_out);
    let tables = manifest.tables.iter().map(|entry| (&entry.file, &entry.blake3));
    for (file, hash) in tables.chain(files.map(|entry| (&entry.file, &entry.blake3))) {
        for (at, _) in file.match_indices('/') {
            listed.insert(file[..at].to_owned(), None);
        }
        listed.insert(file.clone(), Some(hash.clone()));
    }
    if way_out && !manifest.files.is_empty() {
        // The manifest can't hold the hash of its own copy: the copy must have the manifest's bytes.
        let bytes = std::fs::read(release.join(MANIFEST)).map_err(|e| wrong(&release.join(MANIFEST), e.to_string()))?;
        listed.insert(TRANSFER_MANIFEST.to_owned(), Some(blake3::hash(&bytes).to_hex().to_string()));
    }
    listed.extend([MANIFEST, MANIFEST_HASH].map(|file| (file.to_owned(), None)));
    Ok(listed)
}

/// That the folder holds what the manifest lists, as files and folders of its own, and nothing else.
fn only_listed(release: &Path, listed: &BTreeMap<String, Option<String>>) -> Result<()> {
    let folders_listed: BTreeSet<&str> = listed.keys().filter_map(|file| Some(file.rsplit_once('/')?.0)).collect();
    let mut folders = vec![release.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|e| wrong(&folder, e.to_string()))? {
            let path = entry.map_err(|e| wrong(&folder, e.to_string()))?.path();
            let inside = path.strip_prefix(release).unwrap_or(&path);
            let name = inside.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
            if !listed.contains_key(&name) {
                return Err(wrong(&path, "is not listed in the manifest".to_owned()));
            }
            let kind = path.symlink_metadata().map_err(|e| wrong(&path, e.to_string()))?.file_type();
            let is_folder = folders_listed.contains(name.as_str());
            if !(if is_folder { kind.is_dir() } else { kind.is_file() }) {
                return Err(wrong(&path, "is a link or a special file".to_owned()));
            }
            if kind.is_dir() {
                folders.push(path);
            }
        }
    }
    Ok(())
}

/// Reads tables and holds each against its row type and the manifest.
struct Tables<'a> {
    release: &'a Path,
    manifest: &'a Manifest,
    seen: usize,
}

impl TableSource for Tables<'_> {
    type Error = Error;

    /// That a table is listed once under its own name, has the columns of its row type, the rows that the manifest counts, and
    /// unique keys.
    fn rows<R: Row>(&mut self) -> Result<Vec<R>> {
        if self.manifest.schema_version < R::SINCE {
            return Ok(Vec::new());
        }
        let file = file_of::<R>();
        let path = self.release.join(&file);
        let mut entries = self.manifest.tables.iter().filter(|entry| entry.table == R::TABLE && entry.file == file);
        let (Some(entry), None) = (entries.next(), entries.next()) else {
            return Err(wrong(&path, "is missing from the manifest".to_owned()));
        };
        self.seen += 1;
        columns::<R>(&path, self.manifest.schema_version)?;
        let (rows, unique) = rayon::join(|| parquet::read(&path), || unique(&path, R::KEY));
        let rows: Vec<R> = rows?;
        if rows.len() as u64 != entry.rows {
            return Err(wrong(&path, format!("has {} rows, and the manifest says {}", rows.len(), entry.rows)));
        }
        unique?;
        Ok(rows)
    }
}

/// The columns of this version of the schema; of an older one they can lack what can be null.
fn columns<R: Row>(path: &Path, version: u32) -> Result<()> {
    let fields = parquet::fields::<R>()?;
    let found = parquet::columns(path)?;
    let lacks = |name: &str| !found.iter().any(|(known, _)| known == name);
    let expected: Vec<_> = fields
        .iter()
        .filter(|field| version == SCHEMA_VERSION || !(field.is_nullable() && lacks(field.name())))
        .map(|field| (field.name().clone(), field.data_type().clone()))
        .collect();
    if found == expected {
        return Ok(());
    }
    Err(wrong(path, format!("does not have the columns of the table `{}`", R::TABLE)))
}

/// That no two rows of a table have the same key.
fn unique(path: &Path, key: &[&str]) -> Result<()> {
    let mut keys = parquet::keys(path, key)?;
    keys.sort_unstable();
    if keys.iter().zip(keys.iter().skip(1)).any(|(one, next)| one == next) {
        return Err(wrong(path, format!("has two rows with the same key ({})", key.join(", "))));
    }
    Ok(())
}
