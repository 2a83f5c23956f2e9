//! The records of conversions: for each part its source, its declared forms and its counts.
//!
//! Owns the files below `EXTRACTS/.converted/`, one for each part and named like it. A record is written before its part is
//! put in place, so that every part in place has one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::ConvertError;
use crate::find::Source;
use crate::names::{self, NameRule, Place};

/// The folder of records, below that of extracts.
pub(crate) const FOLDER: &str = ".converted";
/// Grows when the same source would give other bytes.
pub(crate) const FORMAT: u32 = 2;

/// What is recorded of a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Record {
    /// [`FORMAT`] when it was written.
    pub(crate) format: u32,
    /// The source, below the folder of sources.
    pub(crate) source: String,
    /// The source's bytes.
    pub(crate) size: u64,
    /// When the source was last written, in nanoseconds since 1970.
    pub(crate) modified: Option<u64>,
    /// The source's BLAKE3 hash.
    pub(crate) blake3: String,
    /// The register's declared forms, as text.
    pub(crate) forms: String,
    /// The part's bytes.
    pub(crate) part_size: u64,
    /// Rows.
    pub(crate) rows: u64,
    /// Columns of the source.
    pub(crate) columns: u64,
    /// What was counted, by column.
    pub(crate) counts: BTreeMap<String, BTreeMap<String, u64>>,
}

/// What is to be done about a source.
#[derive(Debug)]
pub(crate) enum SourceState {
    /// Convert it.
    Convert,
    /// It is done.
    Done(Box<Record>),
}

/// Where a part's record is.
pub(crate) fn path(extracts: &Path, output: &str) -> PathBuf {
    extracts.join(FOLDER).join(output).with_extension("json")
}

/// A part's record, if there is one.
///
/// # Errors
/// A record that can't be read or understood.
pub(crate) fn read(extracts: &Path, output: &str) -> Result<Option<Record>, ConvertError> {
    let path = path(extracts, output);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(ConvertError::Ledger { path, reason: e.to_string() }),
    };
    serde_json::from_str(&text).map(Some).map_err(|e| ConvertError::Ledger { path, reason: e.to_string() })
}

/// Whether a source is due. It is done if its part is in place, its content is what was converted, and forms and format are
/// the same. A source of the same size and time is taken for the same; one of another time is hashed.
///
/// # Errors
/// A source, its forms or its part that changed since; a part of another origin.
pub(crate) fn due(extracts: &Path, source: &Source, place: &Place, forms: &str) -> Result<SourceState, ConvertError> {
    let part = extracts.join(&place.output);
    let Some(record) = read(extracts, &place.output)? else {
        return if part.exists() { Err(ConvertError::Foreign { path: part }) } else { Ok(SourceState::Convert) };
    };
    // The part was never put in place, or was removed by the user.
    let Ok(metadata) = std::fs::metadata(&part) else { return Ok(SourceState::Convert) };
    let changed = |what: &str| Err(ConvertError::Changed { source_file: source.name.clone(), what: what.to_owned() });
    if source.size != record.size {
        return changed("its size is another");
    }
    if source.modified != record.modified || source.modified.is_none() || source.name != record.source {
        let hash = hash(source)?;
        if hash != record.blake3 {
            return changed("its content is another");
        }
    }
    if record.forms != forms {
        return changed("the declared forms of its columns are others");
    }
    if record.format != FORMAT {
        return changed("another version of the program wrote its extract");
    }
    if metadata.len() != record.part_size {
        return changed("its extract is not what was written");
    }
    Ok(SourceState::Done(Box::new(record)))
}

/// Refuses a folder with Parquet files that no conversion has recorded: with ours beside them, they would be counted twice.
///
/// # Errors
/// The first such file.
pub(crate) fn refuse_foreign(extracts: &Path, place: &Place) -> Result<(), ConvertError> {
    let part = extracts.join(&place.output);
    let Some(folder) = part.parent() else { return Ok(()) };
    let Some((below, _)) = place.output.rsplit_once('/') else { return Ok(()) };
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(()) };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_parquet = entry.path().extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet"));
        if is_parquet && entry.path() != part && !path(extracts, &format!("{below}/{name}")).exists() {
            return Err(ConvertError::Foreign { path: entry.path() });
        }
    }
    Ok(())
}

/// Parts in place of the same register and of the same or an overlapping period as a place, whose sources are not among those of
/// this run: their rows would be read beside the new ones.
///
/// # Errors
/// A record that can't be read or understood.
pub(crate) fn stale(
    extracts: &Path,
    place: &Place,
    rules: &[NameRule],
    is_there: impl Fn(&str) -> bool,
) -> Result<Vec<StalePart>, ConvertError> {
    let Some((folder, _)) = place.output.rsplit_once('/').filter(|_| place.year.is_some()) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(extracts.join(FOLDER).join(folder)) else { return Ok(found) };
    for entry in entries.flatten() {
        let path = entry.path();
        let stem = path.file_stem().and_then(|stem| stem.to_str()?.strip_prefix("part-"));
        let Some(other) = stem.and_then(|stem| names::place(stem, rules)) else { continue };
        let overlaps = other.month == place.month || other.month.is_none() || place.month.is_none();
        let is_other = other.output != place.output && !is_there(&other.output);
        if is_other && overlaps && extracts.join(&other.output).exists() {
            let Some(record) = read(extracts, &other.output)? else { continue };
            found.push(StalePart { output: other.output, source: record.source });
        }
    }
    found.sort_by(|one, other| one.output.cmp(&other.output));
    Ok(found)
}

/// A part whose source is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StalePart {
    /// Below the folder of extracts.
    pub(crate) output: String,
    /// What it was converted from.
    pub(crate) source: String,
}

/// Removes parts and their records.
///
/// # Errors
/// A folder that can't be written.
pub(crate) fn remove(extracts: &Path, parts: &[StalePart]) -> Result<(), ConvertError> {
    // The record goes last: a part in place always has one.
    let paths = parts.iter().flat_map(|part| [extracts.join(&part.output), path(extracts, &part.output)]);
    for path in paths {
        match std::fs::remove_file(&path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(ConvertError::output(path, e)),
            _ => {}
        }
    }
    Ok(())
}

fn hash(source: &Source) -> Result<String, ConvertError> {
    let mut hasher = blake3::Hasher::new();
    let file = std::fs::File::open(&source.path).map_err(|e| ConvertError::unreadable(&source.name, e))?;
    hasher.update_reader(file).map_err(|e| ConvertError::unreadable(&source.name, e))?;
    Ok(hasher.finalize().to_hex().to_string())
}
