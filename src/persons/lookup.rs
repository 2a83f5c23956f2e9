//! From a person's key, as a register writes it, to the person's index.

use arrow::array::{ArrayRef, AsArray};
use arrow::datatypes::Int64Type;
use rustc_hash::FxHashMap;

use crate::registers::KeyType;

/// The index of keys that the population register does not have.
pub const UNKNOWN: u32 = u32::MAX;

/// Keys to indices. Keys are whole numbers or text, whichever the population register has.
#[derive(Debug)]
pub enum Lookup {
    /// Whole numbers.
    Integers(FxHashMap<i64, u32>),
    /// Text.
    Texts(FxHashMap<Box<str>, u32>),
}

impl Lookup {
    /// No keys yet.
    pub fn new(kind: KeyType) -> Lookup {
        match kind {
            KeyType::Integer => Lookup::Integers(FxHashMap::default()),
            KeyType::Text => Lookup::Texts(FxHashMap::default()),
        }
    }

    /// The kind of keys.
    pub fn kind(&self) -> KeyType {
        match self {
            Lookup::Integers(_) => KeyType::Integer,
            Lookup::Texts(_) => KeyType::Text,
        }
    }

    /// The index of each key of a normalised key column, new keys getting the next free one.
    pub fn enter(&mut self, keys: &ArrayRef) -> Vec<u32> {
        match self {
            Lookup::Integers(map) => keys
                .as_primitive::<Int64Type>()
                .iter()
                .map(|key| {
                    let next = map.len() as u32;
                    key.map_or(UNKNOWN, |key| *map.entry(key).or_insert(next))
                })
                .collect(),
            Lookup::Texts(map) => keys
                .as_string::<i32>()
                .iter()
                .map(|key| {
                    let Some(key) = key else { return UNKNOWN };
                    if let Some(index) = map.get(key) {
                        return *index;
                    }
                    let next = map.len() as u32;
                    map.insert(key.into(), next);
                    next
                })
                .collect(),
        }
    }

    /// The index of each key of a normalised key column; [`UNKNOWN`] for keys that nobody in the population has.
    pub fn find(&self, keys: &ArrayRef) -> Vec<u32> {
        match self {
            Lookup::Integers(map) => keys
                .as_primitive::<Int64Type>()
                .iter()
                .map(|key| key.and_then(|key| map.get(&key)).copied().unwrap_or(UNKNOWN))
                .collect(),
            Lookup::Texts(map) => keys
                .as_string::<i32>()
                .iter()
                .map(|key| key.and_then(|key| map.get(key)).copied().unwrap_or(UNKNOWN))
                .collect(),
        }
    }
}
