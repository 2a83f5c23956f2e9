//! How much of an outcome its largest two persons have: per arm and follow-up year, exact, and merged over disjoint persons
//! in any order (method rule 20).

use super::cells::Cells;
use super::fold::Presence;
use super::known::{Known, Outcome, Value};
use crate::persons::Persons;
use foundation::words::Arm;

/// Persons' absolute values: their sum, and the two largest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Peak {
    /// Σ|y| in steps.
    pub all: u128,
    /// The largest |y|.
    pub largest: u64,
    /// The second largest; as large as the largest where two persons share it.
    pub second: u64,
}

impl Peak {
    /// Counts one person.
    pub fn add(&mut self, size: u64) {
        self.merge(&Peak { all: u128::from(size), largest: size, second: 0 });
    }

    /// Counts other persons.
    pub fn merge(&mut self, other: &Peak) {
        self.all += other.all;
        let second = self.largest.min(other.largest).max(self.second).max(other.second);
        self.largest = self.largest.max(other.largest);
        self.second = second;
    }

    /// The shares of the largest person and of the two largest; none where all is nought.
    pub fn shares(&self) -> Option<(f64, f64)> {
        let share = |part: u128| part as f64 / self.all as f64;
        let two = u128::from(self.largest) + u128::from(self.second);
        (self.all > 0).then(|| (share(u128::from(self.largest)), share(two)))
    }
}

/// The peaks of each arm, success first, in the order of `presence.follow_up`. `carries` says whether a year t = 0 carries a
/// follow-up year, by its position. A person who enters several times is one person.
pub fn peaks(
    cells: &Cells,
    persons: &Persons,
    presence: &Presence,
    outcome: &Outcome<'_>,
    carries: &dyn Fn(i16, usize) -> bool,
) -> Vec<[Peak; 2]> {
    let known = Known::new(cells, persons, presence, outcome);
    let mut peaks = vec![[Peak::default(); 2]; presence.follow_up.len()];
    let mut first = 0;
    for of_person in cells.members.chunk_by(|one, other| one.person == other.person) {
        let left_out = presence.left_out.get(first..first + of_person.len()).unwrap_or_default();
        first += of_person.len();
        let values = of_person.first().map(|member| outcome.values.of(member.person)).unwrap_or_default();
        if values.is_empty() {
            continue;
        }
        for (at, peaks) in peaks.iter_mut().enumerate() {
            let mut sizes = [0u64; 2];
            for (member, _) in of_person.iter().zip(left_out).filter(|(member, out)| !**out && carries(member.t0, at)) {
                let arm = cells.keys.get(member.cell as usize).map(|key| usize::from(key.arm == Arm::NonSuccess));
                if let (Some(arm), Value::Known(value)) = (arm, known.value(member, values, at))
                    && let Some(size) = sizes.get_mut(arm)
                {
                    *size = size.saturating_add(value.unsigned_abs());
                }
            }
            for (peak, size) in peaks.iter_mut().zip(sizes) {
                peak.add(size);
            }
        }
    }
    peaks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[i64]) -> Peak {
        let mut peak = Peak::default();
        values.iter().for_each(|value| peak.add(value.unsigned_abs()));
        peak
    }

    #[test]
    fn the_two_largest_however_persons_are_split() {
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
