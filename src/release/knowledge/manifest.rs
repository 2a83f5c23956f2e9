//! The manifest: what a release holds and what it was made from, by hash.

use std::path::Path;

use serde::{Deserialize, Serialize};

use foundation::error::{Error, Result};
use foundation::tables::{OLDEST_SCHEMA_READ, SCHEMA_VERSION};

/// The manifest's file in a release.
pub const MANIFEST: &str = "manifest.json";

/// The file that holds the manifest's own hash.
pub const MANIFEST_HASH: &str = "manifest.blake3";

/// What [`MANIFEST_HASH`] says of a manifest with these bytes.
pub fn stated(manifest: &[u8]) -> String {
    format!("{}\n", blake3::hash(manifest).to_hex())
}

/// What a release holds and what it was made from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The release's name.
    pub release: String,
    /// The version of the tables' schema.
    pub schema_version: u32,
    /// The version of the program.
    pub program_version: String,
    /// The year whose kroner all amounts are in.
    pub price_year: i32,
    /// Estimates with a smaller p-value are published.
    pub significance: f64,
    /// Whether the extracts were made by the generator, so that no figure says anything about Denmark.
    pub synthetic: bool,
    /// What disclosure control let out, if it was on; releases of schema version 1 had none.
    #[serde(default)]
    pub disclosure: Option<DisclosureEntry>,
    /// The fingerprint of the room's secret; none without disclosure control, and before schema version 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// The earlier releases that counts were compared with; none before schema version 4.
    #[serde(default)]
    pub compared: Vec<ComparedRelease>,
    /// Releases of the room that counts were not compared with: not named, or not there any more.
    #[serde(default)]
    pub not_compared: Vec<String>,
    /// Every table.
    pub tables: Vec<TableEntry>,
    /// Files of the transfer folder, all but the copy of this manifest; none before schema version 2.
    #[serde(default)]
    pub files: Vec<FileEntry>,
    /// Every entry of the definitions, by what it says and not by its file; none before schema version 2.
    #[serde(default)]
    pub entries: Vec<Entry>,
    /// Every file of definitions, path relative to their folder.
    pub definitions: Vec<DefinitionEntry>,
    /// Every extract read.
    pub extracts: Vec<ExtractEntry>,
    /// Planned regressions of the published specification, by status.
    pub fits: Vec<StatusCount>,
}

/// How coarse a release is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisclosureEntry {
    /// No published cell has fewer persons.
    pub minimum_persons: u64,
    /// Published counts are multiples of this.
    pub round_counts_to: u64,
    /// Whether estimates are rounded to few digits; otherwise, from schema version 4, to a thousandth of their errors.
    pub round_estimates: bool,
    /// The standard deviation of the noise of counts; none before schema version 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count_noise: Option<f64>,
    /// The noise of estimates, in units of what one person moves them; none before schema version 4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate_noise: Option<f64>,
}

/// An earlier release that counts were compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComparedRelease {
    /// Its name.
    pub release: String,
    /// The hash of its manifest.
    pub manifest_blake3: String,
    /// Whether its exact counts were compared, from its audit; otherwise the published ones.
    pub exact: bool,
}

/// The room that a release was built in, and what it was compared with there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The fingerprint of the room's secret; none without disclosure control.
    pub room: Option<String>,
    /// The earlier releases that counts were compared with.
    pub compared: Vec<ComparedRelease>,
    /// Releases of the room that counts were not compared with.
    pub not_compared: Vec<String>,
}

/// A table's file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableEntry {
    /// The table.
    pub table: String,
    /// Its file, relative to the release.
    pub file: String,
    /// Rows.
    pub rows: u64,
    /// Hash of the file.
    pub blake3: String,
}

/// A file beside the tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Relative to the release.
    pub file: String,
    /// Hash of the file.
    pub blake3: String,
}

/// An entry of the definitions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What it defines, such as `variable/shelter_nights`.
    pub entry: String,
    /// Hash of what it says.
    pub blake3: String,
    /// What figures of it are made from, such as `register/bef` and `extract/bef`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<String>,
}

/// A file of definitions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefinitionEntry {
    /// Relative to the folder of definitions, with `/`.
    pub path: String,
    /// Hash of its text.
    pub blake3: String,
}

/// An extract that was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtractEntry {
    /// The register.
    pub register: String,
    /// Relative to the folder of extracts, with `/`.
    pub name: String,
    /// Rows; none where disclosure control is on: the difference of two releases can be one person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// Hash of the file, salted with the room's secret where disclosure control is on.
    pub blake3: String,
    /// The program that made it from extracts, with its script: of sums that another engine made. None of an extract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine: Option<String>,
}

/// How many regressions have a status.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusCount {
    /// The status.
    pub status: String,
    /// How many.
    pub count: u64,
}

impl Manifest {
    /// The manifest's bytes in the file.
    ///
    /// # Errors
    /// Internal errors only.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec_pretty(self).map_err(|e| Error::internal(e.to_string()))?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Reads a release's manifest and holds it against its own hash.
    ///
    /// # Errors
    /// No release, a damaged manifest, or a schema that this program does not read.
    pub fn read(release: &Path) -> Result<Manifest> {
        let path = release.join(MANIFEST);
        let wrong = |reason: &str, hint: &str| Error::database(path.clone(), reason.to_owned(), hint.to_owned());
        if !release.is_dir() {
            let reason = if release.exists() { "is a file, not a release" } else { "no such release" };
            let hint = "name the folder of a release, such as output/2026.1";
            return Err(Error::database(release.to_owned(), reason.to_owned(), hint.to_owned()));
        }
        let bytes = std::fs::read(&path).map_err(|_| {
            wrong(
                "a release has a manifest, and there is none here",
                "name the folder of a release, such as output/2026.1",
            )
        })?;
        let again = "fetch or build the release again";
        let beside = std::fs::read_to_string(release.join(MANIFEST_HASH))
            .map_err(|_| wrong("manifest.blake3 is missing beside it", again))?;
        if beside != stated(&bytes) {
            return Err(wrong("does not have the hash that manifest.blake3 states", again));
        }
        Manifest::parse(&path, &bytes)
    }

    /// A manifest from its bytes; `path` is where they were found.
    ///
    /// # Errors
    /// Bytes that are not a manifest, or of a schema that this program does not read.
    pub fn parse(path: &Path, bytes: &[u8]) -> Result<Manifest> {
        let again = "fetch or build the release again";
        let wrong = |reason: &str, hint: &str| Error::database(path.to_owned(), reason.to_owned(), hint.to_owned());
        let version = serde_json::from_slice::<serde_json::Value>(bytes)
            .ok()
            .and_then(|json| json.get("schema_version").and_then(serde_json::Value::as_u64));
        let (oldest, newest) = (u64::from(OLDEST_SCHEMA_READ), u64::from(SCHEMA_VERSION));
        match version {
            Some(version) if (oldest..=newest).contains(&version) => {}
            Some(version) => {
                let reason = format!("has schema version {version}; this program reads {oldest} to {newest}");
                let hint = if version > newest {
                    "use the version of the program that the manifest names, or a later one"
                } else {
                    "use the version of the program that the manifest names, or build the release again"
                };
                return Err(wrong(&reason, hint));
            }
            None => return Err(wrong("is not a manifest", again)),
        }
        serde_json::from_slice(bytes).map_err(|e| wrong(&format!("is not a manifest ({e})"), again))
    }
}
