//! The largest two contributions to an outcome: per arm and follow-up year, exact, and merged over disjoint persons in any
//! order (method rule 20).

use definitions::plan::FollowUpIndex;

use super::cells::Cells;
use super::observations::{Observation, Observations, Outcome};
use super::presence::Presence;
use crate::persons::Persons;
use foundation::words::Arm;

/// The absolute values of persons: their sum, and the two largest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LargestContributions {
    /// Σ|y| in steps.
    pub all: u128,
    /// The largest |y|.
    pub largest: u64,
    /// The second largest; as large as the largest where two persons share it.
    pub second: u64,
}

impl LargestContributions {
    /// Counts one person.
    pub fn add(&mut self, size: u64) {
        self.merge(&LargestContributions { all: u128::from(size), largest: size, second: 0 });
    }

    /// Counts other persons.
    pub fn merge(&mut self, other: &LargestContributions) {
        self.all += other.all;
        let second = self.largest.min(other.largest).max(self.second).max(other.second);
        self.largest = self.largest.max(other.largest);
        self.second = second;
    }

    /// The shares of the largest person and of the two largest; none where all is zero.
    pub fn shares(&self) -> Option<(f64, f64)> {
        let share = |part: u128| part as f64 / self.all as f64;
        let two = u128::from(self.largest) + u128::from(self.second);
        (self.all > 0).then(|| (share(u128::from(self.largest)), share(two)))
    }
}

/// The contributions of each arm, success first, in the order of `presence.follow_up`. `carries` says whether entrants of a
/// year t = 0 are in the regression of a follow-up year. A person who enters several times is one person.
pub fn largest_contributions(
    cells: &Cells,
    persons: &Persons,
    presence: &Presence,
    outcome: &Outcome<'_>,
    carries: &dyn Fn(i16, FollowUpIndex) -> bool,
) -> Vec<[LargestContributions; 2]> {
    let observations = Observations::new(cells, persons, presence, outcome);
    let mut of_years = vec![[LargestContributions::default(); 2]; presence.follow_up.len()];
    let mut first = 0;
    for of_person in cells.members.chunk_by(|one, other| one.person == other.person) {
        let left_out = &presence.left_out[first..first + of_person.len()];
        first += of_person.len();
        let values = outcome.values.of(of_person[0].person);
        if values.is_empty() {
            continue;
        }
        for (year, arms) in (0..).map(FollowUpIndex).zip(&mut of_years) {
            let mut sizes = [0u64; 2];
            let members = of_person.iter().zip(left_out);
            for (member, _) in members.filter(|(member, out)| !**out && carries(member.t0, year)) {
                let arm = usize::from(cells.list.keys[member.cell.at()].arm == Arm::NonSuccess);
                if let Observation::Value(value) = observations.of(member, values, year) {
                    sizes[arm] = sizes[arm].saturating_add(value.unsigned_abs());
                }
            }
            arms.iter_mut().zip(sizes).for_each(|(arm, size)| arm.add(size));
        }
    }
    of_years
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[i64]) -> LargestContributions {
        let mut of_all = LargestContributions::default();
        values.iter().for_each(|value| of_all.add(value.unsigned_abs()));
        of_all
    }

    #[test]
    fn merging_keeps_the_two_largest() {
        let values = [3, -9, 0, 7, 7, i64::MIN + 1, 2];
        let whole = of(&values);
        assert_eq!((whole.largest, whole.second), (i64::MAX as u64, 9));
        for split in 0..=values.len() {
            let (left, right) = values.split_at(split);
            let mut merged = of(left);
            merged.merge(&of(right));
            assert_eq!(merged, whole);
            let mut other_way = of(right);
            other_way.merge(&of(left));
            assert_eq!(other_way, whole);
        }
        assert_eq!(of(&[4, 4, 2]).shares(), Some((0.4, 0.8)));
        assert_eq!(of(&[5]).shares(), Some((1.0, 1.0)));
        assert_eq!(of(&[0, 0]).shares(), None);
    }
}
