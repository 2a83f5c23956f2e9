//! Scores of clusters, and the variances and covariances that follow from them (CR1).

use super::fit::Fit;
use foundation::words::Covariance;

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

/// The clusters of a regression. Every person is in exactly one cell of one cluster.
#[derive(Debug, Clone, Copy)]
pub enum Clusters<'a> {
    /// Each with its cells, ascending.
    Cells(&'a [(u32, Vec<ClusterCell>)]),
    /// Their sum of squared scores only.
    Squares {
        /// How many there are.
        number: u64,
        /// Σ of their squared scores.
        squares: f64,
    },
}

/// How the standard error is computed.
#[derive(Debug, Clone, Copy)]
pub enum Errors<'a> {
    /// Persons are independent; not for CR1, which gives no error without clusters.
    ByPerson(Covariance),
    /// Persons of a cluster are dependent: CR1.
    ByCluster(Clusters<'a>),
}

impl Errors<'_> {
    /// How many clusters there are, with CR1.
    pub fn clusters(&self) -> Option<u64> {
        match self {
            Self::ByPerson(_) => None,
            Self::ByCluster(Clusters::Cells(cells)) => Some(cells.len() as u64),
            Self::ByCluster(Clusters::Squares { number, .. }) => Some(*number),
        }
    }
}

impl Fit<'_> {
    /// The variance of the coefficient, and the clusters' scores where their cells are known. A variance of which only
    /// rounding is left is zero. `None` without degrees of freedom, and for CR1 with fewer than two clusters.
    pub fn variance_of(&self, errors: Errors<'_>) -> (Option<f64>, Option<Scores>) {
        match errors {
            Errors::ByPerson(covariance) => (self.variance(covariance), None),
            Errors::ByCluster(Clusters::Cells(clusters)) => match self.scores(clusters) {
                Some(scores) => (Some(self.unless_rounding(scores.covariance(&scores))), Some(scores)),
                None => (None, None),
            },
            Errors::ByCluster(Clusters::Squares { number, squares }) => {
                let variance = self.cluster_scale(number).map(|scale| scale.powi(2) * squares);
                (variance.map(|variance| self.unless_rounding(variance)), None)
            }
        }
    }

    fn scores(&self, clusters: &[(u32, Vec<ClusterCell>)]) -> Option<Scores> {
        let score = |cells: &[ClusterCell]| cells.iter().map(|cell| self.score(cell)).sum();
        let by_cluster: Vec<(u32, f64)> = clusters.iter().map(|(id, cells)| (*id, score(cells))).collect();
        Some(Scores { scale: self.cluster_scale(by_cluster.len() as u64)?, by_cluster })
    }

    /// An upper bound of the size of any cluster's score: √(N · Σ score²) over persons (Cauchy and Schwarz).
    pub fn largest_score(&self) -> f64 {
        let squares = self.factor.influence.iter().zip(&self.squared_residuals).map(|(w, squares)| w * w * squares);
        (self.factor.persons() as f64 * squares.sum::<f64>()).sqrt()
    }

    fn cluster_scale(&self, clusters: u64) -> Option<f64> {
        let df = self.factor.df();
        if df <= 0 || clusters < 2 {
            return None;
        }
        let (clusters, persons) = (clusters as f64, self.factor.persons() as f64);
        Some((clusters / (clusters - 1.0) * (persons - 1.0) / df as f64).sqrt())
    }

    /// Σ of influence times residual over a cluster's persons in a cell.
    fn score(&self, part: &ClusterCell) -> f64 {
        self.factor.influence[part.cell] * part.n as f64 * (part.mean - self.fitted[part.cell])
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
