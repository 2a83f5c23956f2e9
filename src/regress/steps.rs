//! Exact sums by cell of whole steps, and of their squares.
//!
//! Steps are added to the smallest numbers that surely hold them: sum and square side by side in one word of 64 bits while
//! steps are small, two words while they are middling, and 128 bits each else. Words are emptied into the 128 bits before
//! they could be full, so that nothing is ever lost.

use super::values::{FINEST, OFF, ROWS, Slice, steps_in_one};

/// Bits of a packed word that hold the sum; the others hold the sum of squares.
const SUM_BITS: u32 = 28;
/// Steps below 2 to this power are packed: 2¹⁶ of them fit.
const SMALL: u32 = 10;
/// Steps below 2 to this power have squares of which a slice's fit in 63 bits.
const MIDDLING: u32 = 26;
/// With more cells than this, emptying words would cost more than they save.
const FEW_CELLS: usize = 1 << 14;

/// Σk and Σk² by cell.
#[derive(Debug, Clone, Default)]
pub struct Steps {
    decimals: u32,
    exact: Vec<[i128; 2]>,
    /// Words of two sums, and what these could have reached.
    packed: Vec<u64>,
    packed_most: [u64; 2],
    /// Two words, and what the sum of squares could have reached.
    pairs: Vec<[i64; 2]>,
    pairs_most: u64,
}

impl Steps {
    /// The decimals of a step.
    pub fn decimals(&self) -> u32 {
        self.decimals
    }

    /// Makes room for cells.
    pub fn resize(&mut self, cells: usize) {
        if cells > self.exact.len() {
            self.exact.resize(cells, [0; 2]);
        }
    }

    /// Adds a slice's steps to their cells, for which there must be room; `OFF` is passed over.
    pub fn add(&mut self, cells: &[u32], slice: &Slice) {
        if slice.decimals > self.decimals {
            self.rescale(slice.decimals);
        }
        let off = !slice.doubles.is_empty();
        if off || slice.decimals < self.decimals || self.exact.len() > FEW_CELLS {
            let times = i128::from(steps_in_one(self.decimals - slice.decimals));
            let steps = slice.steps.iter().zip(cells).filter(|(step, _)| **step != OFF);
            return steps.for_each(|(step, cell)| add_exactly(&mut self.exact, *cell, times * i128::from(*step)));
        }
        let (any, below) = slice.steps.iter().fold((0, 0), |(any, below), k| (any | (k ^ (k >> 63)), below | k));
        let bits = 64 - any.leading_zeros();
        match bits {
            ..=SMALL if below >= 0 => self.add_packed(cells, slice.steps, bits),
            ..=MIDDLING => self.add_pairs(cells, slice.steps),
            _ => {
                cells.iter().zip(slice.steps).for_each(|(cell, k)| {
                    add_exactly(&mut self.exact, *cell, i128::from(*k));
                });
            }
        }
    }

    fn add_packed(&mut self, cells: &[u32], steps: &[i64], bits: u32) {
        let rows = steps.len() as u64;
        let most = [self.packed_most[0] + (rows << bits), self.packed_most[1] + (rows << (2 * bits))];
        if most[0] >> SUM_BITS != 0 || most[1] >> (64 - SUM_BITS) != 0 {
            self.empty();
            return self.add_packed(cells, steps, bits);
        }
        self.packed_most = most;
        if self.packed.len() < self.exact.len() {
            self.packed.resize(self.exact.len(), 0);
        }
        // First all words, then all additions: the first loop works on several steps at once.
        let mut packed = [0u64; ROWS];
        for (word, k) in packed.iter_mut().zip(steps) {
            let k = u64::from(*k as u32);
            *word = k.wrapping_add(k.wrapping_mul(k) << SUM_BITS);
        }
        let words = self.packed.as_mut_slice();
        for (cell, packed) in cells.iter().zip(&packed) {
            let word = &mut words[*cell as usize];
            *word = word.wrapping_add(*packed);
        }
    }

    fn add_pairs(&mut self, cells: &[u32], steps: &[i64]) {
        let squares = steps.iter().fold(0u64, |sum, k| sum.wrapping_add(k.wrapping_mul(*k).cast_unsigned()));
        if self.pairs_most.saturating_add(squares) > i64::MAX.cast_unsigned() {
            self.empty();
        }
        self.pairs_most += squares;
        if self.pairs.len() < self.exact.len() {
            self.pairs.resize(self.exact.len(), [0; 2]);
        }
        let pairs = self.pairs.as_mut_slice();
        for (cell, k) in cells.iter().zip(steps) {
            let [sum, squares] = &mut pairs[*cell as usize];
            *sum = sum.wrapping_add(*k);
            *squares = squares.wrapping_add(k.wrapping_mul(*k));
        }
    }

    /// Empties words into the exact sums.
    fn empty(&mut self) {
        for (word, [sum, squares]) in self.packed.iter_mut().zip(&mut self.exact) {
            *sum = sum.wrapping_add(i128::from(*word & ((1 << SUM_BITS) - 1)));
            *squares = squares.wrapping_add(i128::from(*word >> SUM_BITS));
            *word = 0;
        }
        for (pair, [sum, squares]) in self.pairs.iter_mut().zip(&mut self.exact) {
            *sum = sum.wrapping_add(i128::from(pair[0]));
            *squares = squares.wrapping_add(i128::from(pair[1]));
            *pair = [0; 2];
        }
        (self.packed_most, self.pairs_most) = ([0; 2], 0);
    }

    /// Takes finer steps.
    pub fn rescale(&mut self, decimals: u32) {
        self.empty();
        let times = i128::from(steps_in_one(decimals.clamp(self.decimals, FINEST) - self.decimals));
        for [sum, squares] in &mut self.exact {
            *sum = sum.wrapping_mul(times);
            *squares = squares.wrapping_mul(times * times);
        }
        self.decimals = self.decimals.max(decimals);
    }

    /// Adds another's sums, whose cell *i* is cell `map[i]` here. Room must have been made.
    pub fn merge(&mut self, mut other: Steps, map: &[u32]) {
        self.empty();
        let decimals = self.decimals.max(other.decimals);
        self.rescale(decimals);
        other.rescale(decimals);
        for (cell, from) in map.iter().zip(&other.exact) {
            let to = &mut self.exact[*cell as usize];
            *to = [to[0].wrapping_add(from[0]), to[1].wrapping_add(from[1])];
        }
    }

    /// Σk and Σk² of a cell. Words must be empty: see [`Steps::finish`].
    pub fn get(&self, cell: usize) -> [i128; 2] {
        self.exact[cell]
    }

    /// Empties all words, so that sums can be read.
    pub fn finish(&mut self) {
        self.empty();
        (self.packed, self.pairs) = (Vec::new(), Vec::new());
    }
}

fn add_exactly(exact: &mut [[i128; 2]], cell: u32, k: i128) {
    let [sum, squares] = &mut exact[cell as usize];
    *sum = sum.wrapping_add(k);
    *squares = squares.wrapping_add(k.wrapping_mul(k));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_middling_and_large_steps_add_up() {
        let all: [&[i64]; 5] = [&[1023; 2048], &[1023; 2047], &[-5; 7], &[67_108_863; 2048], &[(1 << 46) - 1; 2048]];
        let mut steps = Steps::default();
        steps.resize(2);
        let (mut sum, mut squares) = (0i128, 0i128);
        for round in 0..200 {
            for k in all {
                let slice = Slice { first: 0, steps: k, decimals: 0, doubles: &[] };
                steps.add(&vec![1; k.len()], &slice);
                sum += k.iter().map(|k| i128::from(*k)).sum::<i128>();
                squares += k.iter().map(|k| i128::from(*k).pow(2)).sum::<i128>();
            }
            if round == 100 {
                steps.rescale(2);
                (sum, squares) = (sum * 100, squares * 10_000);
            }
            if round >= 100 {
                // Whole numbers among hundredths.
                let slice = Slice { first: 0, steps: &[7, OFF], decimals: 0, doubles: &[7.0, 0.3] };
                steps.add(&[1, 1], &slice);
                (sum, squares) = (sum + 700, squares + 490_000);
                break;
            }
        }
        steps.finish();
        assert_eq!(steps.get(1), [sum, squares]);
        assert_eq!(steps.get(0), [0, 0]);
    }
}
