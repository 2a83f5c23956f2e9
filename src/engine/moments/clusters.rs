//! The sums of regression with clusters: per cluster and cell, how many persons, how many users, and the sum.

use definitions::plan::FollowUpIndex;

use super::cells::{CellIndex, Cells};
use super::observations::{Observation, Observations, Outcome};
use super::presence::Presence;
use crate::persons::Persons;

/// A cluster's entries in one cell whose outcome is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClusterSums {
    /// The cluster.
    pub cluster: u32,
    /// The cell.
    pub cell: CellIndex,
    /// Entries, above zero.
    pub n: u64,
    /// Of them, those whose outcome is not zero.
    pub users: u64,
    /// Σy in steps.
    pub sum: i128,
}

/// The sums of one follow-up year, sorted by cluster and cell. `cluster_of` is by member.
pub fn by_cluster(
    cells: &Cells,
    persons: &Persons,
    presence: &Presence,
    outcome: &Outcome<'_>,
    cluster_of: &[u32],
    year: FollowUpIndex,
) -> Vec<ClusterSums> {
    let observations = Observations::new(cells, persons, presence, outcome);
    let members = cells.members.iter().zip(&presence.left_out).zip(cluster_of);
    let mut sums: Vec<ClusterSums> = members
        .filter(|((_, left_out), _)| !**left_out)
        .filter_map(|((member, _), cluster)| match observations.of(member, outcome.values.of(member.person), year) {
            Observation::Value(value) => Some(ClusterSums {
                cluster: *cluster,
                cell: member.cell,
                n: 1,
                users: u64::from(value != 0),
                sum: i128::from(value),
            }),
            Observation::Missing | Observation::Absent => None,
        })
        .collect();
    sums.sort_unstable_by_key(|of| (of.cluster, of.cell));
    sums.dedup_by(|next, kept| {
        let same = (next.cluster, next.cell) == (kept.cluster, kept.cell);
        if same {
            kept.n += next.n;
            kept.users += next.users;
            kept.sum += next.sum;
        }
        same
    });
    sums
}
