//! Counts of an outcome among the persons used: users, and who has how much of an amount. Controls count by weight, as many
//! persons as they are effectively.

use foundation::tables::audit::Amounts;
use statistics::status::Counts;

use crate::judge::Judged;

/// An outcome's counts and amounts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figures {
    /// Persons and users of participants, and of controls in effective persons.
    pub(crate) counts: Counts,
    /// WeightedAmounts of participants, then of controls.
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
    pub(crate) fn of(judged: &Judged<'_>, outcome: &[f64]) -> Figures {
        let effective = judged.effective_controls();
        let mut amounts = [WeightedAmounts::default(); 2];
        judged.used(true).for_each(|at| amounts[0].add(outcome[at].abs()));
        judged.used(false).for_each(|at| amounts[1].add(outcome[at].abs() * judged.weights[at]));
        let uses = |at: &usize| outcome[*at] != 0.0;
        let users_success = judged.used(true).filter(uses).count() as u64;
        let weight: f64 = judged.used(false).map(|at| judged.weights[at]).sum();
        let of_users: f64 = judged.used(false).filter(uses).map(|at| judged.weights[at]).sum();
        let per_weight = effective as f64 / weight;
        // A user with little weight is a user.
        let least = u64::from(judged.used(false).any(|at| uses(&at)));
        let users_non_success = ((of_users * per_weight).round() as u64).max(least).min(effective);
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
