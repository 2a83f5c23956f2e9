//! Which estimates count as significant for disclosure control.

use definitions::Definitions;
use foundation::tables::audit::AuditFitRow;
use foundation::words::Status;

use crate::disclosure::Perturbation;

/// Whether an estimate is significant: exactly, and as published, with its counts and without.
pub fn significant(definitions: &Definitions, perturbation: &Perturbation, cells: [u64; 2], fit: &AuditFitRow) -> bool {
    let level = definitions.settings.significance;
    let as_published = |counts| {
        let figures = perturbation.figures(cells, counts, fit);
        figures.is_some_and(|figures| figures.inference.p < level)
    };
    fit.status == Status::Estimated && fit.p.is_some_and(|p| p < level) && as_published(true) && as_published(false)
}
