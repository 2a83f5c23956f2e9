//! Person-year values folded into the moments of cells, all follow-up years in one go.

use super::cells::Cells;
use super::known::{Known, Outcome, Value};
use crate::definitions::target_group::AfterExit;
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
    /// Moments of nobody.
    pub fn zero(cells: usize) -> Moments {
        Moments { n: vec![0; cells], users: vec![0; cells], sum: vec![0; cells], squares: vec![0; cells] }
    }

    /// Persons, Σy and Σy² of a cell.
    pub fn cell(&self, cell: usize) -> (u64, i128, i128) {
        fn at<T: Copy + Default>(values: &[T], cell: usize) -> T {
            values.get(cell).copied().unwrap_or_default()
        }
        (at(&self.n, cell), at(&self.sum, cell), at(&self.squares, cell))
    }

    /// Counts one person's outcome in a cell. `counted` says that the person is in n already, as everyone present is where
    /// no row is a zero; an outcome that is not known takes the person out again.
    fn count(&mut self, cell: usize, value: Option<i64>, counted: bool) {
        let (Some(n), Some(users), Some(sum), Some(squares)) =
            (self.n.get_mut(cell), self.users.get_mut(cell), self.sum.get_mut(cell), self.squares.get_mut(cell))
        else {
            return;
        };
        match value {
            Some(value) => {
                *n += u64::from(!counted);
                *users += u64::from(value != 0);
                *sum += i128::from(value);
                *squares += i128::from(value) * i128::from(value);
            }
            None => *n -= u64::from(counted),
        }
    }

    /// Takes everybody out of a cell.
    pub fn clear(&mut self, cell: usize) {
        fn zero<T: Default>(values: &mut [T], cell: usize) {
            if let Some(value) = values.get_mut(cell) {
                *value = T::default();
            }
        }
        zero(&mut self.n, cell);
        zero(&mut self.users, cell);
        zero(&mut self.sum, cell);
        zero(&mut self.squares, cell);
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

/// How many persons of each cell are there in each follow-up year, whatever the consequence.
#[derive(Debug)]
pub struct Presence {
    /// Follow-up years.
    pub follow_up: Vec<i32>,
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
        let mut n = vec![vec![0u64; cells.keys.len()]; follow_up.len()];
        let mut left_out = vec![false; cells.members.len()];
        for (member, left_out) in cells.members.iter().zip(&mut left_out) {
            let there =
                |k: &i32| after_exit == AfterExit::Zero || persons.present(member.person, i32::from(member.t0) + k);
            *left_out = balanced && !follow_up.iter().all(there);
            for (n, k) in n.iter_mut().zip(follow_up) {
                if let Some(n) = n.get_mut(member.cell as usize).filter(|_| there(k) && !*left_out) {
                    *n += 1;
                }
            }
        }
        Presence { follow_up: follow_up.to_vec(), n, after_exit, left_out }
    }
}

/// The moments of every follow-up year, in the order of `presence.follow_up`.
pub fn fold(cells: &Cells, persons: &Persons, presence: &Presence, outcome: &Outcome<'_>) -> Vec<Moments> {
    let known = Known::new(cells, persons, presence, outcome);
    let mut moments: Vec<Moments> = presence.follow_up.iter().map(|_| Moments::zero(cells.keys.len())).collect();
    for (at, (moments, present)) in moments.iter_mut().zip(&presence.n).enumerate() {
        for ((n, present), key) in moments.n.iter_mut().zip(present).zip(&cells.keys) {
            // Where no row is a zero, everyone present counts, and only rows need to be looked at below.
            *n = if known.is_zero_without_row(key.t0, at) { *present } else { 0 };
        }
    }
    for (member, left_out) in cells.members.iter().zip(&presence.left_out) {
        let values = outcome.values.of(member.person);
        if *left_out || (values.is_empty() && !known.any_missing()) {
            continue;
        }
        for (at, moments) in moments.iter_mut().enumerate() {
            let counted = known.is_zero_without_row(member.t0, at);
            match known.value(member, values, at) {
                Value::Known(value) => moments.count(member.cell as usize, Some(value), counted),
                Value::NotKnown => moments.count(member.cell as usize, None, counted),
                Value::NotThere => {}
            }
        }
    }
    moments
}
