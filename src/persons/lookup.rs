//! From a person's key, as a register writes it, to the person's index.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::Int64Type;
use rustc_hash::FxHashMap;

use super::table::Table;
use crate::cache::Kept;
use crate::registers::KeyType;

/// The index of keys that the population register does not have.
pub const UNKNOWN: u32 = u32::MAX;

/// The most digits of a text that is looked up as a number.
const DIGITS: usize = 18;

/// Keys to indices. Keys are whole numbers or text, whichever the population register has; text of digits is looked up as
/// a number that tells how many there are.
#[derive(Debug)]
pub struct Lookup {
    kind: KeyType,
    /// Keys that were there when the table was last made.
    settled: Table,
    /// Keys since then.
    fresh: FxHashMap<i64, u32>,
    /// Text that is no number.
    texts: FxHashMap<Box<str>, u32>,
    len: usize,
}

impl Lookup {
    /// No keys yet.
    pub fn new(kind: KeyType) -> Lookup {
        let (fresh, texts) = (FxHashMap::default(), FxHashMap::default());
        Lookup { kind, settled: Table::new(&[]), fresh, texts, len: 0 }
    }

    /// The kind of keys.
    pub fn kind(&self) -> KeyType {
        self.kind
    }

    /// The index of each key of a normalised key column, new keys getting the next free one.
    pub fn enter(&mut self, keys: &ArrayRef) -> Vec<u32> {
        let mut found = self.find(keys);
        for (row, index) in found.iter_mut().enumerate().filter(|(_, index)| **index == UNKNOWN) {
            if keys.is_null(row) {
                continue;
            }
            let next = self.len as u32;
            *index = match self.kind {
                KeyType::Integer => *self.fresh.entry(keys.as_primitive::<Int64Type>().value(row)).or_insert(next),
                KeyType::Text => {
                    let text = keys.as_string::<i32>().value(row);
                    match number(text) {
                        Some(key) => *self.fresh.entry(key).or_insert(next),
                        None => *self.texts.entry(text.into()).or_insert(next),
                    }
                }
            };
            self.len += usize::from(*index == next);
        }
        found
    }

    /// Makes a table of all keys so far, once enough of them are new to be worth it.
    pub fn settle(&mut self) {
        if self.fresh.len() * 16 > self.len {
            let keys: Vec<(i64, u32)> = self.settled.entries().chain(self.fresh.drain()).collect();
            self.fresh = FxHashMap::default();
            self.settled = Table::new(&keys);
        }
    }

    /// The index of each key of a normalised key column; [`UNKNOWN`] for keys that nobody in the population has.
    pub fn find(&self, keys: &ArrayRef) -> Vec<u32> {
        match self.kind {
            KeyType::Integer if keys.null_count() == 0 => {
                keys.as_primitive::<Int64Type>().values().iter().map(|key| self.number(*key)).collect()
            }
            KeyType::Integer => {
                let keys = keys.as_primitive::<Int64Type>().iter();
                keys.map(|key| key.map_or(UNKNOWN, |key| self.number(key))).collect()
            }
            KeyType::Text => {
                let keys = keys.as_string::<i32>().iter();
                keys.map(|key| key.map_or(UNKNOWN, |key| self.text(key))).collect()
            }
        }
    }

    #[inline]
    fn number(&self, key: i64) -> u32 {
        match self.settled.find(key) {
            UNKNOWN if !self.fresh.is_empty() => self.fresh.get(&key).copied().unwrap_or(UNKNOWN),
            index => index,
        }
    }

    fn text(&self, key: &str) -> u32 {
        match number(key) {
            Some(key) => self.number(key),
            None => self.texts.get(key).copied().unwrap_or(UNKNOWN),
        }
    }
}

impl Kept for Lookup {
    fn keep(&self, to: &mut Vec<u8>) {
        let is_text = self.kind == KeyType::Text;
        u8::from(is_text).keep(to);
        self.settled.entries().chain(self.fresh.iter().map(|(key, index)| (*key, *index))).collect::<Vec<_>>().keep(to);
        self.texts.iter().map(|(key, index)| (key.to_string(), *index)).collect::<Vec<_>>().keep(to);
    }

    fn found(from: &mut &[u8]) -> Option<Self> {
        let kind = if u8::found(from)? == 0 { KeyType::Integer } else { KeyType::Text };
        let keys = Vec::<(i64, u32)>::found(from)?;
        let texts = Vec::<(String, u32)>::found(from)?;
        let len = keys.len() + texts.len();
        let texts = texts.into_iter().map(|(text, index)| (text.into_boxed_str(), index)).collect();
        Some(Lookup { kind, settled: Table::new(&keys), fresh: FxHashMap::default(), texts, len })
    }
}

/// A text of digits as a number, different for every text: a one and its digits.
#[inline]
fn number(text: &str) -> Option<i64> {
    if text.len() > DIGITS {
        return None;
    }
    text.bytes().try_fold(1, |number, byte| byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0')))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{Int64Array, StringArray};

    use super::*;

    #[test]
    fn texts_that_read_as_the_same_number_are_different_keys() {
        let mut lookup = Lookup::new(KeyType::Text);
        let texts = ["7", "07", "007", "", "x7", "7 ", "123456789012345678", "1234567890123456789", "٧"];
        let keys: ArrayRef = Arc::new(StringArray::from_iter_values(texts));
        let wanted: Vec<u32> = (0..texts.len() as u32).collect();
        assert_eq!(lookup.enter(&keys), wanted);
        assert_eq!(lookup.enter(&keys), wanted);
        lookup.settle();
        assert_eq!(lookup.find(&keys), wanted);
        let others: ArrayRef = Arc::new(StringArray::from(vec![Some("0007"), Some("17"), None, Some("1")]));
        assert_eq!(lookup.find(&others), [UNKNOWN; 4]);
    }

    #[test]
    fn keys_get_the_next_free_index_before_and_after_settling() {
        let mut lookup = Lookup::new(KeyType::Integer);
        let keys = |keys: Vec<Option<i64>>| Arc::new(Int64Array::from(keys)) as ArrayRef;
        assert_eq!(lookup.enter(&keys(vec![Some(5), Some(-5), Some(5)])), [0, 1, 0]);
        lookup.settle();
        assert_eq!(lookup.enter(&keys(vec![Some(i64::MAX), None, Some(5)])), [2, UNKNOWN, 0]);
        assert_eq!(lookup.find(&keys(vec![Some(i64::MAX), Some(-5), Some(4), None])), [2, 1, UNKNOWN, UNKNOWN]);
    }
}
