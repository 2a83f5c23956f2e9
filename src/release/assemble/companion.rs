//! The companion's rows: every fit of the published specifications that disclosure control allows to be published.

use definitions::plan::Plan;
use foundation::tables::companion::{CoefficientRow, Companion};
use foundation::words::Status;
use regressions::Fits;

use super::estimates::covariances;
use crate::control::{ControlOutcome, significant};
use crate::disclosure::Verdict;

/// The rows, if the policy asks for them.
pub fn companion(plan: &Plan<'_>, controlled: &ControlOutcome, fits: &Fits) -> Option<Companion> {
    let definitions = plan.definitions();
    if !definitions.policy.companion {
        return None;
    }
    let mut companion = Companion::default();
    for ((fit, verdict), cells) in fits.rows.iter().zip(&controlled.fits).zip(&controlled.cells) {
        let released = matches!(verdict, Some(Verdict::Released | Verdict::WithoutCounts(_)));
        let (true, Status::Estimated) = (released, fit.status) else { continue };
        let counts = matches!(verdict, Some(Verdict::Released));
        let Some(shown) = controlled.perturbation.figures(*cells, counts, fit) else { continue };
        companion.coefficients.push(CoefficientRow {
            target_group: fit.target_group.clone(),
            subgroup: fit.subgroup.clone(),
            success_measure: fit.success_measure.clone(),
            consequence: fit.consequence.clone(),
            follow_up_year: fit.follow_up_year,
            estimate: shown.estimate,
            standard_error: shown.standard_error,
            df: shown.df,
            significant: significant(definitions, &controlled.perturbation, *cells, fit),
        });
    }
    companion.covariances = covariances(plan, controlled, fits, true);
    Some(companion)
}
