//! The inputs of a piece of work, part by part, and the key that follows from them.

use std::collections::BTreeMap;

/// How an entry's file ends.
pub const SUFFIX: &str = ".kept";

/// The inputs of a piece of work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    name: String,
    parts: BTreeMap<String, String>,
}

/// Whether work must be done again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryState {
    /// It has an entry.
    Current,
    /// It was done for other inputs.
    Stale {
        /// Which differ.
        because: Vec<String>,
    },
    /// It has no entry.
    New,
}

impl Key {
    /// A key without parts. Names are of letters, digits, `_` and `-`.
    pub fn new(name: impl Into<String>) -> Key {
        Key { name: name.into(), parts: BTreeMap::new() }
    }

    /// Adds a part, by its hash or any text that identifies it.
    pub fn part(&mut self, name: impl Into<String>, value: impl AsRef<[u8]>) {
        self.parts.insert(name.into(), blake3::hash(value.as_ref()).to_hex().to_string());
    }

    /// All parts in one hash.
    pub fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for (name, value) in &self.parts {
            // Lengths keep one part's end apart from the next one's beginning.
            for text in [name, value] {
                hasher.update(&(text.len() as u64).to_le_bytes());
                hasher.update(text.as_bytes());
            }
        }
        hasher.finalize().to_hex().to_string()
    }

    /// The parts.
    pub(super) fn parts(&self) -> &BTreeMap<String, String> {
        &self.parts
    }

    /// The entry's file.
    pub(super) fn file_name(&self) -> String {
        format!("{}.{}{SUFFIX}", self.name, self.hash())
    }

    /// Whether an entry's file is of the same work with any inputs.
    pub(super) fn names(&self, file_name: &str) -> bool {
        file_name.strip_prefix(&self.name).is_some_and(|rest| rest.starts_with('.'))
    }

    /// The parts that differ from another entry's, in words, except one that is not known yet.
    pub(super) fn differs_from(&self, other: &BTreeMap<String, String>, unknown: Option<&str>) -> Vec<String> {
        let ours = self.parts.iter().filter_map(|(name, value)| match other.get(name) {
            Some(theirs) if theirs == value => None,
            Some(_) => Some(format!("{name} changed")),
            None => Some(format!("{name} is new")),
        });
        let gone = other.keys().filter(|name| !self.parts.contains_key(*name) && unknown != Some(name.as_str()));
        let gone = gone.map(|name| format!("{name} is gone"));
        ours.chain(gone).collect()
    }
}
