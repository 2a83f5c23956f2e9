//! Sources: every SAS dataset below a folder, in a fixed order.
//!
//! Owns the search. Opens no file.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::error::ConvertError;

/// A source file, as the operating system shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Its path below the folder of sources, with `/` between folders.
    pub(crate) name: String,
    /// Its bytes.
    pub(crate) size: u64,
    /// When it was last written, in nanoseconds since 1970; none where the system doesn't say.
    pub(crate) modified: Option<u64>,
}

impl Source {
    /// Looks at a file.
    ///
    /// # Errors
    /// A file that can't be seen.
    pub(crate) fn look(path: &Path, name: &str) -> Result<Source, ConvertError> {
        let metadata = std::fs::metadata(path).map_err(|e| ConvertError::unreadable(name, e))?;
        let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let modified = since.and_then(|since| u64::try_from(since.as_nanos()).ok());
        Ok(Source { path: path.to_owned(), name: name.to_owned(), size: metadata.len(), modified })
    }

    /// Its name without folder and extension.
    pub(crate) fn stem(&self) -> Option<&str> {
        self.path.file_stem()?.to_str()
    }
}

/// Every `*.sas7bdat` below a folder, whatever the case of its extension, by name. Hidden folders and linked folders are
/// passed over.
///
/// # Errors
/// A folder that can't be read.
pub(crate) fn sources(folder: &Path) -> Result<Vec<Source>, ConvertError> {
    let fault = |reason: String| ConvertError::NoFolder { path: folder.to_owned(), reason };
    if !folder.exists() {
        return Err(fault("no such folder".to_owned()));
    }
    if !folder.is_dir() {
        return Err(fault("is a file".to_owned()));
    }
    let mut found = Vec::new();
    walk(folder, "", &mut found)?;
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

fn walk(folder: &Path, prefix: &str, found: &mut Vec<Source>) -> Result<(), ConvertError> {
    let fault = |e: std::io::Error| ConvertError::NoFolder { path: folder.to_owned(), reason: e.to_string() };
    for entry in std::fs::read_dir(folder).map_err(fault)? {
        let entry = entry.map_err(fault)?;
        let path = entry.path();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().map_err(fault)?;
        let is_dataset = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("sas7bdat"));
        if kind.is_dir() {
            if !entry.file_name().to_string_lossy().starts_with('.') {
                walk(&path, &format!("{name}/"), found)?;
            }
        } else if is_dataset && path.is_file() {
            found.push(Source::look(&path, &name)?);
        }
    }
    Ok(())
}
