//! From a person's key to the person's index.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::buffer::{BooleanBuffer, Buffer};
use arrow::datatypes::Int64Type;
use rustc_hash::FxHashMap;

use super::table::{AT_A_TIME, Table};
use crate::cache::Kept;
use crate::registers::KeyType;

/// The index of keys that are not in the population register.
pub const UNKNOWN: u32 = u32::MAX;

/// The most digits of a text that is looked up as a number.
const DIGITS: usize = 18;

/// Keys to indices. Keys are whole numbers or text, whichever the population register has; text of digits is looked up as
/// a number that keeps their count.
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
            self.settle_all();
        }
    }

    /// Makes a table of all keys so far.
    pub fn settle_all(&mut self) {
        if !self.fresh.is_empty() {
            let keys: Vec<(i64, u32)> = self.settled.entries().chain(self.fresh.drain()).collect();
            self.fresh = FxHashMap::default();
            self.settled = Table::new(&keys);
        }
    }

    /// The index of each key of a normalised key column; [`UNKNOWN`] for keys that are not in the population.
    pub fn find(&self, keys: &ArrayRef) -> Vec<u32> {
        let mut found = Vec::with_capacity(keys.len());
        self.places(keys, |_, places| found.extend(places.iter().map(|place| self.index(*place))));
        found
    }

    /// Calls `each` with the index and the key of every person, the key as bytes that no other key has.
    pub fn each_key(&self, mut each: impl FnMut(u32, &[u8])) {
        let numbers = self.settled.entries().chain(self.fresh.iter().map(|(key, index)| (*key, *index)));
        for (key, index) in numbers {
            each(index, &key.to_le_bytes());
        }
        for (text, index) in &self.texts {
            // A text of eight bytes is not a number of eight bytes.
            each(*index, &[b"text ", text.as_bytes()].concat());
        }
    }

    /// Selects the rows of some persons, or of all persons if `None`.
    pub fn sieve(&self, wanted: Option<&[bool]>) -> Sieve<'_> {
        let all = self.settled.len() + if self.fresh.len() + self.texts.len() > 0 { self.len } else { 0 };
        let is_wanted = |place: usize| {
            let person = self.index(place as u32);
            person != UNKNOWN && wanted.is_none_or(|wanted| wanted.get(person as usize) == Some(&true))
        };
        Sieve { lookup: self, wanted: BooleanBuffer::collect_bool(all, is_wanted) }
    }

    /// The person's index at a place; behind the table, every person has one for keys that are not in it.
    #[inline]
    fn index(&self, place: u32) -> u32 {
        match (place as usize).checked_sub(self.settled.len()) {
            None => self.settled.index(place),
            Some(person) => person as u32,
        }
    }

    /// Calls `each` for blocks of a normalised key column with the first row and the places of the keys.
    #[inline]
    fn places(&self, keys: &ArrayRef, mut each: impl FnMut(usize, &[u32])) {
        let mut numbers = [0; AT_A_TIME];
        for first in (0..keys.len()).step_by(AT_A_TIME) {
            let rows = first..(first + AT_A_TIME).min(keys.len());
            let mut all_numbers = true;
            match self.kind {
                KeyType::Integer => {
                    let some = keys.as_primitive::<Int64Type>().values().get(rows.clone()).unwrap_or_default();
                    numbers.iter_mut().zip(some).for_each(|(number, key)| *number = *key);
                }
                KeyType::Text => {
                    let texts = keys.as_string::<i32>();
                    for (to, row) in numbers.iter_mut().zip(rows.clone()) {
                        let key = number(texts.value(row));
                        all_numbers &= key.is_some();
                        *to = key.unwrap_or_default();
                    }
                }
            }
            let mut places = self.settled.places(&numbers);
            if !(all_numbers && self.fresh.is_empty() && keys.null_count() == 0) {
                for ((place, number), row) in places.iter_mut().zip(numbers).zip(rows.clone()) {
                    *place = self.place_elsewhere(keys, row, number, *place);
                }
            }
            each(first, places.get(..rows.len()).unwrap_or_default());
        }
    }

    /// The place of a key that need not be a number in the table, if `place` is its place where it is.
    fn place_elsewhere(&self, keys: &ArrayRef, row: usize, number_of_it: i64, place: u32) -> u32 {
        let behind = |person: Option<&u32>| person.map_or(self.settled.nowhere(), |p| self.settled.len() as u32 + p);
        let text = (self.kind == KeyType::Text && keys.is_valid(row)).then(|| keys.as_string::<i32>().value(row));
        match text.filter(|text| number(text).is_none()) {
            _ if keys.is_null(row) => self.settled.nowhere(),
            Some(text) => behind(self.texts.get(text)),
            None if place == self.settled.nowhere() => behind(self.fresh.get(&number_of_it)),
            None => place,
        }
    }
}

/// Selects the rows of wanted persons by their keys.
pub struct Sieve<'a> {
    lookup: &'a Lookup,
    /// By place, whether the person is wanted: it takes so little room that it stays near the processor.
    wanted: BooleanBuffer,
}

/// The selected rows.
pub struct Picked {
    /// By row, whether it was picked.
    pub rows: BooleanBuffer,
    /// The persons of the rows that were.
    pub persons: Vec<u32>,
    /// Rows without a key, or with a key that is not in the population.
    pub unknown: usize,
}

impl Sieve<'_> {
    /// Picks the rows of a normalised key column.
    pub fn pick(&self, keys: &ArrayRef) -> Picked {
        let nowhere = self.lookup.settled.nowhere();
        let mut rows = Vec::with_capacity(keys.len().div_ceil(AT_A_TIME));
        let mut picked = Vec::new();
        let mut unknown = 0;
        self.lookup.places(keys, |_, places| {
            let mut bits = 0u64;
            for (at, place) in places.iter().enumerate() {
                bits |= u64::from(self.wanted.value(*place as usize)) << at;
                unknown += usize::from(*place == nowhere);
            }
            rows.push(bits);
            let wanted = places.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
            picked.extend(wanted.map(|(_, place)| *place));
        });
        // After all places, so that memory answers for many persons at once.
        let persons = picked.into_iter().map(|place| self.lookup.index(place)).collect();
        Picked { rows: BooleanBuffer::new(Buffer::from_vec(rows), 0, keys.len()), persons, unknown }
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
