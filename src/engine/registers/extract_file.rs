//! A file of a register, and the files of a register that are read.

use std::path::PathBuf;

/// One file of a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtractFile {
    /// The path on disk.
    pub path: PathBuf,
    /// Its path below the extracts' folder, with `/`, as in messages and the manifest.
    pub name: String,
    /// The year in its path.
    pub year: Option<i32>,
}

/// The files of a register that are read.
#[derive(Debug)]
pub struct RegisterFiles {
    /// The files.
    pub files: Vec<ExtractFile>,
    /// Files replaced by a later delivery.
    pub passed_over: usize,
}
