//! Person-year values folded into the moments of cells, all follow-up years in one go.

use super::cells::Cells;
use crate::definitions::target_group::AfterExit;
use crate::persons::Persons;
use crate::variables::{MISSING, PersonYears};

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
    after_exit: AfterExit,
    /// By member, whether the person is left out of all years for being absent in one.
    left_out: Vec<bool>,
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

/// A consequence's values, and what the lack of one means.
pub struct Outcome<'a> {
    /// The values.
    pub values: &'a PersonYears,
    /// Whether no row means not known, and not zero.
    pub missing_without_row: bool,
    /// Calendar years that the registers cover for it.
    pub available: &'a dyn Fn(i32) -> bool,
}

/// The moments of every follow-up year, in the order of `presence.follow_up`.
pub fn fold(cells: &Cells, persons: &Persons, presence: &Presence, outcome: &Outcome<'_>) -> Vec<Moments> {
    let follow_up = &presence.follow_up;
    let mut moments: Vec<Moments> = follow_up.iter().map(|_| Moments::zero(cells.keys.len())).collect();
    // By cell's t = 0 and follow-up year, whether the registers cover the calendar year.
    let first_t0 = cells.keys.first().map_or(0, |key| i32::from(key.t0));
    let last_t0 = cells.keys.last().map_or(-1, |key| i32::from(key.t0));
    let covered: Vec<Vec<bool>> =
        (first_t0..=last_t0).map(|t0| follow_up.iter().map(|k| (outcome.available)(t0 + k)).collect()).collect();
    let covers = |t0: i16, at: usize| {
        let row = usize::try_from(i32::from(t0) - first_t0).unwrap_or(usize::MAX);
        covered.get(row).and_then(|row| row.get(at)) == Some(&true)
    };
    if !outcome.missing_without_row {
        for (at, (moments, present)) in moments.iter_mut().zip(&presence.n).enumerate() {
            for ((n, present), key) in moments.n.iter_mut().zip(present).zip(&cells.keys) {
                *n = if covers(key.t0, at) { *present } else { 0 };
            }
        }
    }
    for (member, left_out) in cells.members.iter().zip(&presence.left_out) {
        if *left_out {
            continue;
        }
        let cell = member.cell as usize;
        let values = outcome.values.of(member.person);
        let t0 = i32::from(member.t0);
        if values.is_empty() && !outcome.missing_without_row {
            continue;
        }
        for (at, (moments, offset)) in moments.iter_mut().zip(follow_up).enumerate() {
            if !covers(member.t0, at) {
                continue;
            }
            let year = t0 + offset;
            let dropped = presence.after_exit == AfterExit::Drop;
            if dropped && !persons.present(member.person, year) {
                continue;
            }
            let found = values.iter().find(|entry| i32::from(entry.year) == year).map(|entry| entry.value);
            let value = match found {
                Some(MISSING) => None,
                Some(value) => Some(value),
                None if !outcome.missing_without_row => Some(0),
                // After death or emigration a person who still counts uses nothing, which is known.
                None if !dropped && persons.gone(member.person, year) => Some(0),
                None => None,
            };
            let (Some(n), Some(users), Some(sum), Some(squares)) = (
                moments.n.get_mut(cell),
                moments.users.get_mut(cell),
                moments.sum.get_mut(cell),
                moments.squares.get_mut(cell),
            ) else {
                continue;
            };
            match value {
                Some(value) => {
                    *n += u64::from(outcome.missing_without_row);
                    *users += u64::from(value != 0);
                    *sum += i128::from(value);
                    *squares += i128::from(value) * i128::from(value);
                }
                // Counted as present above, but the register says that the value is not known.
                None if !outcome.missing_without_row => *n -= 1,
                None => {}
            }
        }
    }
    moments
}
