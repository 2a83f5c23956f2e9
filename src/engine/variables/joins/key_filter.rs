//! A set of keys that takes 12 bits each or a few more, in which a key that was entered is always found, and few others are.

use std::sync::atomic::{AtomicU64, Ordering};

use super::keys::JoinKey;

/// Bits for each key.
const BITS: u64 = 12;

/// The most words: 64 MiB.
const WORDS: usize = 1 << 23;

/// The keys of rows that may count or whose spelling is looked at, or of rows that meet a condition.
pub struct KeySet {
    /// A power of two of them; none, if every key may be one.
    words: Vec<AtomicU64>,
}

impl KeySet {
    /// Room for about so many keys.
    pub fn new(keys: u64) -> KeySet {
        let words = usize::try_from(keys * BITS / 64).unwrap_or(WORDS).clamp(1, WORDS).next_power_of_two();
        KeySet { words: (0..words).map(|_| AtomicU64::new(0)).collect() }
    }

    /// Every key.
    pub fn all() -> KeySet {
        KeySet { words: Vec::new() }
    }

    /// Enters a key. Called from many threads; what is found at the end does not depend on their order.
    pub fn enter<K: JoinKey>(&self, key: K) {
        if let Some((word, bits)) = self.place(key) {
            self.words[word].fetch_or(bits, Ordering::Relaxed);
        }
    }

    /// Whether a key may have been entered.
    #[inline]
    pub fn may_have<K: JoinKey>(&self, key: K) -> bool {
        self.place(key).is_none_or(|(word, bits)| self.words[word].load(Ordering::Relaxed) & bits == bits)
    }

    /// The word of a key, and its bits in it.
    #[inline]
    fn place<K: JoinKey>(&self, key: K) -> Option<(usize, u64)> {
        let last = self.words.len().checked_sub(1)?;
        let mixed = key.mixed().wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let bits = 1 << (mixed & 63) | 1 << (mixed >> 6 & 63) | 1 << (mixed >> 12 & 63);
        Some(((mixed >> 40) as usize & last, bits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_were_entered_are_found_and_few_others() {
        let wanted = KeySet::new(10_000);
        (0..10_000u64).for_each(|key| wanted.enter(key * 7));
        assert!((0..10_000u64).all(|key| wanted.may_have(key * 7)));
        let others = (0..100_000u64).filter(|key| key % 7 != 0 && wanted.may_have(*key)).count();
        assert!(others < 5_000, "{others}");
        assert!(KeySet::all().may_have(3u64));
    }
}
