//! How many persons and users a regression has.

use engine::moments::{CellKey, ClusterSums, Moments};
use foundation::words::Arm;

/// Persons and users by cohort.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Persons in the success cohort.
    pub success: u64,
    /// Persons in the non-success cohort.
    pub non_success: u64,
    /// Users in the success cohort.
    pub users_success: u64,
    /// Users in the non-success cohort.
    pub users_non_success: u64,
}

impl Counts {
    /// Of moments by cell: entries, where a person has several.
    pub fn of_entries(moments: &Moments, keys: &[CellKey]) -> Counts {
        let mut counts = Counts::default();
        for ((key, n), users) in keys.iter().zip(&moments.n).zip(&moments.users) {
            counts.add(key.arm, *n, *users);
        }
        counts
    }

    /// Of sums by person and cell: persons, however many entries each has.
    pub fn of_persons(sums: &[ClusterSums], keys: &[CellKey]) -> Counts {
        let mut counts = Counts::default();
        for of_person in sums.chunk_by(|a, b| a.cluster == b.cluster) {
            for arm in Arm::ALL {
                let of_arm = || of_person.iter().filter(|of| keys[of.cell.at()].arm == *arm);
                counts.add(*arm, u64::from(of_arm().next().is_some()), u64::from(of_arm().any(|of| of.users > 0)));
            }
        }
        counts
    }

    fn add(&mut self, arm: Arm, persons: u64, users: u64) {
        let (all, using) = match arm {
            Arm::Success => (&mut self.success, &mut self.users_success),
            Arm::NonSuccess => (&mut self.non_success, &mut self.users_non_success),
        };
        *all += persons;
        *using += users;
    }

    /// Pooled users times the smaller cohort's share of persons (method rule 14).
    pub fn effective_users(self) -> f64 {
        let all = (self.success + self.non_success) as f64;
        (self.users_success + self.users_non_success) as f64 * self.success.min(self.non_success) as f64 / all
    }
}
