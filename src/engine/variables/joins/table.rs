//! The keys of a part of a join: a hash table of those that a register has, small enough for the processor's cache.

use super::keys::JoinKey;

/// What is known of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyLookup {
    /// No row has it.
    Nowhere,
    /// The row of a wanted person: its number; [`KeyTable::next`] has those after it.
    Row(u32),
    /// A row of a wanted person of which nothing but the key was read.
    Wanted,
    /// A row of a person who is not wanted.
    Other,
    /// A row of a person who is not in the population.
    Unmatched,
    /// Several rows, of a register where one has it.
    Several,
}

const NOWHERE: u32 = u32::MAX;
// Of the rows of a key, one of a lower number goes before others.
const UNMATCHED: u32 = u32::MAX - 1;
const OTHER: u32 = u32::MAX - 2;
const WANTED: u32 = u32::MAX - 3;
const SEVERAL: u32 = u32::MAX - 4;

/// Keys, and what is known of them.
pub struct KeyTable<K> {
    keys: Vec<K>,
    found: Vec<u32>,
    /// By row of a wanted person, the next one with its key.
    next: Vec<u32>,
    mask: usize,
    shared: bool,
    /// Rows whose key another row has too.
    repeated: u64,
}

impl<K: JoinKey> KeyTable<K> {
    /// A table for so many keys at most. `shared` says that several rows may have one.
    pub fn new(keys: usize, shared: bool) -> KeyTable<K> {
        let places = (keys.max(4) * 2).next_power_of_two();
        KeyTable {
            keys: vec![K::NONE; places],
            found: vec![NOWHERE; places],
            next: Vec::new(),
            mask: places - 1,
            shared,
            repeated: 0,
        }
    }

    /// Enters the rows of wanted persons in order, numbered from 0.
    pub fn enter_rows(&mut self, keys: &[K]) {
        self.next = vec![NOWHERE; keys.len()];
        // From the last, so that those of a key follow one another.
        for (number, key) in keys.iter().enumerate().rev() {
            self.enter(*key, number as u32);
        }
    }

    /// Enters a row of a wanted person of which nothing but the key was read.
    pub fn enter_wanted(&mut self, key: K) {
        self.enter(key, WANTED);
    }

    /// Enters a row of a person who is not wanted.
    pub fn enter_other(&mut self, key: K) {
        self.enter(key, OTHER);
    }

    /// Enters a row of a person who is not in the population.
    pub fn enter_unmatched(&mut self, key: K) {
        self.enter(key, UNMATCHED);
    }

    #[inline]
    fn enter(&mut self, key: K, row: u32) {
        if key == K::NONE {
            return;
        }
        let place = self.place(key);
        let known = self.found[place];
        if known == NOWHERE {
            self.keys[place] = key;
            self.found[place] = row;
            return;
        }
        if !self.shared {
            // The first of them counts with the second.
            self.repeated += if known == SEVERAL { 1 } else { 2 };
            self.found[place] = SEVERAL;
            return;
        }
        match (known < SEVERAL, row < SEVERAL) {
            (true, true) => {
                self.next[row as usize] = known;
                self.found[place] = row;
            }
            // A wanted person goes before others, and one in the population before one who is not.
            _ if row < known => self.found[place] = row,
            _ => {}
        }
    }

    /// The place of a key, or the free one where it belongs.
    #[inline]
    fn place(&self, key: K) -> usize {
        let mut place = key.mixed() as usize & self.mask;
        while self.keys[place] != key && self.keys[place] != K::NONE {
            place = (place + 1) & self.mask;
        }
        place
    }

    /// What is known of a key.
    #[inline]
    pub fn find(&self, key: K) -> KeyLookup {
        if key == K::NONE {
            return KeyLookup::Nowhere;
        }
        match self.found[self.place(key)] {
            NOWHERE => KeyLookup::Nowhere,
            WANTED => KeyLookup::Wanted,
            OTHER => KeyLookup::Other,
            UNMATCHED => KeyLookup::Unmatched,
            SEVERAL => KeyLookup::Several,
            row => KeyLookup::Row(row),
        }
    }

    /// The row of a wanted person after another with the same key.
    pub fn next(&self, row: u32) -> Option<u32> {
        Some(self.next[row as usize]).filter(|next| *next != NOWHERE)
    }

    /// Rows whose key another row has too, where one row should have it.
    pub fn repeated(&self) -> u64 {
        self.repeated
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_several_rows_are_reported_or_shared() {
        let mut one: KeyTable<u64> = KeyTable::new(8, false);
        one.enter_rows(&[5, 6, 7]);
        one.enter_other(8);
        one.enter_unmatched(9);
        one.enter_other(6);
        one.enter_unmatched(6);
        one.enter_other(u64::NONE);
        let found = [5, 6, 7, 8, 9, 10, u64::NONE].map(|key| one.find(key));
        let wanted = [KeyLookup::Row(0), KeyLookup::Several, KeyLookup::Row(2), KeyLookup::Other, KeyLookup::Unmatched];
        assert_eq!(found[..5], wanted);
        assert_eq!(found[5..], [KeyLookup::Nowhere; 2]);
        assert_eq!(one.repeated(), 3);

        let mut shared: KeyTable<u64> = KeyTable::new(8, true);
        shared.enter_rows(&[5, 6, 5, 5]);
        shared.enter_unmatched(6);
        shared.enter_unmatched(7);
        shared.enter_other(7);
        assert_eq!([5, 6, 7].map(|key| shared.find(key)), [KeyLookup::Row(0), KeyLookup::Row(1), KeyLookup::Other]);
        assert_eq!((shared.next(0), shared.next(2), shared.next(3), shared.next(1)), (Some(2), Some(3), None, None));
    }
}
