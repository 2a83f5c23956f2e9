//! Realised members by cell and their years of residence: everything that the truth needs of the persons. Tallies add up
//! over chunks.

use std::collections::BTreeMap;

use definitions::day::Day;
use foundation::words::Arm;

use super::calendar::{FIRST, LAST};
use super::cell::Cell;
use super::groups::Group;
use super::life_course::LifeCourse;

/// Number of years from t = 0 that the extracts can cover.
const YEARS: usize = (LAST - FIRST + 1) as usize;

/// Residents on 1 January, by year after t = 0.
pub type YearCounts = [u64; YEARS];

const NO_RESIDENTS: ResidentCounts = ResidentCounts { all: [0; YEARS], resident_before: [0; YEARS] };

/// Persons of a cell by year of residence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResidentCounts {
    /// All of them.
    pub all: YearCounts,
    /// Persons who were resident on 1 January of the year before t = 0.
    pub resident_before: YearCounts,
}

impl ResidentCounts {
    /// Persons who are resident in all years.
    pub const fn of(persons: u64) -> ResidentCounts {
        ResidentCounts { all: [persons; YEARS], resident_before: [persons; YEARS] }
    }

    /// The same persons as members of a group that they enter a year later: those who are resident through the year after that.
    pub fn a_year_later(&self) -> ResidentCounts {
        let mut later = ResidentCounts::of(0);
        for (year, (all, before)) in later.all.iter_mut().zip(&mut later.resident_before).enumerate() {
            // Residents of the last year are not known to be there in the next.
            let of = self.all.get((year + 1).max(3)).map_or(0, |persons| *persons);
            (*all, *before) = (of, of);
        }
        later
    }
}

/// Counts of members.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tally {
    cells: BTreeMap<Cell, ResidentCounts>,
    undetermined: BTreeMap<Group, u64>,
}

impl Tally {
    /// Counts a person.
    pub fn count(&mut self, life: &LifeCourse) {
        match (life.determined(), life.cell) {
            (Some(cell), _) => {
                let left = life.stays.iter().filter_map(|stay| stay.exit).map(|exit| exit.year - cell.t0).min();
                let last = left.and_then(|left| usize::try_from(left).ok()).map_or(YEARS, |left| left + 1);
                let counted = self.cells.entry(cell).or_insert(NO_RESIDENTS);
                counted.all.iter_mut().take(last).for_each(|persons| *persons += 1);
                let before = Day::first_of(cell.t0 - 1).number();
                if life.stays.iter().any(|stay| stay.from <= before) {
                    counted.resident_before.iter_mut().take(last).for_each(|persons| *persons += 1);
                }
            }
            (None, Some(cell)) => *self.undetermined.entry(cell.group).or_default() += 1,
            (None, None) => {}
        }
    }

    /// Adds another tally.
    pub fn add(&mut self, other: &Tally) {
        for (cell, more) in &other.cells {
            let counted = self.cells.entry(*cell).or_insert(NO_RESIDENTS);
            let add = |to: &mut YearCounts, more: &YearCounts| to.iter_mut().zip(more).for_each(|(n, more)| *n += more);
            add(&mut counted.all, &more.all);
            add(&mut counted.resident_before, &more.resident_before);
        }
        for (group, more) in &other.undetermined {
            *self.undetermined.entry(*group).or_default() += more;
        }
    }

    /// The cells of a group, in order.
    pub fn of(&self, group: Group) -> impl Iterator<Item = (&Cell, &ResidentCounts)> {
        self.cells.iter().filter(move |(cell, _)| cell.group == group)
    }

    /// Persons in an arm of a group.
    pub fn persons(&self, group: Group, arm: Arm) -> u64 {
        self.of(group).filter(|(cell, _)| cell.arm == arm).map(|(_, counted)| counted.all[0]).sum()
    }

    /// Persons of a group who die or emigrate before success is observed. Zero for a group without any.
    pub fn undetermined(&self, group: Group) -> u64 {
        self.undetermined.get(&group).map_or(0, |persons| *persons)
    }
}
