//! The persons of a cohort who are present in each follow-up year.

use definitions::plan::FollowUpIndex;
use definitions::target_group::AfterExit;
use foundation::keys::FollowUpYear;

use super::cells::{CellIndex, Cells};
use crate::persons::Persons;

/// How many persons of each cell are present in each follow-up year, whatever the consequence.
#[derive(Debug, PartialEq, Eq)]
pub struct Presence {
    /// Follow-up years.
    pub follow_up: Vec<FollowUpYear>,
    /// By follow-up year and cell.
    n: Vec<Vec<u64>>,
    /// What becomes of persons after death or emigration.
    pub after_exit: AfterExit,
    /// By member, whether the person is left out of all years for being absent in one.
    pub left_out: Vec<bool>,
}

impl Presence {
    /// Counts the persons of each cell in each follow-up year. With `balanced`, a person absent in one of them counts in
    /// none, which only `drop` can bring about.
    pub fn count(
        cells: &Cells,
        persons: &Persons,
        follow_up: &[i32],
        after_exit: AfterExit,
        balanced: bool,
    ) -> Presence {
        let follow_up: Vec<FollowUpYear> = follow_up.iter().copied().map(FollowUpYear).collect();
        let mut n = vec![vec![0u64; cells.list.keys.len()]; follow_up.len()];
        let mut left_out = vec![false; cells.members.len()];
        for (member, left_out) in cells.members.iter().zip(&mut left_out) {
            let present = |k: &FollowUpYear| {
                after_exit == AfterExit::Zero || persons.present(member.person, k.calendar(i32::from(member.t0)))
            };
            *left_out = balanced && !follow_up.iter().all(present);
            for (n, k) in n.iter_mut().zip(&follow_up) {
                n[member.cell.at()] += u64::from(present(k) && !*left_out);
            }
        }
        Presence { follow_up, n, after_exit, left_out }
    }

    /// How many persons of a cell are present in a follow-up year.
    pub fn persons(&self, year: FollowUpIndex, cell: CellIndex) -> u64 {
        self.n[year.0][cell.at()]
    }
}
