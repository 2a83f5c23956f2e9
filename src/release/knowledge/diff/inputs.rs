//! What only the audit of a release says of its inputs: the rows of every extract, and the content of every definition.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::knowledge::files::{DEFINITIONS, EXTRACTS, audit_beside};
use crate::knowledge::publish::Extract;
use foundation::error::{Error, Result};

/// The inputs of a release, from its audit. They never leave the room.
#[derive(Debug, Clone, Default)]
pub struct AuditInputs {
    /// Every extract that was read.
    pub extracts: Vec<Extract>,
    /// The content of every entry of the definitions, a JSON object a line.
    pub definitions: BTreeMap<String, String>,
}

impl AuditInputs {
    /// Reads the audit that lies beside a release; nothing if it is not there, or is that of another release.
    ///
    /// # Errors
    /// A file of the audit that can't be read.
    pub fn of_release(release: &Path, name: &str) -> Result<Option<AuditInputs>> {
        let Some(audit) = audit_beside(release, name) else { return Ok(None) };
        Ok(Some(AuditInputs {
            extracts: read(&audit.join(EXTRACTS))?,
            // An audit of an earlier program has no definitions.
            definitions: read(&audit.join(DEFINITIONS))?,
        }))
    }
}

/// A file of the audit; empty if it is not there.
fn read<T: Default + for<'de> Deserialize<'de>>(path: &Path) -> Result<T> {
    if !path.is_file() {
        return Ok(T::default());
    }
    let wrong =
        |reason: String| Error::database(path.to_owned(), reason, "remove the audit, or build it again".to_owned());
    let bytes = std::fs::read(path).map_err(|e| wrong(e.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|_| wrong("is not a file that a build wrote".to_owned()))
}
