//! The engine that ran the scripts, as its driver names it.

use std::fmt;
use std::path::Path;

use foundation::error::{Error, Kind, Result};
use serde::Deserialize;

/// The file that names the engine, in the folder of scripts.
const FILE: &str = "engine.json";

/// An engine.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Engine {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl Engine {
    /// The engine that a folder of scripts names; `None` if it names none. The footers of results then say who wrote them, which may be
    /// a library of the engine.
    ///
    /// # Errors
    /// A file that names no engine.
    pub fn of(folder: &Path) -> Result<Option<Engine>> {
        let path = folder.join(FILE);
        if !path.exists() {
            return Ok(None);
        }
        let named = std::fs::read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let hint = "write {\"name\": \"DuckDB\", \"version\": \"2.0.0\"}, with the name and version of the engine that ran the scripts";
        named.map(Some).ok_or_else(|| Error::at(Kind::Extract, &path, "names no engine", hint))
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.version)
    }
}
