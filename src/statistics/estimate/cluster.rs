//! Clusters: what each adds to the coefficient on success, and the variances and covariances that follow (CR1).

use super::fit::Fit;

/// The persons that a cluster has in one cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusterCell {
    /// The cell.
    pub cell: usize,
    /// Persons, above zero.
    pub n: u64,
    /// Mean of their outcomes, less the outcome's shift.
    pub mean: f64,
}

/// The scores of a regression's clusters: Σ of influence times residual over each one's persons.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    /// Cluster and score, ascending by cluster.
    by_cluster: Vec<(u32, f64)>,
    /// √(G/(G − 1) · (N − 1)/(N − p)).
    scale: f64,
}

impl Fit<'_> {
    /// The scores of clusters, ascending; `None` with fewer than two or without degrees of freedom. Every person stands in
    /// exactly one cell of one cluster.
    pub fn scores<'c>(&self, clusters: impl IntoIterator<Item = (u32, &'c [ClusterCell])>) -> Option<Scores> {
        let score = |cells: &[ClusterCell]| cells.iter().map(|cell| self.score(cell)).sum();
        let by_cluster: Vec<(u32, f64)> = clusters.into_iter().map(|(id, cells)| (id, score(cells))).collect();
        let scale = self.cluster_scale(by_cluster.len())?;
        Some(Scores { by_cluster, scale })
    }

    /// The variance of the coefficient by cluster, zero if only rounding is left of it; `None` with fewer than two clusters
    /// or without degrees of freedom. Every person stands in exactly one cell of one cluster.
    pub fn cluster_variance<'c>(&self, clusters: impl IntoIterator<Item = &'c [ClusterCell]>) -> Option<f64> {
        let numbered = clusters.into_iter().enumerate().map(|(at, cells)| (at as u32, cells));
        self.variance_of(&self.scores(numbered)?)
    }

    /// The variance of the coefficient by the scores of its clusters, zero if only rounding is left of it.
    pub fn variance_of(&self, scores: &Scores) -> Option<f64> {
        let variance = scores.covariance(scores);
        Some(if variance <= self.rounding() { 0.0 } else { variance })
    }

    /// The same from the number of clusters and the sum of their squared scores; `None` with fewer than two clusters or
    /// without degrees of freedom.
    pub fn variance_of_clusters(&self, number: u64, squares: f64) -> Option<f64> {
        let variance = self.cluster_scale(usize::try_from(number).ok()?)?.powi(2) * squares;
        Some(if variance <= self.rounding() { 0.0 } else { variance })
    }

    /// What no cluster's score is above, whoever is in it: √(N · Σ score²) over persons (Cauchy and Schwarz).
    pub fn largest_score(&self) -> f64 {
        let squares = self.factor.influence.iter().zip(&self.squared_residuals).map(|(w, squares)| w * w * squares);
        (self.factor.persons() as f64 * squares.sum::<f64>()).sqrt()
    }

    fn cluster_scale(&self, clusters: usize) -> Option<f64> {
        let df = self.factor.df();
        if df <= 0 || clusters < 2 {
            return None;
        }
        let (clusters, persons) = (clusters as f64, self.factor.persons() as f64);
        Some((clusters / (clusters - 1.0) * (persons - 1.0) / df as f64).sqrt())
    }

    /// Σ of influence times residual over a cluster's persons in a cell.
    fn score(&self, part: &ClusterCell) -> f64 {
        let influence = self.factor.influence.get(part.cell).copied().unwrap_or_default();
        let fitted = self.fitted.get(part.cell).copied().unwrap_or_default();
        influence * part.n as f64 * (part.mean - fitted)
    }
}

impl Scores {
    /// The covariance of two coefficients: Σ over the clusters in both of the products of their scores, each scaled as its
    /// own variance is. With itself it is the variance.
    pub fn covariance(&self, other: &Scores) -> f64 {
        let mut theirs = other.by_cluster.iter().peekable();
        let mut meat = 0.0;
        for (cluster, score) in &self.by_cluster {
            // Both lists ascend, so one walk along both finds what they share.
            while theirs.next_if(|(other, _)| other < cluster).is_some() {}
            if let Some((_, other)) = theirs.next_if(|(other, _)| other == cluster) {
                meat += score * other;
            }
        }
        self.scale * other.scale * meat
    }
}
