//! Rows by whether their keys are in the population, and keys that are in it in another spelling.

use super::fault::Fault;

/// The fewest keys that must be in the population in another spelling.
const FEWEST_KEYS: i64 = 10;

/// Rows by what their keys say.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct KeyCounts {
    /// Rows.
    pub rows: i64,
    /// Rows with a key that is in the population.
    pub matched: i64,
    /// Rows with a key that is not in the population.
    pub unmatched: i64,
    /// Of them, rows that were looked at.
    pub looked_at: i64,
    /// Of these, rows with a key that is in the population in another spelling.
    pub alike: i64,
}

impl KeyCounts {
    /// Adds up.
    pub fn add(&mut self, other: KeyCounts) {
        self.rows += other.rows;
        self.matched += other.matched;
        self.unmatched += other.unmatched;
        self.looked_at += other.looked_at;
        self.alike += other.alike;
    }

    /// The fault of keys in another spelling, if most unmatched keys are.
    pub fn fault(self) -> Option<Fault> {
        let most = self.alike >= FEWEST_KEYS && self.alike * 2 >= self.looked_at;
        most.then_some(Fault::KeySpelling { count: self.unmatched, rows: self.rows })
    }
}
