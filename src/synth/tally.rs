//! Who was realised: members by cell, and how long they stay. All that the truth needs of the persons, so that it adds up
//! over chunks.

use std::collections::BTreeMap;

use crate::words::Arm;

use super::calendar::{FIRST, LAST};
use super::groups::Group;
use super::life::Life;
use super::mean::Cell;

/// Years after t = 0 that the extracts can show, t = 0 among them.
const YEARS: usize = (LAST - FIRST + 1) as usize;

/// How many of a cell's persons live in the country on 1 January, by year after t = 0.
pub type Present = [u64; YEARS];

/// Persons counted.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tally {
    cells: BTreeMap<Cell, Present>,
    undetermined: BTreeMap<Group, u64>,
}

impl Tally {
    /// Counts a person.
    pub fn count(&mut self, life: &Life) {
        match (life.determined(), life.cell) {
            (Some(cell), _) => {
                let left = life.stays.iter().filter_map(|stay| stay.exit).map(|exit| exit.year - cell.t0).min();
                let last = left.and_then(|left| usize::try_from(left).ok()).map_or(YEARS, |left| left + 1);
                let present = self.cells.entry(cell).or_insert([0; YEARS]);
                present.iter_mut().take(last).for_each(|persons| *persons += 1);
            }
            (None, Some(cell)) => *self.undetermined.entry(cell.group).or_default() += 1,
            (None, None) => {}
        }
    }

    /// Adds other persons.
    pub fn add(&mut self, other: &Tally) {
        for (cell, more) in &other.cells {
            let present = self.cells.entry(*cell).or_insert([0; YEARS]);
            present.iter_mut().zip(more).for_each(|(persons, more)| *persons += more);
        }
        for (group, more) in &other.undetermined {
            *self.undetermined.entry(*group).or_default() += more;
        }
    }

    /// The cells of a group, in order.
    pub fn of(&self, group: Group) -> impl Iterator<Item = (&Cell, &Present)> {
        self.cells.iter().filter(move |(cell, _)| cell.group == group)
    }

    /// Persons in an arm of a group.
    pub fn persons(&self, group: Group, arm: Arm) -> u64 {
        self.of(group).filter(|(cell, _)| cell.arm == arm).map(|(_, present)| present[0]).sum()
    }

    /// Persons of a group who die or leave before their arm can be said.
    pub fn undetermined(&self, group: Group) -> u64 {
        self.undetermined.get(&group).copied().unwrap_or_default()
    }
}
