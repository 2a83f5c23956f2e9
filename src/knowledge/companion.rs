//! The companion of a release: every fit that disclosure control lets out, in a folder, manifest and marks of its own, so that
//! nobody takes it for the knowledge database (method rule 19).

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::manifest::{MANIFEST_HASH, TableEntry};
use super::publish::{table, write_file};
use crate::error::{Error, Result};
use crate::tables::companion::CoefficientRow;
use crate::tables::published::CovarianceRow;

/// The companion's manifest; a release's has another name, so that no command reads one for the other.
const COMPANION_MANIFEST: &str = "companion.json";

/// What anybody who opens it reads first.
const MARK: &str = "Not the knowledge database: all fits that disclosure control let out, significant or not. The database's rule \
                    is estimates significant at its level; these are for showing what that rule leaves out.";

/// The rows of a companion.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Companion {
    /// Every fit that may leave.
    pub coefficients: Vec<CoefficientRow>,
    /// Covariances over the follow-up years of each consequence.
    pub covariances: Vec<CovarianceRow>,
}

/// What a companion is and of which release.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CompanionManifest {
    mark: String,
    companion_of: String,
    release_manifest_blake3: String,
    tables: Vec<TableEntry>,
}

impl Companion {
    /// Writes the companion of the release with this manifest.
    ///
    /// # Errors
    /// A path that can't be written.
    pub fn write(&self, folder: &Path, release_manifest: &[u8]) -> Result<()> {
        let tables = folder.join("tables");
        std::fs::create_dir(&tables).map_err(|e| Error::output(&tables, e))?;
        let stated: serde_json::Value =
            serde_json::from_slice(release_manifest).map_err(|e| Error::Internal(e.to_string()))?;
        let manifest = CompanionManifest {
            mark: MARK.to_owned(),
            companion_of: stated.get("release").and_then(|name| name.as_str()).unwrap_or_default().to_owned(),
            release_manifest_blake3: blake3::hash(release_manifest).to_hex().to_string(),
            tables: vec![table(folder, &self.coefficients)?, table(folder, &self.covariances)?],
        };
        let mut bytes = serde_json::to_vec_pretty(&manifest).map_err(|e| Error::Internal(e.to_string()))?;
        bytes.push(b'\n');
        write_file(&folder.join(COMPANION_MANIFEST), &bytes)?;
        write_file(&folder.join(MANIFEST_HASH), format!("{}\n", blake3::hash(&bytes).to_hex()).as_bytes())
    }
}
