//! The files of a register: those in the extracts' folder that match its patterns.

use std::path::{Path, PathBuf};

use super::deliveries;
use super::error::ExtractError;
use super::extract_file::RegisterFiles;
use super::fault::Fault;
use super::faults::Faults;
use definitions::register::Register;

/// Every file below the extracts' folder, in order of name.
///
/// # Errors
/// A folder that is missing or unreadable.
pub fn list(dir: &Path) -> Result<Vec<(String, PathBuf)>, ExtractError> {
    let wrong = |path: &Path, reason: String| ExtractError::of("", Fault::NoFolder { reason }).in_file(path);
    if !dir.is_dir() {
        let reason = if dir.exists() { "is a file, not a folder" } else { "no such folder" };
        return Err(wrong(dir, reason.to_owned()));
    }
    let mut found = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|e| wrong(&folder, e.to_string()))?;
        for entry in entries {
            let path = entry.map_err(|e| wrong(&folder, e.to_string()))?.path();
            let inside = path.strip_prefix(dir).unwrap_or(&path);
            let name = inside.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
            if path.is_dir() {
                folders.push(path.clone());
            }
            found.push((name, path));
        }
    }
    found.sort();
    Ok(found)
}

/// The files of one register, in order of name. Years outside `covers` are skipped.
///
/// # Errors
/// No file, a covered year without a file, or a year delivered twice where `deliveries` does not say which one counts.
pub fn find(register: &Register, all: &[(String, PathBuf)], faults: &Faults) -> Result<RegisterFiles, ExtractError> {
    let id = &register.id.value;
    let patterns = register.files.iter().map(|p| format!("`{p}`")).collect::<Vec<_>>().join(" or ");
    let covered = register.file_years();
    let mut fitting = deliveries::fitting(register, all, faults)?
        .ok_or_else(|| ExtractError::of(id, Fault::NoFile { patterns: patterns.clone() }))?;
    for folder in fitting.iter().filter(|delivered| delivered.file.path.is_dir()) {
        faults.meet(ExtractError::of(id, Fault::Folder).in_file(&folder.file.name))?;
    }
    fitting.retain(|delivered| !delivered.file.path.is_dir());
    let RegisterFiles { mut files, passed_over } = deliveries::choose(register, fitting, faults)?;
    if files.is_empty() {
        faults.meet(ExtractError::of(id, Fault::NoFile { patterns: patterns.clone() }))?;
    } else if files.iter().all(|f| f.year.is_some()) {
        let missing: Vec<String> = covered
            .iter()
            .filter(|year| !files.iter().any(|f| f.year == Some(**year)))
            .map(ToString::to_string)
            .collect();
        if !missing.is_empty() {
            faults.meet(ExtractError::of(id, Fault::MissingYears { years: missing.join(", "), patterns }))?;
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(RegisterFiles { files, passed_over })
}
