//! Cells: persons alike in all that a design sees.

use crate::cohort::{Cohort, Entry};
use crate::persons::Persons;
use definitions::day::year_of;
use foundation::words::Arm;

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
    /// Levels of further adjusters, as an index into the cells' combinations.
    pub combination: u32,
}

/// The cells of a cohort's determined entries.
#[derive(Debug)]
pub struct Cells {
    /// What each cell's persons share, sorted.
    pub keys: Vec<CellKey>,
    /// The entries that belong to the regression: person, t = 0 and cell, sorted by person and year.
    pub members: Vec<Member>,
    /// Names of the further adjusters.
    pub adjusters: Vec<String>,
    /// Combinations of their levels that occur, sorted.
    pub combinations: Vec<Vec<u32>>,
    /// Named clusters: name, and by member the number.
    pub clusters: Vec<(String, Vec<u32>)>,
}

/// An entry in its cell.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// The person's index.
    pub person: u32,
    /// The year t = 0.
    pub t0: i16,
    /// The last year on whose 1 January the person is not dead, kept here since every row asks for it.
    pub alive_until: i16,
    /// The cell.
    pub cell: u32,
}

impl Member {
    /// Whether the person is not dead on 1 January of a year.
    #[inline]
    pub fn alive(&self, year: i32) -> bool {
        year <= i32::from(self.alive_until)
    }
}

impl Cells {
    /// The level of an adjuster in a cell.
    pub fn level(&self, key: &CellKey, adjuster: &str) -> u32 {
        let position = self.adjusters.iter().position(|name| name == adjuster);
        let levels = self.combinations.get(key.combination as usize);
        position.zip(levels).and_then(|(position, levels)| levels.get(position)).copied().unwrap_or_default()
    }

    /// The cluster of every member: of that name, or each person's own.
    pub fn cluster_of(&self, name: Option<&str>) -> Vec<u32> {
        let named = self.clusters.iter().find(|(other, _)| Some(other.as_str()) == name);
        named.map_or_else(|| self.members.iter().map(|member| member.person).collect(), |(_, of)| of.clone())
    }

    /// Sorts the entries of a subgroup whose arm is determined into cells.
    pub fn of(cohort: &Cohort, belongs: &[bool], arms: &[Option<Arm>], persons: &Persons) -> Cells {
        let levels_of = |at: usize| -> Vec<u32> {
            cohort.adjusters.iter().map(|(_, levels)| levels.get(at).copied().unwrap_or_default()).collect()
        };
        let mut combinations: Vec<Vec<u32>> = (0..cohort.entries.len()).map(levels_of).collect();
        combinations.sort_unstable();
        combinations.dedup();
        let determined: Vec<(usize, Entry, CellKey)> = cohort
            .entries
            .iter()
            .zip(belongs)
            .zip(arms)
            .enumerate()
            .filter(|(_, ((_, belongs), _))| **belongs)
            .filter_map(|(at, ((entry, _), arm))| {
                let combination = combinations.binary_search(&levels_of(at)).unwrap_or_default() as u32;
                let key = CellKey { t0: entry.t0, arm: (*arm)?, sex: entry.sex, age: entry.age, combination };
                Some((at, *entry, key))
            })
            .collect();
        let mut keys: Vec<CellKey> = determined.iter().map(|(_, _, key)| *key).collect();
        keys.sort_unstable();
        keys.dedup();
        let of_member = |numbers: &Vec<u32>| {
            determined.iter().map(|(at, _, _)| numbers.get(*at).copied().unwrap_or_default()).collect()
        };
        let clusters = cohort.clusters.iter().map(|(name, numbers)| (name.clone(), of_member(numbers))).collect();
        let members = determined
            .iter()
            .map(|(_, entry, key)| {
                let cell = keys.partition_point(|other| other < key) as u32;
                let alive_until = persons
                    .death_day(entry.person)
                    .and_then(|day| i16::try_from(year_of(day)).ok())
                    .unwrap_or(i16::MAX);
                Member { person: entry.person, t0: entry.t0, alive_until, cell }
            })
            .collect();
        let adjusters = cohort.adjusters.iter().map(|(name, _)| name.clone()).collect();
        Cells { keys, members, adjusters, combinations, clusters }
    }
}
