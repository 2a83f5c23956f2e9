//! The layout of a folder of definitions: which file holds what.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::mistake::did_you_mean;
use super::source::SourceFile;
use foundation::error::Error;

/// What a file holds. Its folder decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One register a file.
    Registers,
    /// `[[variable]]`.
    Variables,
    /// `[[consequence]]`.
    Consequences,
    /// `[[price]]`.
    Prices,
    /// One price index a file.
    Indices,
    /// One target group a file, in any subfolder.
    TargetGroups,
    /// `[[effect]]`.
    Effects,
    /// `[[qualification]]`.
    Qualification,
    /// `[[experience]]`.
    Experiences,
    /// `[[characteristic]]`.
    Profile,
    /// One intervention a file, in any subfolder.
    Interventions,
    /// `release.toml`.
    Release,
    /// `disclosure.toml`.
    Disclosure,
}

impl Kind {
    /// What one entry of such a file is.
    pub const fn entry(self) -> &'static str {
        match self {
            Self::Registers => "register",
            Self::Variables => "variable",
            Self::Consequences => "consequence",
            Self::Prices => "price",
            Self::Indices => "price index",
            Self::TargetGroups => "target group",
            Self::Effects => "effect",
            Self::Qualification => "qualification",
            Self::Experiences => "experience",
            Self::Profile => "characteristic",
            Self::Interventions => "intervention",
            Self::Release | Self::Disclosure => "setting",
        }
    }
}

/// The folders, by name.
pub const FOLDERS: &[(&str, Kind)] = &[
    ("registers", Kind::Registers),
    ("variables", Kind::Variables),
    ("consequences", Kind::Consequences),
    ("prices", Kind::Prices),
    ("indices", Kind::Indices),
    ("target_groups", Kind::TargetGroups),
    ("effects", Kind::Effects),
    ("qualification", Kind::Qualification),
    ("experiences", Kind::Experiences),
    ("profile", Kind::Profile),
    ("interventions", Kind::Interventions),
];

/// Reads every file of the folder, in order of path.
///
/// # Errors
/// A folder or file that can't be read, or a file in a place where nothing is expected.
pub fn read(dir: &Path) -> Result<Vec<(Kind, Arc<SourceFile>)>, Error> {
    let unreadable = |path: &Path, error: std::io::Error| {
        Error::definition_file(
            path.to_owned(),
            match error.kind() {
                std::io::ErrorKind::InvalidData => "is not text in UTF-8".to_owned(),
                _ => error.to_string(),
            },
            "definitions are TOML files in UTF-8 below one folder; name it with --pipelines DIR",
        )
    };
    if !dir.is_dir() {
        let reason = if dir.exists() { "is a file, not a folder" } else { "no such folder" };
        return Err(unreadable(dir, std::io::Error::other(reason)));
    }
    let mut paths = Vec::new();
    walk(dir, &mut paths).map_err(|(path, error)| unreadable(&path, error))?;
    paths.sort();
    let mut files = Vec::with_capacity(paths.len());
    for path in paths {
        let kind = kind_of(dir, &path)?;
        let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
        files.push((kind, Arc::new(SourceFile { path, text })));
    }
    if !files.iter().any(|(kind, _)| *kind == Kind::Release) {
        return Err(without_settings(dir));
    }
    Ok(files)
}

/// The error of a folder without `release.toml`.
pub fn without_settings(dir: &Path) -> Error {
    Error::definition_file(
        dir.join("release.toml"),
        "no such file".to_owned(),
        "a folder of definitions holds release.toml beside registers/, variables/, consequences/, prices/ and target_groups/",
    )
}

/// A path below the folder, with `/`.
pub fn name_of(dir: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(dir).unwrap_or(path);
    inside.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn kind_of(dir: &Path, path: &Path) -> Result<Kind, Error> {
    let inside: Vec<String> = path
        .strip_prefix(dir)
        .unwrap_or(path)
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    match inside.as_slice() {
        [name] if name == "release.toml" => return Ok(Kind::Release),
        [name] if name == "disclosure.toml" => return Ok(Kind::Disclosure),
        _ => {}
    }
    let first = inside.first().map_or("", String::as_str);
    if let Some((_, kind)) = FOLDERS.iter().find(|(name, _)| inside.len() > 1 && *name == first) {
        return Ok(*kind);
    }
    let names: Vec<&str> = FOLDERS.iter().map(|(name, _)| *name).collect();
    Err(Error::definition_file(
        path.to_owned(),
        "nothing is expected in this place".to_owned(),
        did_you_mean(first, &names).unwrap_or_else(|| format!("definitions lie in {}", names.join(", "))),
    ))
}

fn walk(dir: &Path, into: &mut Vec<PathBuf>) -> Result<(), (PathBuf, std::io::Error)> {
    let failed = |error| (dir.to_owned(), error);
    for entry in std::fs::read_dir(dir).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            walk(&path, into)?;
        } else if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml")) {
            into.push(path);
        }
    }
    Ok(())
}
