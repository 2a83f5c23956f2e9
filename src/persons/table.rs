//! A table from whole numbers to persons' indices that is made once and looked up by the hundred million.
//!
//! Keys lie in their own order where they are spread evenly enough, so that a register sorted by person walks through the
//! table from front to back; otherwise they are mixed. Either way a key lies few places after where it belongs.

use super::UNKNOWN;

/// How far a key may lie behind its place.
const REACH: usize = 64;

/// Keys and indices.
#[derive(Debug)]
pub struct Table {
    /// A key and its index; [`UNKNOWN`] marks a free place.
    places: Vec<(i64, u32)>,
    spread: Spread,
}

/// Where a key belongs.
#[derive(Debug, Clone, Copy)]
enum Spread {
    /// In the order of the keys: the first key, what lies between it and the last, and places for each, in 2⁻⁶⁴; nought
    /// stands for one.
    Ordered { first: i64, span: u64, scale: u64 },
    /// By the upper bits of a product.
    Mixed { shift: u32 },
}

impl Spread {
    /// The place of a key; `None` if no such key was entered.
    #[inline]
    fn place(self, key: i64) -> Option<usize> {
        match self {
            Spread::Ordered { first, span, scale } => {
                let behind = key.wrapping_sub(first).cast_unsigned();
                let place = if scale == 0 { behind } else { ((u128::from(behind) * u128::from(scale)) >> 64) as u64 };
                (behind <= span).then_some(place as usize)
            }
            Spread::Mixed { shift } => {
                Some((key.cast_unsigned().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> shift) as usize)
            }
        }
    }
}

impl Table {
    /// A table of keys, each of which comes once.
    pub fn new(keys: &[(i64, u32)]) -> Table {
        let mut bits = (keys.len().max(2) * 2).next_power_of_two().ilog2();
        if let Some(table) = Table::spread(keys, ordered(keys, 1 << bits), 1 << bits) {
            return table;
        }
        loop {
            if let Some(table) = Table::spread(keys, Spread::Mixed { shift: 64 - bits }, 1 << bits) {
                return table;
            }
            bits += 1;
        }
    }

    /// The table, unless a key would lie too far behind its place.
    fn spread(keys: &[(i64, u32)], spread: Spread, places: usize) -> Option<Table> {
        let mut table = Table { places: vec![(0, UNKNOWN); places + REACH], spread };
        for (key, index) in keys {
            let from = spread.place(*key)?;
            let free = table.places.iter_mut().skip(from).take(REACH).find(|(_, index)| *index == UNKNOWN)?;
            *free = (*key, *index);
        }
        Some(table)
    }

    /// The index of a key; [`UNKNOWN`] if there is none.
    #[inline]
    pub fn find(&self, key: i64) -> u32 {
        let Some(mut place) = self.spread.place(key) else { return UNKNOWN };
        while let Some((other, index)) = self.places.get(place) {
            if *other == key || *index == UNKNOWN {
                return *index;
            }
            place += 1;
        }
        UNKNOWN
    }

    /// All keys with their indices.
    pub fn entries(&self) -> impl Iterator<Item = (i64, u32)> {
        self.places.iter().copied().filter(|(_, index)| *index != UNKNOWN)
    }
}

fn ordered(keys: &[(i64, u32)], places: usize) -> Spread {
    let first = keys.iter().map(|(key, _)| *key).min().unwrap_or_default();
    let last = keys.iter().map(|(key, _)| *key).max().unwrap_or_default();
    let span = last.wrapping_sub(first).cast_unsigned();
    let scale = ((places as u128) << 64) / (u128::from(span) + 1);
    // Where every number between the first and the last has a place, numbers are places.
    Spread::Ordered { first, span, scale: u64::try_from(scale).unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn holds(keys: &[i64], others: &[i64]) {
        let entered: Vec<(i64, u32)> = keys.iter().zip(0..).map(|(key, index)| (*key, index)).collect();
        let table = Table::new(&entered);
        for (key, index) in &entered {
            assert_eq!(table.find(*key), *index);
        }
        for other in others.iter().filter(|other| !keys.contains(other)) {
            assert_eq!(table.find(*other), UNKNOWN);
        }
        let mut all: Vec<(i64, u32)> = table.entries().collect();
        all.sort_by_key(|(_, index)| *index);
        assert_eq!(all, entered);
    }

    #[test]
    fn keys_that_crowd_together_are_mixed() {
        let crowded: Vec<i64> = (0..5000).chain([i64::MAX, i64::MIN]).collect();
        let table = Table::new(&crowded.iter().zip(0..).map(|(key, index)| (*key, index)).collect::<Vec<_>>());
        assert!(matches!(table.spread, Spread::Mixed { .. }));
        holds(&crowded, &[-1, 5000, i64::MAX - 1]);
    }

    #[test]
    fn keys_next_to_each_other_lie_in_their_order() {
        let keys: Vec<i64> = (1000..3000).rev().collect();
        holds(&keys, &[0, 999, 3000, i64::MIN]);
        holds(&[], &[0, 5]);
        holds(&[7], &[0, 6, 8]);
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
