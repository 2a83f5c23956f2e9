//! A hash table from whole numbers to persons' indices that is built once and read many times.
//!
//! Keys lie in their own order where they are spread evenly enough, so that a register sorted by person walks through the
//! table from front to back; otherwise they are mixed. Either way a key lies few places after where it belongs. Keys are
//! looked up in blocks, so that the memory reads of a block overlap.

use foundation::keys::PersonIndex;

/// The index of a key that is not in the population.
pub const UNKNOWN: PersonIndex = PersonIndex(u32::MAX);

/// How far a key may lie behind its place.
const REACH: usize = 128;

/// How many keys are looked up at a time.
pub const AT_A_TIME: usize = 64;

/// The scale of keys that have a place each.
const ONE_PLACE_EACH: u64 = 0;

/// Keys and indices.
#[derive(Debug)]
pub struct Table {
    /// By place, the key and the person's index, side by side so that memory is asked once; `free` marks a place without.
    entries: Vec<(i64, PersonIndex)>,
    /// A number that is not a key.
    free: i64,
    spread: Spread,
    /// Places where a key may belong; some more follow, the last of which is free.
    places: usize,
}

/// Where a key belongs.
#[derive(Debug, Clone, Copy)]
enum Spread {
    /// In the order of the keys: the first key, what lies between it and the last, and places for each, in 2⁻⁶⁴, or
    /// [`ONE_PLACE_EACH`].
    Ordered { first: i64, span: u64, scale: u64 },
    /// By the upper bits of a product.
    Mixed,
}

impl Spread {
    /// The place of a key among so many; beyond all of them if no such key was entered.
    #[inline]
    fn place(self, key: i64, places: usize) -> usize {
        let of = |number: u64, scale: u64| ((u128::from(number) * u128::from(scale)) >> 64) as usize;
        match self {
            Spread::Ordered { first, span, scale } => {
                let behind = key.wrapping_sub(first).cast_unsigned();
                let place = if scale == ONE_PLACE_EACH { behind as usize } else { of(behind, scale) };
                if behind <= span { place } else { places + REACH }
            }
            Spread::Mixed => of(key.cast_unsigned().wrapping_mul(0x9E37_79B9_7F4A_7C15), places as u64),
        }
    }
}

impl Table {
    /// A table of keys, each of which comes once, fewer than 2³⁰.
    pub fn new(keys: &[(i64, PersonIndex)]) -> Table {
        let mut places = keys.len().max(8) * 2;
        if let Some(table) = Table::spread(keys, ordered(keys, places), places) {
            return table;
        }
        loop {
            if let Some(table) = Table::spread(keys, Spread::Mixed, places) {
                return table;
            }
            places *= 2;
        }
    }

    /// The table, unless a key would lie too far behind its place.
    fn spread(keys: &[(i64, PersonIndex)], spread: Spread, places: usize) -> Option<Table> {
        // Among one number more than there are keys, one is no key.
        let mut low: Vec<i64> =
            keys.iter().map(|(key, _)| *key).filter(|key| *key < i64::MIN + keys.len() as i64).collect();
        low.sort_unstable();
        let free = low
            .iter()
            .zip(i64::MIN..)
            .find(|(key, free)| *key != free)
            .map_or(i64::MIN + low.len() as i64, |(_, free)| free);
        let size = places + REACH + 1;
        let mut table = Table { entries: vec![(free, UNKNOWN); size], free, spread, places };
        for (key, index) in keys {
            let from = spread.place(*key, places);
            let reach = table.entries.get(from..(from + REACH).min(places + REACH))?;
            let place = from + reach.iter().position(|(other, _)| *other == free)?;
            *table.entries.get_mut(place)? = (*key, *index);
        }
        Some(table)
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// The place of keys that were not entered: the last, which is free.
    pub fn nowhere(&self) -> u32 {
        (self.places + REACH) as u32
    }

    /// The index at a place; [`UNKNOWN`] at a free one.
    #[inline]
    pub fn index(&self, place: u32) -> PersonIndex {
        self.entries[place as usize].1
    }

    /// The places of keys.
    #[inline]
    pub fn places(&self, keys: &[i64; AT_A_TIME]) -> [u32; AT_A_TIME] {
        let mut places = [0; AT_A_TIME];
        let mut others = [0; AT_A_TIME];
        for (place, key) in places.iter_mut().zip(keys) {
            *place = self.spread.place(*key, self.places) as u32;
        }
        for (other, place) in others.iter_mut().zip(&places) {
            *other = self.entries[*place as usize].0;
        }
        for ((place, key), other) in places.iter_mut().zip(keys).zip(others) {
            if other != *key || other == self.free {
                *place = self.behind(*key, *place);
            }
        }
        places
    }

    /// The place of a key that does not lie where it belongs.
    #[inline]
    fn behind(&self, key: i64, place: u32) -> u32 {
        let found =
            self.entries[place as usize..].iter().zip(place..).find(|((other, _), _)| [key, self.free].contains(other));
        found.filter(|((other, _), _)| *other == key && key != self.free).map_or(self.nowhere(), |(_, place)| place)
    }

    /// All keys with their indices.
    pub fn entries(&self) -> impl Iterator<Item = (i64, PersonIndex)> {
        self.entries.iter().copied().filter(|(key, _)| *key != self.free)
    }
}

fn ordered(keys: &[(i64, PersonIndex)], places: usize) -> Spread {
    let each = || keys.iter().map(|(key, _)| *key);
    let (Some(first), Some(last)) = (each().min(), each().max()) else { return Spread::Mixed };
    let span = last.wrapping_sub(first).cast_unsigned();
    let scale = ((places as u128) << 64) / (u128::from(span) + 1);
    // Where every number between the first and the last has a place, numbers are places.
    Spread::Ordered { first, span, scale: u64::try_from(scale).unwrap_or(ONE_PLACE_EACH) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn holds(keys: &[i64], others: &[i64]) {
        let entered: Vec<(i64, PersonIndex)> =
            keys.iter().zip(0..).map(|(key, index)| (*key, PersonIndex(index))).collect();
        let table = Table::new(&entered);
        let find = |key: i64| {
            let found = table.places(&[key; AT_A_TIME]);
            assert_eq!(found, [found[0]; AT_A_TIME]);
            table.index(found[0])
        };
        for (key, index) in &entered {
            assert_eq!(find(*key), *index);
        }
        for other in others.iter().chain([&table.free]).filter(|other| !keys.contains(other)) {
            assert_eq!(find(*other), UNKNOWN);
        }
        let mut all: Vec<(i64, PersonIndex)> = table.entries().collect();
        all.sort_by_key(|(_, index)| *index);
        assert_eq!(all, entered);
    }

    #[test]
    fn keys_that_crowd_together_are_mixed() {
        let crowded: Vec<i64> = (0..5000).chain([i64::MAX, i64::MIN]).collect();
        let table =
            Table::new(&crowded.iter().zip(0..).map(|(key, index)| (*key, PersonIndex(index))).collect::<Vec<_>>());
        assert!(matches!(table.spread, Spread::Mixed));
        holds(&crowded, &[-1, 5000, i64::MAX - 1]);
    }

    #[test]
    fn keys_next_to_each_other_lie_in_their_order() {
        let keys: Vec<i64> = (1000..3000).rev().collect();
        holds(&keys, &[0, 999, 3000, i64::MIN]);
        holds(&[], &[0, 5]);
        holds(&[7], &[0, 6, 8]);
        holds(&[i64::MIN, i64::MIN + 1, i64::MIN + 3], &[i64::MIN + 2, i64::MIN + 4, i64::MAX]);
    }

    proptest! {
        #[test]
        fn every_key_is_found_and_no_other(keys in prop::collection::btree_set(any::<i64>(), 0..200), others in prop::collection::vec(any::<i64>(), 20)) {
            holds(&keys.into_iter().collect::<Vec<_>>(), &others);
        }

        #[test]
        fn small_keys_too(keys in prop::collection::btree_set(-60i64..60, 0..80), others in prop::collection::vec(-70i64..70, 20)) {
            holds(&keys.into_iter().collect::<Vec<_>>(), &others);
        }
    }
}
