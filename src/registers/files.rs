//! Which files make up a register: patterns with `{year}` and `*` held against what lies in the extracts' folder.

use std::path::{Path, PathBuf};

use regex::Regex;

use super::error::{ExtractError, Fault};
use super::faults::Faults;
use crate::definitions::register::Register;

/// One file of a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtractFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its path below the extracts' folder, with `/`: what messages and the manifest call it.
    pub name: String,
    /// The year its path says it holds.
    pub year: Option<i32>,
}

/// Every file below the extracts' folder, in order of name.
///
/// # Errors
/// That the folder is not there or can't be read.
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

/// The files of one register, in order of name. Years that the register does not cover are passed over.
///
/// # Errors
/// No file, a covered year without a file, a year in two files.
pub fn find(register: &Register, all: &[(String, PathBuf)], faults: &Faults) -> Result<Vec<ExtractFile>, ExtractError> {
    let id = &register.id.value;
    let patterns = register.files.iter().map(|p| format!("`{p}`")).collect::<Vec<_>>().join(" or ");
    let covered = register.covers.years();
    let mut files: Vec<ExtractFile> = Vec::new();
    for pattern in register.files.iter() {
        let regex =
            to_regex(pattern).map_err(|_| ExtractError::of(id, Fault::NoFile { patterns: patterns.clone() }))?;
        for (name, path) in all {
            let Some(captured) = regex.captures(name) else { continue };
            let year = captured.get(1).and_then(|year| year.as_str().parse().ok());
            if year.is_some_and(|year| !covered.contains(&year)) || files.iter().any(|f| &f.name == name) {
                continue;
            }
            if path.is_dir() {
                faults.meet(ExtractError::of(id, Fault::Folder).in_file(name))?;
                continue;
            }
            let file = ExtractFile { path: path.clone(), name: name.clone(), year };
            if let Some(other) = files.iter().find(|f| f.year.is_some() && f.year == file.year)
                && !pattern.contains('*')
            {
                let fault = Fault::SameYearTwice { year: file.year.unwrap_or_default(), other: other.name.clone() };
                faults.meet(ExtractError::of(id, fault).in_file(name))?;
                continue;
            }
            files.push(file);
        }
    }
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
    Ok(files)
}

/// A pattern as a regular expression over names, whatever their case.
fn to_regex(pattern: &str) -> Result<Regex, regex::Error> {
    let escaped = regex::escape(pattern).replace(r"\{year\}", r"(\d{4})").replace(r"\*", "[^/]*");
    Regex::new(&format!("^(?i:{escaped})$"))
}
