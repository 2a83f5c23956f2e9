//! Groups of a result, each of which stands there once. An engine that did a part twice before it wrote the totals has the totals of both.

use arrow::array::{Array, ArrayRef};
use rustc_hash::FxHashSet;

use crate::registers::digit_keys::Keys;

/// The groups that were read, by a hash: there can be as many as rows.
#[derive(Debug, Default)]
pub struct GroupsSeen(FxHashSet<u128>);

impl GroupsSeen {
    /// Enters a group by its numbers, the person of a row and a text. Says whether it is new.
    pub fn enter(&mut self, numbers: &[i64], (keys, row): (&ArrayRef, usize), text: &str) -> bool {
        let mut hasher = blake3::Hasher::new();
        for number in numbers {
            hasher.update(&number.to_le_bytes());
        }
        if keys.is_valid(row) {
            match Keys::of(keys) {
                Keys::Numbers(numbers) => hasher.update(b"n").update(&numbers.value(row).to_le_bytes()),
                Keys::Texts(texts) => {
                    let key = texts.value(row);
                    hasher.update(b"t").update(&key.len().to_le_bytes()).update(key.as_bytes())
                }
            };
        }
        hasher.update(b"|").update(text.as_bytes());
        let mut hash = [0; 16];
        hasher.finalize_xof().fill(&mut hash);
        self.0.insert(u128::from_le_bytes(hash))
    }
}
