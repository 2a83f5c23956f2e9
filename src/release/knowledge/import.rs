//! A release rebuilt, outside the secure room, from the tab-separated text that was let out of it.

use std::path::{Path, PathBuf};

use super::files::write_file;
use super::manifest::{MANIFEST, MANIFEST_HASH, Manifest, stated};
use super::place::reserve;
use super::read::file_of;
use super::{parquet, verify};
use crate::view::{from_tsv_without, lacking};
use foundation::error::{Error, Result};
use foundation::tables::visit::TableSource;
use foundation::tables::{Database, Row, SCHEMA_VERSION};

/// Rebuilds a release from the folder that was let out of the secure room, verifies it, and puts it in the folder of releases.
///
/// # Errors
/// Texts that are not those of the manifest, a release that is there already, an output that can't be written.
pub fn import(transfer: &Path, output: &Path) -> Result<PathBuf> {
    let copy = transfer.join("manifest.txt");
    let bytes = std::fs::read(&copy).map_err(|e| wrong(&copy, e.to_string()))?;
    let manifest = Manifest::parse(&copy, &bytes)?;
    let place = reserve(output, &manifest.release)?;
    let folder = place.staged("release")?;
    let rebuilt = folder.path();
    std::fs::create_dir(rebuilt.join("tables")).map_err(|e| Error::output(rebuilt, e))?;
    Database::default().fill(&mut Texts { transfer, rebuilt, manifest: &manifest })?;
    write_file(&rebuilt.join(MANIFEST), &bytes)?;
    write_file(&rebuilt.join(MANIFEST_HASH), stated(&bytes).as_bytes())?;
    verify(rebuilt)?;
    place.put(folder)
}

fn wrong(path: &Path, reason: String) -> Error {
    Error::database(
        path.to_owned(),
        reason,
        "name the folder `transfer` of a release, with all its files as they were let out",
    )
}

/// Reads texts, and writes the tables that they are of.
struct Texts<'a> {
    transfer: &'a Path,
    rebuilt: &'a Path,
    manifest: &'a Manifest,
}

impl Texts<'_> {
    /// The columns that a release of an older schema lacks: those that can be null.
    fn lacking<R: Row>(&self, text: &str) -> Result<Vec<&'static str>> {
        if self.manifest.schema_version == SCHEMA_VERSION {
            return Ok(Vec::new());
        }
        let fields = parquet::fields::<R>()?;
        let can_be_null = |name: &str| fields.iter().any(|field| field.name() == name && field.is_nullable());
        Ok(lacking::<R>(text).into_iter().filter(|name| can_be_null(name)).collect())
    }
}

impl TableSource for Texts<'_> {
    type Error = Error;

    fn rows<R: Row>(&mut self) -> Result<Vec<R>> {
        if self.manifest.schema_version < R::SINCE {
            return Ok(Vec::new());
        }
        let path = self.transfer.join(format!("{}.tsv", R::TABLE));
        let text = std::fs::read_to_string(&path).map_err(|e| wrong(&path, e.to_string()))?;
        let lacking = self.lacking::<R>(&text)?;
        let rows: Vec<R> = from_tsv_without(&text, &lacking)
            .map_err(|(line, reason)| wrong(&path, format!("line {line} {reason}")))?;
        let file = file_of::<R>();
        parquet::write_older(&self.rebuilt.join(&file), &rows, self.manifest.schema_version, &lacking)?;
        let bytes = std::fs::read(self.rebuilt.join(&file)).map_err(|e| Error::output(self.rebuilt, e))?;
        let stated = self.manifest.tables.iter().find(|entry| entry.table == R::TABLE).map(|entry| &entry.blake3);
        if stated != Some(&blake3::hash(&bytes).to_hex().to_string()) {
            let program = &self.manifest.program_version;
            return Err(wrong(
                &path,
                format!(
                    "does not give the table that the manifest states (the release was built by version {program})"
                ),
            ));
        }
        Ok(rows)
    }
}
