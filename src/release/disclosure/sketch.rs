//! A sketch of a set of persons: constant in size, and from the sketches of two sets follow the few persons that they differ by.
//!
//! An invertible Bloom lookup table: each person's key is added to one cell of each block, which has the number of keys, their sum
//! and the sum of their checks modulo 2^64. Sketches are linear, so a sum or difference of sets has the sum or difference of their
//! sketches. A difference of few persons is read off cell by cell; of a large one no cell can be read. A sketch is made from keyed
//! hashes and stays in the room.

use serde::{Deserialize, Serialize};

/// Blocks; each key is in one cell of each.
const BLOCKS: usize = 4;

/// Cells of a block. Differences of up to about 100 persons can be read, far beyond any minimum count.
const WIDTH: usize = 64;

/// Cells: the number of keys, the sum of keys, the sum of checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Cell {
    number: i64,
    keys: u64,
    checks: u64,
}

impl Cell {
    fn add(&mut self, times: i64, key: u64) {
        self.number += times;
        self.keys = self.keys.wrapping_add(key.wrapping_mul(times as u64));
        self.checks = self.checks.wrapping_add(check(key).wrapping_mul(times as u64));
    }

    fn is_empty(&self) -> bool {
        *self == Cell::default()
    }

    /// The key of the cell, if it has one key: added (1) or subtracted (-1).
    fn key(&self) -> Option<(i64, u64)> {
        let times = if self.number.abs() == 1 { self.number } else { return None };
        let key = self.keys.wrapping_mul(times as u64);
        (check(key).wrapping_mul(times as u64) == self.checks).then_some((times, key))
    }
}

/// A sketch of a set of persons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sketch {
    cells: Vec<Cell>,
}

/// The persons that two sets differ by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Keys of persons in the first set only.
    pub first: Vec<u64>,
    /// Keys of persons in the second set only.
    pub second: Vec<u64>,
}

impl Default for Sketch {
    fn default() -> Self {
        Sketch { cells: vec![Cell::default(); BLOCKS * WIDTH] }
    }
}

impl Sketch {
    /// The sketch of the persons with these keys.
    pub fn of(keys: impl IntoIterator<Item = u64>) -> Sketch {
        let mut sketch = Sketch::default();
        keys.into_iter().for_each(|key| sketch.add(1, key));
        sketch
    }

    fn add(&mut self, times: i64, key: u64) {
        for place in places(key) {
            self.cells[place].add(times, key);
        }
    }

    /// The persons by which the first set differs from the sum of the others; none if they are more than `most`, or if a person is
    /// counted more than once.
    pub fn difference(&self, others: &[&Sketch], most: usize) -> Option<Difference> {
        let minus = |at: usize| {
            let mut cell = self.cells[at];
            for other in others {
                let of = other.cells[at];
                cell.number -= of.number;
                cell.keys = cell.keys.wrapping_sub(of.keys);
                cell.checks = cell.checks.wrapping_sub(of.checks);
            }
            cell
        };
        // Most pairs end here: a difference of few persons leaves few cells of the first block.
        let occupied = (0..WIDTH).filter(|at| !minus(*at).is_empty());
        if occupied.take(most + 1).count() > most {
            return None;
        }
        let mut rest = Sketch { cells: (0..self.cells.len()).map(minus).collect() };
        let mut found = Difference::default();
        while let Some((times, key)) = rest.cells.iter().find_map(Cell::key) {
            rest.add(-times, key);
            let side = if times > 0 { &mut found.first } else { &mut found.second };
            side.push(key);
            if found.first.len() + found.second.len() > most {
                return None;
            }
        }
        rest.cells.iter().all(Cell::is_empty).then_some(found)
    }

    /// Whether it has all its cells: a sketch from a file may not.
    pub fn is_whole(&self) -> bool {
        self.cells.len() == BLOCKS * WIDTH
    }
}

/// The cells of a key, one of each block.
fn places(key: u64) -> [usize; BLOCKS] {
    let mixed = mix(key);
    std::array::from_fn(|block| block * WIDTH + (mixed >> (16 * block)) as usize % WIDTH)
}

fn check(key: u64) -> u64 {
    mix(key ^ 0x5851_f42d_4c95_7f2d)
}

/// The finaliser of splitmix64: every bit of the result depends on every bit of the key.
fn mix(key: u64) -> u64 {
    let key = key.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let key = (key ^ key >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let key = (key ^ key >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    key ^ key >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_persons_are_read_off_and_many_are_not() {
        let keys: Vec<u64> = (0..5000u64).map(|person| mix(person << 8)).collect();
        let all = Sketch::of(keys.iter().copied());
        let mut failed = 0;
        for from in 0..1000 {
            let out = &keys[from..from + 8];
            let other = Sketch::of(
                keys.iter().copied().filter(|key| !out[..4].contains(key)).chain(out[4..].iter().map(|key| key + 1)),
            );
            let Some(mut found) = all.difference(&[&other], 8) else {
                failed += 1;
                continue;
            };
            found.first.sort_unstable();
            let mut wanted = out[..4].to_vec();
            wanted.sort_unstable();
            assert_eq!((found.first, found.second.len()), (wanted, 4));
        }
        assert_eq!(failed, 0);
        assert_eq!(all.difference(&[&all], 8), Some(Difference::default()));
        assert_eq!(all.difference(&[&Sketch::of(keys[..4990].iter().copied())], 8), None, "ten persons");
        assert_eq!(all.difference(&[&Sketch::of(keys[..2500].iter().copied())], 8), None);
        // Of three sets: the first without both others.
        let [one, two] = [&keys[..2000], &keys[2002..]].map(|keys| Sketch::of(keys.iter().copied()));
        assert_eq!(all.difference(&[&one, &two], 8).map(|found| found.first.len()), Some(2));
    }
}
