//! Whose rows are counted: a share of everyone's rows would be any share of those of a small cohort, so both are judged.

/// Of whom rows are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Everyone in the population.
    Everyone,
    /// The persons that are wanted, whose rows a build from extracts reads.
    Wanted,
}

/// How many rows there are, of everyone and of the persons that are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RowsOf {
    everyone: u64,
    wanted: u64,
}

impl RowsOf {
    /// Adds rows of a person.
    pub fn enter(&mut self, rows: u64, is_wanted: bool) {
        self.everyone += rows;
        self.wanted += if is_wanted { rows } else { 0 };
    }

    /// Adds up.
    pub fn add(&mut self, other: RowsOf) {
        self.everyone += other.everyone;
        self.wanted += other.wanted;
    }

    /// The rows of some.
    pub fn of(self, whose: Whose) -> u64 {
        match whose {
            Whose::Everyone => self.everyone,
            Whose::Wanted => self.wanted,
        }
    }
}
