//! Counts of an outcome among the persons used: users, and who has how much of an amount. Controls count by weight, as many
//! persons as they are effectively. Users among them are no more than they are persons, and as their own weights count: one user
//! with much weight is one user.

use foundation::tables::audit::Amounts;
use statistics::status::Counts;

use crate::gate_verdict::{GateVerdict, effective as effective_persons};

/// An outcome's counts and amounts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figures {
    /// Persons and users of participants, and of controls in effective persons.
    pub(crate) counts: Counts,
    /// Weighted amounts of participants, then of controls.
    pub(crate) amounts: [WeightedAmounts; 2],
    /// Whether all persons used have the same outcome.
    pub(crate) constant: bool,
}

/// Σ|y| and the two largest |y| of a group; of controls weighted, as of the effective number of persons.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct WeightedAmounts {
    pub(crate) all: f64,
    pub(crate) largest: f64,
    pub(crate) second: f64,
}

impl WeightedAmounts {
    fn add(&mut self, size: f64) {
        self.all += size;
        self.second = self.second.max(size.min(self.largest));
        self.largest = self.largest.max(size);
    }

    /// As the audit has them.
    pub(crate) fn row(self) -> Amounts {
        Amounts { all: self.all, largest: self.largest, second: self.second }
    }

    fn times(self, factor: f64) -> WeightedAmounts {
        WeightedAmounts { all: self.all * factor, largest: self.largest * factor, second: self.second * factor }
    }

    /// The shares of the largest person and of the two largest; none where all is zero.
    pub(crate) fn shares(self) -> Option<(f64, f64)> {
        (self.all > 0.0).then(|| (self.largest / self.all, (self.largest + self.second) / self.all))
    }
}

impl Figures {
    pub(crate) fn of(judged: &GateVerdict<'_>, outcome: &[f64]) -> Figures {
        let effective = judged.effective_controls();
        let mut amounts = [WeightedAmounts::default(); 2];
        judged.used(true).for_each(|at| amounts[0].add(outcome[at].abs()));
        judged.used(false).for_each(|at| amounts[1].add(outcome[at].abs() * judged.weights[at]));
        let uses = |at: &usize| outcome[*at] != 0.0;
        let weights_of_users = || judged.used(false).filter(uses).map(move |at| judged.weights[at]);
        let users_success = judged.used(true).filter(uses).count() as u64;
        let weight: f64 = judged.used(false).map(|at| judged.weights[at]).sum();
        let per_weight = effective as f64 / weight;
        let users_non_success = users_of(weights_of_users, per_weight).min(effective);
        let mut used = judged.used(true).chain(judged.used(false)).map(|at| outcome[at]);
        let first = used.next();
        let constant = used.all(|y| Some(y) == first);
        let [of_participants, of_controls] = amounts;
        Figures {
            counts: Counts { success: judged.kept(), non_success: effective, users_success, users_non_success },
            amounts: [of_participants, of_controls.times(per_weight)],
            constant,
        }
    }
}

/// As how many persons the users among controls count, from their weights: no more than they are, and than their own weights count
/// as.
fn users_of<I: Iterator<Item = f64>>(weights: impl Fn() -> I, per_weight: f64) -> u64 {
    let by_weight = (weights().sum::<f64>() * per_weight).round() as u64;
    let users = effective_persons(weights());
    // A user with little weight is a user.
    by_weight.min(users).max(u64::from(users > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One control of 200 has a twentieth of the weight, and counts as seven of 142 effective persons.
    #[test]
    fn a_user_counts_once_at_any_weight() {
        let others = 199.0 * 0.95 / 199.0;
        let weights = std::iter::once(0.05).chain(std::iter::repeat_n(0.95 / 199.0, 199));
        let per_weight = crate::gate_verdict::effective(weights) as f64 / (0.05 + others);
        assert!((0.05 * per_weight).round() >= 7.0);
        assert_eq!(users_of(|| [0.05].into_iter(), per_weight), 1);
        // Ten more users of small weight do not hide the one.
        assert!(users_of(|| std::iter::once(0.05).chain(std::iter::repeat_n(1e-4, 10)), per_weight) <= 2);
        assert_eq!(users_of(|| std::iter::repeat_n(0.95 / 199.0, 50), per_weight), 34);
        assert_eq!(users_of(std::iter::empty, per_weight), 0);
    }
}
