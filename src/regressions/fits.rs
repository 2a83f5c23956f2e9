//! The fits of planned regressions.

use foundation::tables::audit::AuditFitRow;
use foundation::tables::published::CovarianceRow;

/// Regressions, and the joint errors of those that are published.
#[derive(Debug, Default)]
pub struct Fits {
    /// Every regression, in the plan's order.
    pub rows: Vec<AuditFitRow>,
    /// Covariances between the years of a consequence's significant estimates; of all, if there shall be a companion.
    pub covariances: Vec<CovarianceRow>,
}
