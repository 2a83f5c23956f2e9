//! Person-year values folded into the moments of cells, all follow-up years in one go.

use definitions::plan::FollowUpIndex;

use super::cells::{CellIndex, CellKey, Cells};
use super::observations::{Observation, Observations, Outcome};
use super::presence::Presence;
use crate::persons::Persons;

/// The moments of one consequence in one follow-up year, by cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moments {
    /// Persons whose outcome is known.
    pub n: Vec<u64>,
    /// Persons whose outcome is not zero.
    pub users: Vec<u64>,
    /// Σy in steps of the resolution.
    pub sum: Vec<i128>,
    /// Σy² in squared steps.
    pub squares: Vec<i128>,
}

impl Moments {
    /// Moments of no persons.
    pub fn zero(cells: usize) -> Moments {
        Moments { n: vec![0; cells], users: vec![0; cells], sum: vec![0; cells], squares: vec![0; cells] }
    }

    /// Persons, Σy and Σy² of a cell.
    pub fn cell(&self, cell: CellIndex) -> (u64, i128, i128) {
        (self.n[cell.at()], self.sum[cell.at()], self.squares[cell.at()])
    }

    /// Empties a cell.
    pub fn clear(&mut self, cell: CellIndex) {
        self.n[cell.at()] = 0;
        self.users[cell.at()] = 0;
        self.sum[cell.at()] = 0;
        self.squares[cell.at()] = 0;
    }

    /// Adds moments of other persons over the same cells.
    pub fn merge(&mut self, other: &Moments) {
        fn add<T: Copy + std::ops::AddAssign>(to: &mut [T], from: &[T]) {
            to.iter_mut().zip(from).for_each(|(to, from)| *to += *from);
        }
        add(&mut self.n, &other.n);
        add(&mut self.users, &other.users);
        add(&mut self.sum, &other.sum);
        add(&mut self.squares, &other.squares);
    }
}

/// The moments of every follow-up year, in the order of `presence.follow_up`.
pub fn fold(cells: &Cells, persons: &Persons, presence: &Presence, outcome: &Outcome<'_>) -> Vec<Moments> {
    let observations = Observations::new(cells, persons, presence, outcome);
    let years = || (0..presence.follow_up.len()).map(FollowUpIndex);
    let mut tallies = Tallies::new(presence.follow_up.len(), cells.list.keys.len());
    for (member, left_out) in cells.members.iter().zip(&presence.left_out) {
        let values = outcome.values.of(member.person);
        if *left_out {
            continue;
        }
        if observations.any_missing() {
            for year in years() {
                let counted = observations.is_zero_without_row(member.t0, year);
                match observations.of(member, values, year) {
                    Observation::Value(value) => tallies.count(year, member.cell, Some(value), counted),
                    Observation::Missing => tallies.count(year, member.cell, None, counted),
                    Observation::Absent => {}
                }
            }
        } else {
            // No row is a zero, and everyone present is counted already: only rows can change anything.
            for (year, value) in observations.rows(member, values) {
                tallies.count(year, member.cell, value, true);
            }
        }
    }
    // Where no row is a zero, everyone present counts.
    let present =
        |year: FollowUpIndex, cell: CellIndex, key: &CellKey| match observations.is_zero_without_row(key.t0, year) {
            true => presence.persons(year, cell),
            false => 0,
        };
    years().map(|year| tallies.moments(year, &cells.list.keys, |cell, key| present(year, cell, key))).collect()
}

/// One cell's sums in one follow-up year, next to each other in memory.
#[derive(Clone, Copy, Default)]
struct Tally {
    sum: i128,
    squares: i128,
    users: u64,
    /// Persons who are in n, less those who are counted elsewhere; wraps around below zero.
    n: u64,
}

/// Sums by follow-up year and cell.
struct Tallies {
    cells: usize,
    by_year: Vec<Tally>,
}

impl Tallies {
    fn new(years: usize, cells: usize) -> Tallies {
        Tallies { cells, by_year: vec![Tally::default(); years * cells] }
    }

    /// Counts one person's outcome. `counted` says that the person is in n already, as everyone present is where no row is a
    /// zero; a missing outcome takes the person out again.
    #[inline]
    fn count(&mut self, year: FollowUpIndex, cell: CellIndex, value: Option<i64>, counted: bool) {
        let tally = &mut self.by_year[year.0 * self.cells + cell.at()];
        match value {
            Some(value) => {
                let value = i128::from(value);
                tally.n = tally.n.wrapping_add(u64::from(!counted));
                tally.users += u64::from(value != 0);
                tally.sum += value;
                // The product of two numbers of 64 bits can't wrap around.
                tally.squares += value.wrapping_mul(value);
            }
            None => tally.n = tally.n.wrapping_sub(u64::from(counted)),
        }
    }

    /// The moments of a follow-up year; `present` gives how many are in n of each cell before any row is read.
    fn moments(&self, year: FollowUpIndex, keys: &[CellKey], present: impl Fn(CellIndex, &CellKey) -> u64) -> Moments {
        let tallies = &self.by_year[year.0 * self.cells..][..self.cells];
        let cells = (0..).map(CellIndex).zip(keys);
        let n = tallies.iter().zip(cells).map(|(tally, (cell, key))| present(cell, key).wrapping_add(tally.n));
        Moments {
            n: n.collect(),
            users: tallies.iter().map(|tally| tally.users).collect(),
            sum: tallies.iter().map(|tally| tally.sum).collect(),
            squares: tallies.iter().map(|tally| tally.squares).collect(),
        }
    }
}
