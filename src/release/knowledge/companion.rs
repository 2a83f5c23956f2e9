//! The companion of a release: every fit that disclosure control allows to be published, in a folder with its own manifest and mark, so that it is
//! not mistaken for the knowledge database (method rule 19).

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::files::{table, write_file};
use super::manifest::{MANIFEST, MANIFEST_HASH, Manifest, TableEntry, stated};
use foundation::error::{Error, Result};
use foundation::tables::companion::Companion;

/// The companion's manifest; a release's has another name, so that no command reads one for the other.
const COMPANION_MANIFEST: &str = "companion.json";

/// The first field of its manifest.
const MARK: &str = "Not the knowledge database: all fits that disclosure control let out, significant or not. The database's rule \
                    is estimates significant at its level; these are for showing what that rule leaves out.";

/// What a companion is and of which release.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CompanionManifest {
    mark: String,
    companion_of: String,
    release_manifest_blake3: String,
    tables: Vec<TableEntry>,
}

/// Reads the companion of a release: from its own folder, or from the folder of companions that holds it.
///
/// # Errors
/// No companion, a damaged one, or one of another release.
pub fn read(folder: &Path, release: &Path) -> Result<Companion> {
    let of = Manifest::read(release)?.release;
    let own = folder.join(COMPANION_MANIFEST).is_file();
    let place = if own { folder.to_owned() } else { folder.join(&of) };
    let path = place.join(COMPANION_MANIFEST);
    let Ok(bytes) = std::fs::read(&path) else {
        return Err(wrong(
            folder,
            format!("no companion of release {of} is here"),
            "a build writes one where the policy says `companion = true`, such as output/companion/2026.1",
        ));
    };
    if std::fs::read_to_string(place.join(MANIFEST_HASH)).ok() != Some(stated(&bytes)) {
        return Err(wrong(&path, "does not have the hash that manifest.blake3 states".to_owned(), AGAIN));
    }
    let manifest: CompanionManifest = serde_json::from_slice(&bytes)
        .map_err(|e| wrong(&path, format!("is not the manifest of a companion ({e})"), AGAIN))?;
    if manifest.companion_of != of {
        let reason = format!("is the companion of release {}, and the case is of {of}", manifest.companion_of);
        return Err(wrong(&path, reason, "name the companion of the release that the case is calculated with"));
    }
    let release_bytes = std::fs::read(release.join(MANIFEST)).map_err(|e| wrong(release, e.to_string(), AGAIN))?;
    if manifest.release_manifest_blake3 != blake3::hash(&release_bytes).to_hex().to_string() {
        let reason = format!("is the companion of another release that was called {of} too");
        return Err(wrong(
            &path,
            reason,
            "use the companion that was written with this release: same build, same hash",
        ));
    }
    let tables = &manifest.tables;
    Ok(Companion {
        coefficients: super::read::table(&place, tables, AGAIN)?,
        covariances: super::read::table(&place, tables, AGAIN)?,
    })
}

/// Writes the companion of the release with this manifest.
///
/// # Errors
/// A path that can't be written.
pub fn write(companion: &Companion, folder: &Path, release_manifest: &[u8]) -> Result<()> {
    let tables = folder.join("tables");
    std::fs::create_dir(&tables).map_err(|e| Error::output(&tables, e))?;
    let of_release: Manifest = serde_json::from_slice(release_manifest).map_err(|e| Error::internal(e.to_string()))?;
    let manifest = CompanionManifest {
        mark: MARK.to_owned(),
        companion_of: of_release.release,
        release_manifest_blake3: blake3::hash(release_manifest).to_hex().to_string(),
        tables: vec![table(folder, &companion.coefficients)?, table(folder, &companion.covariances)?],
    };
    let mut bytes = serde_json::to_vec_pretty(&manifest).map_err(|e| Error::internal(e.to_string()))?;
    bytes.push(b'\n');
    write_file(&folder.join(COMPANION_MANIFEST), &bytes)?;
    write_file(&folder.join(MANIFEST_HASH), stated(&bytes).as_bytes())
}

/// What to do with a companion that is damaged.
const AGAIN: &str = "do not use it: fetch the companion again, or build release and companion again";

fn wrong(path: &Path, reason: String, hint: &str) -> Error {
    Error::database(path.to_owned(), reason, hint.to_owned())
}
