//! Publishing: everything is staged, flushed to disk, and renamed into place, the release last.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::companion;
use super::entries::WrittenEntries;
use super::files::{AUDIT, AUDIT_OF, COMPANION, DEFINITIONS, EXTRACTS, TRANSFER_MANIFEST, table, write_file};
use super::manifest::{
    Comparison, DefinitionEntry, DisclosureEntry, ExtractEntry, FileEntry, MANIFEST, MANIFEST_HASH, Manifest,
    StatusCount, TableEntry, stated,
};
use super::parquet;
use super::place::Place;
use crate::disclosure::Secret;
use crate::export;
use ::interventions::Assessment;
use definitions::Definitions;
use foundation::error::{Error, Result};
use foundation::staging::{StagedFolder, sync};
use foundation::tables::audit::{
    AttritionRow, AuditFitRow, DisclosureRow, InterventionBalanceRow, InterventionEffectRow, ReadingRow,
};
use foundation::tables::companion::Companion;
use foundation::tables::visit::TableVisitor;
use foundation::tables::{Database, Row, SCHEMA_VERSION};
use foundation::words::Status;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// All that a build leaves.
pub struct Release {
    /// The published tables.
    pub database: Database,
    /// Every fit.
    pub fits: Vec<AuditFitRow>,
    /// Attrition.
    pub attrition: Vec<AttritionRow>,
    /// Interventions, exact.
    pub interventions: Vec<Assessment>,
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
    /// Each entry of the definitions.
    pub definitions: WrittenEntries,
    /// Every fit that may leave, if the policy asks for it.
    pub companion: Option<Companion>,
}

/// An extract that was read, with exact rows and hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extract {
    /// The register.
    pub register: String,
    /// Relative to the folder of extracts, with `/`.
    pub name: String,
    /// Rows.
    pub rows: u64,
    /// Hash of the file.
    pub blake3: String,
    /// The program that made it from extracts, of a result of another engine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine: Option<String>,
}

impl Extract {
    /// What the manifest says of it: exact without disclosure control, otherwise without rows and with a salted hash. The file's name is
    /// hashed with its content: files that are alike, which mostly have no row, are not seen to be.
    fn entry(&self, control: bool, secret: &Secret) -> ExtractEntry {
        ExtractEntry {
            register: self.register.clone(),
            name: self.name.clone(),
            rows: (!control).then_some(self.rows),
            blake3: if control {
                secret.salted(&format!("{} {} {}", self.register, self.name, self.blake3))
            } else {
                self.blake3.clone()
            },
            engine: self.engine.clone(),
        }
    }
}

/// Where a release and its audit are.
#[derive(Debug, Clone)]
pub struct ReleaseFolders {
    /// The release.
    pub release: PathBuf,
    /// Its audit.
    pub audit: PathBuf,
    /// Its companion, if the policy asks for one.
    pub companion: Option<PathBuf>,
}

/// The pages of an audit, by name.
pub type Pages = Vec<(String, Vec<u8>)>;

/// A release that is written with its audit, beside its place.
pub(super) struct StagedRelease<'p> {
    place: &'p Place,
    release: StagedFolder,
    audit: StagedFolder,
    companion: Option<StagedFolder>,
}

impl Place {
    /// Writes a release and its audit beside their places. `pages` makes the pages of the audit, while other files are written.
    ///
    /// # Errors
    /// An output that can't be written, or pages that can't be made.
    pub(super) fn stage(
        &self,
        release: &Release,
        definitions: &Definitions,
        pages: impl FnOnce() -> Result<Pages> + Send,
    ) -> Result<StagedRelease<'_>> {
        let (written, audited) = (self.staged("release")?, self.staged("audit")?);
        let (manifest, audit) = rayon::join(
            || write_release(written.path(), release, definitions),
            || write_audit(audited.path(), release, pages),
        );
        let manifest = manifest?;
        audit?;
        write_file(&audited.path().join(AUDIT_OF), stated(&manifest).as_bytes())?;
        let companion = release.companion.as_ref().map(|rows| {
            let folder = self.staged("companion")?;
            companion::write(rows, folder.path(), &manifest)?;
            Ok::<_, Error>(folder)
        });
        Ok(StagedRelease { place: self, release: written, audit: audited, companion: companion.transpose()? })
    }
}

impl StagedRelease<'_> {
    /// Renames the audit and the release into their places, the release last.
    ///
    /// # Errors
    /// A place that is taken, or can't be written.
    pub(super) fn put(self) -> Result<ReleaseFolders> {
        let StagedRelease { place, release, audit, companion } = self;
        place.is_free()?;
        let audit = place.replace(AUDIT, audit)?;
        let companion = companion.map(|folder| place.replace(COMPANION, folder)).transpose()?;
        Ok(ReleaseFolders { release: place.put(release)?, audit, companion })
    }
}

fn write_release(folder: &Path, release: &Release, definitions: &Definitions) -> Result<Vec<u8>> {
    let tables = folder.join("tables");
    std::fs::create_dir(&tables).map_err(|e| Error::output(&tables, e))?;
    let db = &release.database;
    let mut written = Tables { folder, entries: Vec::new() };
    let (looked, transfer) = rayon::join(
        || db.look(&mut written),
        || export::transfer(db, &definitions.policy, &release.disclosure, &release.comparison),
    );
    looked?;
    sync(&tables)?;
    let files = write_transfer(folder, &transfer?)?;
    let manifest = Manifest { tables: written.entries, files, ..manifest(release, definitions) };
    let bytes = manifest.to_bytes()?;
    write_file(&folder.join(MANIFEST), &bytes)?;
    write_file(&folder.join(TRANSFER_MANIFEST), &bytes)?;
    sync(&folder.join("transfer"))?;
    write_file(&folder.join(MANIFEST_HASH), stated(&bytes).as_bytes())?;
    Ok(bytes)
}

fn write_transfer(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<Vec<FileEntry>> {
    let transfer = folder.join("transfer");
    std::fs::create_dir(&transfer).map_err(|e| Error::output(&transfer, e))?;
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
        entries: release.definitions.entries.clone(),
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

/// A file of definitions that is not as a release was built from it, or that is missing; none if all are the same.
pub fn differing_definition(manifest: &Manifest, definitions: &Definitions) -> Option<String> {
    let these = definition_entries(definitions);
    let other = these.iter().find(|entry| !manifest.definitions.contains(entry));
    let missing = || manifest.definitions.iter().find(|entry| !these.iter().any(|this| this.path == entry.path));
    other.or_else(missing).map(|entry| entry.path.clone())
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

/// Writes an audit, but for the file that says which release it is of.
fn write_audit(folder: &Path, release: &Release, pages: impl FnOnce() -> Result<Pages> + Send) -> Result<()> {
    let at = |name: &str| folder.join(format!("{name}.parquet"));
    let tables = || {
        parquet::write(&at(AuditFitRow::TABLE), &release.fits)?;
        parquet::write(&at(AttritionRow::TABLE), &release.attrition)?;
        // Without interventions an audit has no tables of them.
        if !release.interventions.is_empty() {
            let of = || release.interventions.iter();
            let effects: Vec<InterventionEffectRow> = of().flat_map(|one| one.effects.clone()).collect();
            parquet::write(&at(InterventionEffectRow::TABLE), &effects)?;
            let balance: Vec<InterventionBalanceRow> = of().flat_map(Assessment::balance_rows).collect();
            parquet::write(&at(InterventionBalanceRow::TABLE), &balance)?;
        }
        parquet::write(&at(DisclosureRow::TABLE), &release.disclosure)?;
        parquet::write(&at(ReadingRow::TABLE), &release.reading)
    };
    let (tables, pages) = rayon::join(tables, || write_pages(folder, &pages()?));
    tables?;
    pages?;
    let json = |e: serde_json::Error| Error::internal(e.to_string());
    write_file(&folder.join(EXTRACTS), &serde_json::to_vec_pretty(&release.extracts).map_err(json)?)?;
    write_file(&folder.join(DEFINITIONS), &serde_json::to_vec_pretty(&release.definitions.contents).map_err(json)?)
}

/// Writes the pages of an audit, some of which lie in folders below it.
fn write_pages(folder: &Path, pages: &[(String, Vec<u8>)]) -> Result<()> {
    let mut below = BTreeSet::new();
    for path in pages.iter().map(|(name, _)| folder.join(name)) {
        below.extend(path.parent().filter(|parent| *parent != folder).map(Path::to_owned));
    }
    for subfolder in &below {
        std::fs::create_dir_all(subfolder).map_err(|error| Error::output(subfolder, error))?;
    }
    let written = pages.par_iter().map(|(name, bytes)| write_file(&folder.join(name), bytes));
    written.collect::<Vec<_>>().into_iter().collect::<Result<()>>()?;
    below.iter().try_for_each(|subfolder| sync(subfolder))
}

/// Writes tables, and lists them.
struct Tables<'a> {
    folder: &'a Path,
    entries: Vec<TableEntry>,
}

impl TableVisitor for Tables<'_> {
    type Error = Error;

    fn table<R: Row>(&mut self, rows: &[R]) -> Result<()> {
        self.entries.push(table(self.folder, rows)?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_are_alike_are_not_seen_to_be() {
        let of = |name: &str, blake3: &str| {
            let (register, name) = ("deaths".to_owned(), name.to_owned());
            Extract { register, name, rows: 0, blake3: blake3.to_owned(), engine: None }
        };
        let salted = |name, content| of(name, content).entry(true, &Secret::PUBLIC).blake3;
        assert_eq!(salted("dod2011.parquet", "a"), salted("dod2011.parquet", "a"));
        assert_ne!(salted("dod2011.parquet", "a"), salted("dod2012.parquet", "a"));
        assert_ne!(salted("dod2011.parquet", "a"), salted("dod2011.parquet", "b"));
        assert_eq!(of("dod2011.parquet", "a").entry(false, &Secret::PUBLIC).blake3, "a");
    }
}
