//! What a build is given, and what it returns.

use std::path::PathBuf;

use foundation::tables::audit::{AuditFitRow, ReadingRow};
use foundation::tables::build::BuildReport;

use release::knowledge::ROOM;

/// What a build is given.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of definitions.
    pub pipelines: PathBuf,
    /// The folder of extracts; none where another engine has read all registers.
    pub extracts: Option<PathBuf>,
    /// The folder of scripts with the results of another engine.
    pub person_years: Option<PathBuf>,
    /// The folder of releases.
    pub output: PathBuf,
    /// The release's name.
    pub release: String,
    /// Whether finished work is kept in the folder of releases, and found there.
    pub cache: bool,
    /// Releases to compare counts with; those found beside it and in the room's register where none is named.
    pub earlier: Vec<PathBuf>,
    /// The folder with the secret and the register of releases; `.room` in the folder of releases where none is named.
    pub room: Option<PathBuf>,
}

impl Options {
    /// Whether finished work is kept and found. What another engine has read is quick to read again, and its files have other
    /// hashes after every run.
    pub fn is_cached(&self) -> bool {
        self.cache && self.person_years.is_none()
    }

    /// The folder of the room.
    pub fn room_folder(&self) -> PathBuf {
        self.room.clone().unwrap_or_else(|| self.output.join(ROOM))
    }
}

/// The result of a build.
#[derive(Debug)]
pub struct BuildResult {
    /// What was made, and where it is.
    pub report: BuildReport,
    /// Every regression.
    pub fits: Vec<AuditFitRow>,
    /// What was counted while extracts were read.
    pub reading: Vec<ReadingRow>,
    /// Where the room is, if this build made it.
    pub new_room: Option<PathBuf>,
    /// Notes on the cache.
    pub cache_notes: Vec<String>,
}

/// How a build ended without an error.
#[derive(Debug)]
pub enum Outcome {
    /// A release was written.
    Built(Box<BuildResult>),
    /// The release exists already, made from the same extracts and definitions by the same program: nothing was done.
    Unchanged(PathBuf),
}
