//! Cells: persons alike in all that a design sees.

use crate::cohort::Entry;
use crate::words::Arm;

/// What persons of a cell share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellKey {
    /// The year t = 0: kroner are scaled by it, and late follow-up years are carried by some of them only.
    pub t0: i16,
    /// The cohort.
    pub arm: Arm,
    /// Sex, as an index into the population's names.
    pub sex: u8,
    /// Age in t = 0.
    pub age: i16,
}

/// The cells of a cohort's determined entries.
#[derive(Debug)]
pub struct Cells {
    /// What each cell's persons share, sorted.
    pub keys: Vec<CellKey>,
    /// The entries that belong to the regression: person, t = 0 and cell, sorted by person.
    pub members: Vec<Member>,
}

/// An entry in its cell.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// The person's index.
    pub person: u32,
    /// The year t = 0.
    pub t0: i16,
    /// The cell.
    pub cell: u32,
}

impl Cells {
    /// Sorts the entries of a subgroup whose arm is determined into cells.
    pub fn of(entries: &[Entry], belongs: &[bool], arms: &[Option<Arm>]) -> Cells {
        let determined: Vec<(Entry, CellKey)> = entries
            .iter()
            .zip(belongs)
            .zip(arms)
            .filter(|((_, belongs), _)| **belongs)
            .filter_map(|((entry, _), arm)| {
                let key = CellKey { t0: entry.t0, arm: (*arm)?, sex: entry.sex, age: entry.age };
                Some((*entry, key))
            })
            .collect();
        let mut keys: Vec<CellKey> = determined.iter().map(|(_, key)| *key).collect();
        keys.sort_unstable();
        keys.dedup();
        let members = determined
            .into_iter()
            .map(|(entry, key)| {
                let cell = keys.partition_point(|other| *other < key) as u32;
                Member { person: entry.person, t0: entry.t0, cell }
            })
            .collect();
        Cells { keys, members }
    }
}
