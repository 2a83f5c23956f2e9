//! The comparisons that releases of a room published, as sketches of their cohorts: one file for each release, in the room.
//!
//! A file is written as pending before its release appears, and renamed when the release is registered. A build that is killed
//! between the two is completed when the room is opened again.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::manifest::MANIFEST_HASH;
use crate::disclosure::{PublishedComparison, Secret, Sketch};
use foundation::error::{Error, Result};
use foundation::keys::ComparisonKey;
use foundation::staging;

/// The folder of these files in a room.
const FOLDER: &str = "groups";

/// The file of the release that is being published.
const PENDING: &str = "pending";

/// What the releases of a room published.
#[derive(Debug, Default)]
pub struct PublishedInRoom {
    /// Their comparisons.
    pub comparisons: Vec<PublishedComparison>,
    /// Manifests of releases whose comparisons are not in the room, or were made with another secret.
    pub not_comparable: Vec<String>,
}

/// The comparisons of a release.
#[derive(Debug, Serialize, Deserialize)]
struct Groups {
    release: String,
    folder: PathBuf,
    fingerprint: String,
    comparisons: Vec<Group>,
}

/// A comparison.
#[derive(Debug, Serialize, Deserialize)]
struct Group {
    target_group: String,
    subgroup: String,
    success_measure: String,
    persons: [u64; 2],
    sketches: [Sketch; 2],
    counts: bool,
    figures: bool,
}

/// Writes the comparisons of a release that is about to appear in `folder`.
///
/// # Errors
/// A file that can't be written.
pub fn announce(room: &Path, folder: &Path, fingerprint: &str, comparisons: &[PublishedComparison]) -> Result<()> {
    let release = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let groups = Groups {
        release: release.ok_or_else(|| Error::internal("a release without a name"))?,
        folder: std::path::absolute(folder).map_err(|e| Error::output(folder, e))?,
        fingerprint: fingerprint.to_owned(),
        comparisons: comparisons.iter().map(Group::of).collect(),
    };
    let bytes = postcard::to_allocvec(&groups).map_err(|e| Error::internal(e.to_string()))?;
    let files = room.join(FOLDER);
    std::fs::create_dir_all(&files).map_err(|e| Error::output(&files, e))?;
    let hash = blake3::hash(&bytes);
    let pending = files.join(PENDING);
    staging::write_synced(&pending, &[hash.as_bytes().as_slice(), &bytes].concat())
        .map_err(|e| Error::output(&pending, e))
}

/// The folder of the release whose file is pending, if the release is there; a file whose release never appeared is removed.
///
/// # Errors
/// A file that can't be read or removed.
pub fn pending(room: &Path) -> Result<Option<PathBuf>> {
    let path = room.join(FOLDER).join(PENDING);
    if path.symlink_metadata().is_err() {
        return Ok(None);
    }
    // A file that is not whole was being written, and its release had not appeared.
    if let Some(groups) = read(&path)?.filter(|groups| groups.folder.join(MANIFEST_HASH).is_file()) {
        return Ok(Some(groups.folder));
    }
    std::fs::remove_file(&path).map_err(|e| Error::output(&path, e))?;
    Ok(None)
}

/// Keeps the pending file under the hash of the release's manifest.
///
/// # Errors
/// A file that can't be renamed.
pub fn keep(room: &Path, manifest_blake3: &str) -> Result<()> {
    let files = room.join(FOLDER);
    let pending = files.join(PENDING);
    if pending.symlink_metadata().is_err() {
        return Ok(());
    }
    staging::rename(&pending, &files.join(manifest_blake3))
}

/// What the releases with these manifests published with the secret of this fingerprint, in order of the manifests.
///
/// # Errors
/// A file that can't be read or is damaged.
pub fn published(room: &Path, manifests: &[String], fingerprint: &str) -> Result<PublishedInRoom> {
    let mut all = PublishedInRoom::default();
    for manifest in manifests {
        let path = room.join(FOLDER).join(manifest);
        if path.symlink_metadata().is_err() {
            all.not_comparable.push(manifest.clone());
            continue;
        }
        let damaged = || Error::output(&path, "is damaged: restore the room from its backup");
        let groups = read(&path)?.ok_or_else(damaged)?;
        if groups.fingerprint == fingerprint {
            let release = &groups.release;
            all.comparisons.extend(groups.comparisons.into_iter().map(|group| group.published(release)));
        } else if groups.fingerprint != Secret::PUBLIC.fingerprint() {
            all.not_comparable.push(manifest.clone());
        }
    }
    Ok(all)
}

/// The contents of a file; none if any byte has changed.
fn read(path: &Path) -> Result<Option<Groups>> {
    let bytes = std::fs::read(path).map_err(|e| Error::output(path, e))?;
    let Some((hash, rest)) = bytes.split_at_checked(blake3::OUT_LEN) else { return Ok(None) };
    if blake3::hash(rest).as_bytes() != hash {
        return Ok(None);
    }
    let groups: Option<Groups> = postcard::from_bytes(rest).ok();
    let whole = |group: &Group| group.sketches.iter().all(Sketch::is_whole);
    Ok(groups.filter(|groups| groups.comparisons.iter().all(whole)))
}

impl Group {
    fn of(of: &PublishedComparison) -> Group {
        Group {
            target_group: of.key.target_group.clone(),
            subgroup: of.key.subgroup.clone(),
            success_measure: of.key.success_measure.clone(),
            persons: of.persons,
            sketches: of.sketches.clone(),
            counts: of.counts,
            figures: of.figures,
        }
    }

    fn published(self, release: &str) -> PublishedComparison {
        let Group { target_group, subgroup, success_measure, persons, sketches, counts, figures } = self;
        let key = ComparisonKey { target_group, subgroup, success_measure };
        PublishedComparison { release: release.to_owned(), key, persons, sketches, counts, figures }
    }
}
