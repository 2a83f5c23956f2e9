//! From a person's key to the person's index.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use arrow::array::{Array, ArrayRef, StringArray};
use arrow::buffer::{BooleanBuffer, Buffer};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize, Serializer};

use super::table::{AT_A_TIME, Table, UNKNOWN};
use crate::registers::digit_keys::{self, Keys, number};
use crate::registers::{Fault, KeyCounts, KeyType};
use foundation::keys::PersonIndex;

/// Unknown keys of a batch of which an even sample is looked at; fewer are all looked at.
const UNKNOWN_ROWS: usize = 512;

/// Keys to indices. Keys are whole numbers or text, whichever the population register has; text of digits is looked up as
/// a [number](digit_keys).
#[derive(Debug, Deserialize)]
#[serde(from = "KeyList")]
pub struct Lookup {
    kind: KeyType,
    /// Keys that were there when the table was last made.
    settled: Table,
    /// Keys since then.
    fresh: FxHashMap<i64, PersonIndex>,
    /// Text that is not a number.
    texts: FxHashMap<Box<str>, PersonIndex>,
    len: usize,
    /// How many digits keys have, ascending; made when it is first asked for.
    digits: OnceLock<Vec<usize>>,
}

impl Lookup {
    /// No keys yet.
    pub fn new(kind: KeyType) -> Lookup {
        let (fresh, texts) = (FxHashMap::default(), FxHashMap::default());
        Lookup { kind, settled: Table::new(&[]), fresh, texts, len: 0, digits: OnceLock::new() }
    }

    /// The kind of keys.
    pub fn kind(&self) -> KeyType {
        self.kind
    }

    /// The index of each key of a normalised key column, new keys getting the next free one.
    pub fn enter(&mut self, keys: &ArrayRef) -> Vec<PersonIndex> {
        let mut found = self.find(keys);
        for (row, index) in found.iter_mut().enumerate().filter(|(_, index)| **index == UNKNOWN) {
            if keys.is_null(row) {
                continue;
            }
            let next = PersonIndex(self.len as u32);
            let number = match Keys::of(keys) {
                Keys::Numbers(numbers) => Ok(numbers.value(row)),
                Keys::Texts(texts) => number(texts.value(row)).ok_or(texts.value(row)),
            };
            *index = match number {
                Ok(key) => *self.fresh.entry(key).or_insert(next),
                Err(text) => *self.texts.entry(text.into()).or_insert(next),
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
            let keys: Vec<(i64, PersonIndex)> = self.settled.entries().chain(self.fresh.drain()).collect();
            self.fresh = FxHashMap::default();
            self.settled = Table::new(&keys);
        }
    }

    /// The index of each key of a normalised key column; [`UNKNOWN`] for keys that are not in the population.
    pub fn find(&self, keys: &ArrayRef) -> Vec<PersonIndex> {
        let mut found = Vec::with_capacity(keys.len());
        self.places(keys, |_, places| found.extend(places.iter().map(|place| self.index(*place))));
        found
    }

    /// How many of some rows, whose keys are not in the population, have a key that is in it with other leading zeros or
    /// without separators such as the dash of a civil registration number. Whole numbers have one spelling.
    pub fn alike(&self, keys: &ArrayRef, rows: &[u32]) -> usize {
        if self.kind == KeyType::Integer || rows.is_empty() {
            return 0;
        }
        let all_digits = self.digits.get_or_init(|| self.numbers_of_digits());
        let is_alike = |row: &&u32| {
            let row = **row as usize;
            if keys.is_null(row) {
                return false;
            }
            let digits: String = match Keys::of(keys) {
                Keys::Numbers(numbers) => digit_keys::text(numbers.value(row)),
                Keys::Texts(texts) => texts.value(row).chars().filter(char::is_ascii_digit).collect(),
            };
            let digits = digits.trim_start_matches('0');
            if digits.is_empty() {
                return false;
            }
            let fitting = all_digits.iter().copied().filter(|length| *length >= digits.len());
            let padded = fitting.map(|length| format!("{digits:0>length$}"));
            let others: ArrayRef = Arc::new(StringArray::from_iter_values(padded));
            self.find(&others).iter().any(|person| *person != UNKNOWN)
        };
        rows.iter().filter(is_alike).count()
    }

    /// The fault of keys that are there in another spelling too, if they are many.
    pub fn keys_alike(&self) -> Option<Fault> {
        let alike = self.spelled_twice() as i64;
        let persons = self.len as i64;
        let counts = KeyCounts { rows: persons, matched: persons - alike, unmatched: alike, looked_at: alike, alike };
        counts.fault().map(|_| Fault::KeysAlike { count: alike, persons })
    }

    /// How many keys are there in another spelling too: with other leading zeros, or with separators. Whole numbers have one spelling.
    fn spelled_twice(&self) -> usize {
        if self.kind == KeyType::Integer {
            return 0;
        }
        let keys = self.settled.entries().map(|(key, _)| key).chain(self.fresh.keys().copied());
        // A key has a one before its digits.
        let value = |key: i64| if key > 0 { key - 10_i64.pow(key.ilog10()) } else { key };
        let mut values: Vec<i64> = keys.map(value).collect();
        values.sort_unstable();
        let again = values.windows(2).filter(|pair| pair[0] == pair[1]).count();
        let texts: Vec<&str> = self.texts.keys().map(|text| &**text).collect();
        let array: ArrayRef = Arc::new(StringArray::from_iter_values(texts.iter()));
        let rows: Vec<u32> = (0..texts.len() as u32).collect();
        again + self.alike(&array, &rows)
    }

    /// The numbers of digits of keys that are texts of digits.
    fn numbers_of_digits(&self) -> Vec<usize> {
        let keys = self.settled.entries().map(|(key, _)| key).chain(self.fresh.keys().copied());
        // A key has a one before its digits.
        let digits: BTreeSet<usize> = keys.filter(|key| *key > 0).map(|key| key.ilog10() as usize).collect();
        digits.into_iter().collect()
    }

    /// Calls `each` with the index and the key of every person, the key as bytes that no other key has.
    pub fn each_key(&self, mut each: impl FnMut(PersonIndex, &[u8])) {
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
    pub fn filter(&self, wanted: Option<&[bool]>) -> KeyFilter<'_> {
        let all = self.settled.len() + if self.fresh.len() + self.texts.len() > 0 { self.len } else { 0 };
        let wanted = wanted.map(|wanted| {
            BooleanBuffer::collect_bool(all, |place| {
                let person = self.index(place as u32);
                person != UNKNOWN && wanted[person.at()]
            })
        });
        KeyFilter { lookup: self, wanted }
    }

    /// The person's index at a place; behind the table, every person has one for keys that are not in it.
    #[inline]
    fn index(&self, place: u32) -> PersonIndex {
        match (place as usize).checked_sub(self.settled.len()) {
            None => self.settled.index(place),
            Some(person) => PersonIndex(person as u32),
        }
    }

    /// Calls `each` for blocks of a normalised key column with the first row and the places of the keys.
    #[inline]
    fn places(&self, keys: &ArrayRef, mut each: impl FnMut(usize, &[u32])) {
        let mut numbers = [0; AT_A_TIME];
        for first in (0..keys.len()).step_by(AT_A_TIME) {
            let rows = first..(first + AT_A_TIME).min(keys.len());
            let mut all_numbers = true;
            match Keys::of(keys) {
                Keys::Numbers(some) => {
                    let some = &some.values()[rows.clone()];
                    numbers.iter_mut().zip(some).for_each(|(number, key)| *number = *key);
                }
                Keys::Texts(texts) => {
                    for (to, row) in numbers.iter_mut().zip(rows.clone()) {
                        match number(texts.value(row)) {
                            Some(key) => *to = key,
                            // Looked up as text below.
                            None => all_numbers = false,
                        }
                    }
                }
            }
            let mut places = self.settled.places(&numbers);
            if !(all_numbers && self.fresh.is_empty() && keys.null_count() == 0) {
                for ((place, number), row) in places.iter_mut().zip(numbers).zip(rows.clone()) {
                    *place = self.place_elsewhere(keys, row, number, *place);
                }
            }
            each(first, &places[..rows.len()]);
        }
    }

    /// The place of a key that need not be a number in the table, if `place` is its place where it is.
    fn place_elsewhere(&self, keys: &ArrayRef, row: usize, number_of_it: i64, place: u32) -> u32 {
        let behind =
            |person: Option<&PersonIndex>| person.map_or(self.settled.nowhere(), |p| self.settled.len() as u32 + p.0);
        let text = match Keys::of(keys) {
            Keys::Texts(texts) if keys.is_valid(row) => Some(texts.value(row)),
            _ => None,
        };
        match text.filter(|text| number(text).is_none()) {
            _ if keys.is_null(row) => self.settled.nowhere(),
            Some(text) => behind(self.texts.get(text)),
            None if place == self.settled.nowhere() => behind(self.fresh.get(&number_of_it)),
            None => place,
        }
    }
}

/// Selects the rows of wanted persons by their keys.
pub struct KeyFilter<'a> {
    lookup: &'a Lookup,
    /// By place, whether the person is wanted: it takes so little room that it stays near the processor. Everyone is if `None`.
    wanted: Option<BooleanBuffer>,
}

/// The selected rows.
pub struct KeyMatches {
    /// By row, whether it was picked.
    pub rows: BooleanBuffer,
    /// By row, whether its key is in the population.
    pub known: BooleanBuffer,
    /// The persons of the rows that were.
    pub persons: Vec<PersonIndex>,
    /// Rows without a key, or with a key that is not in the population.
    pub unknown: usize,
    /// An even sample of them, of fewer than twice [`UNKNOWN_ROWS`]: all if there are no more.
    pub unknown_rows: Vec<u32>,
}

impl KeyFilter<'_> {
    /// Picks the rows of a normalised key column.
    pub fn pick(&self, keys: &ArrayRef) -> KeyMatches {
        let nowhere = self.lookup.settled.nowhere();
        let mut rows = Vec::with_capacity(keys.len().div_ceil(AT_A_TIME));
        let mut all_known = Vec::with_capacity(rows.capacity());
        let mut persons = Vec::new();
        let mut unknown = 0;
        let (mut unknown_rows, mut step) = (Vec::new(), 1);
        self.lookup.places(keys, |first, places| {
            let mut known = 0u64;
            for (at, place) in places.iter().enumerate() {
                known |= u64::from(*place != nowhere) << at;
            }
            let bits = match &self.wanted {
                Some(wanted) => {
                    let is_wanted = |place: &u32| u64::from(wanted.value(*place as usize));
                    places.iter().enumerate().fold(0u64, |bits, (at, place)| bits | is_wanted(place) << at)
                }
                None => known,
            };
            all_known.push(known);
            let of_places = places.len() - known.count_ones() as usize;
            if of_places > 0 {
                let rows = (first as u32..).zip(places).filter(|(_, place)| **place == nowhere).map(|(row, _)| row);
                unknown_rows.extend((unknown..).zip(rows).filter(|(number, _)| number % step == 0).map(|(_, row)| row));
                if unknown_rows.len() >= 2 * UNKNOWN_ROWS {
                    unknown_rows = std::mem::take(&mut unknown_rows).into_iter().step_by(2).collect();
                    step *= 2;
                }
            }
            unknown += of_places;
            rows.push(bits);
            // The persons lie beside their keys, which were read just now.
            let wanted = places.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
            persons.extend(wanted.map(|(_, place)| self.lookup.index(*place)));
        });
        let bits = |words: Vec<u64>| BooleanBuffer::new(Buffer::from_vec(words), 0, keys.len());
        KeyMatches { rows: bits(rows), known: bits(all_known), persons, unknown, unknown_rows }
    }
}

/// The keys of a lookup in a list, as the cache stores them: a table is made again from them.
#[derive(Serialize, Deserialize)]
struct KeyList {
    kind: KeyType,
    numbers: Vec<(i64, PersonIndex)>,
    texts: Vec<(String, PersonIndex)>,
}

impl Serialize for Lookup {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let fresh = self.fresh.iter().map(|(key, index)| (*key, *index));
        let texts = self.texts.iter().map(|(text, index)| (text.to_string(), *index));
        let numbers = self.settled.entries().chain(fresh).collect();
        KeyList { kind: self.kind, numbers, texts: texts.collect() }.serialize(to)
    }
}

impl From<KeyList> for Lookup {
    fn from(KeyList { kind, numbers, texts }: KeyList) -> Lookup {
        let len = numbers.len() + texts.len();
        let texts = texts.into_iter().map(|(text, index)| (text.into_boxed_str(), index)).collect();
        Lookup { kind, settled: Table::new(&numbers), fresh: FxHashMap::default(), texts, len, digits: OnceLock::new() }
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::Int64Array;

    use super::*;

    #[test]
    fn everyone_is_wanted_where_no_persons_are_named() {
        let mut lookup = Lookup::new(KeyType::Text);
        let texts = |of: &[&str]| -> ArrayRef { Arc::new(StringArray::from_iter_values(of)) };
        lookup.enter(&texts(&["0101", "0202", "x1"]));
        lookup.settle_all();
        // One that was entered since the table was made.
        lookup.enter(&texts(&["0303"]));
        let keys = texts(&["0202", "9", "x1", "y", "0303", "0101", "0202"]);
        let everyone = lookup.filter(None).pick(&keys);
        let named = lookup.filter(Some(&[true; 4])).pick(&keys);
        assert_eq!((&everyone.rows, &everyone.persons), (&named.rows, &named.persons));
        assert_eq!(everyone.persons, [1, 2, 3, 0, 1].map(PersonIndex));
        let some = lookup.filter(Some(&[true, false, true, false])).pick(&keys);
        assert_eq!(some.persons, [2, 0].map(PersonIndex));
        assert_eq!((some.known, some.unknown), (everyone.known, 2));
    }

    #[test]
    fn texts_that_read_as_the_same_number_are_different_keys() {
        let mut lookup = Lookup::new(KeyType::Text);
        let texts = ["7", "07", "007", "", "x7", "7 ", "123456789012345678", "1234567890123456789", "٧"];
        let keys: ArrayRef = Arc::new(StringArray::from_iter_values(texts));
        let wanted: Vec<PersonIndex> = (0..texts.len() as u32).map(PersonIndex).collect();
        assert_eq!(lookup.enter(&keys), wanted);
        assert_eq!(lookup.enter(&keys), wanted);
        lookup.settle();
        assert_eq!(lookup.find(&keys), wanted);
        let others: ArrayRef = Arc::new(StringArray::from(vec![Some("0007"), Some("17"), None, Some("1")]));
        assert_eq!(lookup.find(&others), [UNKNOWN; 4]);
    }

    #[test]
    fn keys_in_another_spelling_are_alike() {
        let mut lookup = Lookup::new(KeyType::Text);
        lookup.enter(&(Arc::new(StringArray::from_iter_values(["0101701234", "3112991234", "abc"])) as ArrayRef));
        lookup.settle_all();
        let texts = ["101701234", "010170-1234", "00101701234", "0201701234", "x", "", "3112991234"];
        let keys: ArrayRef = Arc::new(StringArray::from_iter_values(texts));
        assert_eq!([0, 1, 2, 3, 4, 5].map(|row| lookup.alike(&keys, &[row])), [1, 1, 1, 0, 0, 0]);
        assert_eq!(lookup.alike(&keys, &[0, 3]), 1);
    }

    #[test]
    fn keys_get_the_next_free_index_before_and_after_settling() {
        let mut lookup = Lookup::new(KeyType::Integer);
        let keys = |keys: Vec<Option<i64>>| Arc::new(Int64Array::from(keys)) as ArrayRef;
        assert_eq!(lookup.enter(&keys(vec![Some(5), Some(-5), Some(5)])), [0, 1, 0].map(PersonIndex));
        lookup.settle();
        assert_eq!(lookup.enter(&keys(vec![Some(i64::MAX), None, Some(5)])), [PersonIndex(2), UNKNOWN, PersonIndex(0)]);
        assert_eq!(
            lookup.find(&keys(vec![Some(i64::MAX), Some(-5), Some(4), None])),
            [PersonIndex(2), PersonIndex(1), UNKNOWN, UNKNOWN]
        );
    }
}
