//! A regression's clusters, by its cells that have persons.

use engine::moments::{CellIndex, ClusterSums};
use statistics::estimate::{CellOutcome, CellSums, ClusterCell};

/// The clusters of one regression, ascending.
pub struct Clusters {
    cells: Vec<(u32, Vec<ClusterCell>)>,
}

impl Clusters {
    /// From the sums of every cluster and cell; `with_persons` are the regression's cells, ascending, with their sums.
    pub fn new(
        sums: &[ClusterSums],
        with_persons: &[CellIndex],
        of_cells: &[CellSums],
        outcome: &CellOutcome,
    ) -> Clusters {
        let in_regression = |of: &ClusterSums| {
            let cell = with_persons.binary_search(&of.cell).ok()?;
            let less_shift = of.sum - i128::from(of.n) * outcome.shift_steps;
            let mean = less_shift as f64 / of.n as f64 * of_cells[cell].step;
            Some(ClusterCell { cell, n: of.n, mean })
        };
        let of_cluster = |of: &[ClusterSums]| {
            let cells: Vec<ClusterCell> = of.iter().filter_map(in_regression).collect();
            of.first().map(|first| first.cluster).filter(|_| !cells.is_empty()).map(|cluster| (cluster, cells))
        };
        Clusters { cells: sums.chunk_by(|a, b| a.cluster == b.cluster).filter_map(of_cluster).collect() }
    }

    /// Each with its cells.
    pub fn cells(&self) -> &[(u32, Vec<ClusterCell>)] {
        &self.cells
    }
}
