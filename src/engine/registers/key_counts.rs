//! Rows by whether their keys are in the population, and keys that are in it in another spelling.

use super::fault::Fault;

/// The fewest keys that must be in the population in another spelling.
const FEWEST_KEYS: i128 = 10;

/// Keys in another spelling are a fault if they are at least one in so many of the keys that are in the population.
const ONE_KEY_IN: i128 = 100;

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

    /// The fault of keys in another spelling, if they are many among the keys of the population.
    pub fn fault(self) -> Option<Fault> {
        // As many of all unmatched keys as of those that were looked at.
        let alike = i128::from(self.alike) * i128::from(self.unmatched) / i128::from(self.looked_at.max(1));
        let of_population = i128::from(self.matched) + alike;
        let many = alike >= FEWEST_KEYS && alike * ONE_KEY_IN >= of_population;
        many.then_some(Fault::KeySpelling { count: self.alike, rows: self.rows })
    }
}
