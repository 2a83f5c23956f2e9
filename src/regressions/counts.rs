//! How many persons and users a regression has.

use engine::moments::{CellKey, ClusterSums, Moments};
use foundation::words::Arm;
use statistics::status::Counts;

/// Of moments by cell: entries, where a person has several.
pub fn of_entries(moments: &Moments, keys: &[CellKey]) -> Counts {
    let mut counts = Counts::default();
    for ((key, n), users) in keys.iter().zip(&moments.n).zip(&moments.users) {
        add(&mut counts, key.arm, *n, *users);
    }
    counts
}

/// Of sums by person and cell: persons, however many entries each has.
pub fn of_persons(sums: &[ClusterSums], keys: &[CellKey]) -> Counts {
    let mut counts = Counts::default();
    for of_person in sums.chunk_by(|a, b| a.cluster == b.cluster) {
        for arm in Arm::ALL {
            let of_arm = || of_person.iter().filter(|of| keys[of.cell.at()].arm == *arm);
            let (is_in, uses) = (of_arm().next().is_some(), of_arm().any(|of| of.users > 0));
            add(&mut counts, *arm, u64::from(is_in), u64::from(uses));
        }
    }
    counts
}

fn add(counts: &mut Counts, arm: Arm, persons: u64, users: u64) {
    let (all, using) = match arm {
        Arm::Success => (&mut counts.success, &mut counts.users_success),
        Arm::NonSuccess => (&mut counts.non_success, &mut counts.users_non_success),
    };
    *all += persons;
    *using += users;
}
