//! What the clusters of one outcome and group come to.

/// What the clusters of one outcome and group come to.
#[derive(Debug, Clone, Copy, Default)]
pub struct ClusterSquares {
    /// Clusters with a row.
    pub number: u64,
    /// Σ of their squared scores, in the unit of the outcome's data.
    pub meat: f64,
}
