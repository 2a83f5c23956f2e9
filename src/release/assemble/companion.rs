//! The companion's rows: every fit of the published specifications that disclosure control lets out.

use std::collections::HashSet;

use definitions::Definitions;
use foundation::tables::companion::CoefficientRow;
use foundation::tables::published::CovarianceRow;
use foundation::words::Status;
use regressions::Fits;

use crate::control::{Controlled, significant};
use crate::disclosure::{self, Verdict};
use crate::knowledge::Companion;

/// The rows, if the policy asks for them.
pub fn companion(definitions: &Definitions, controlled: &Controlled, fits: &Fits) -> Option<Companion> {
    let policy = &definitions.policy;
    if !policy.companion {
        return None;
    }
    let mut companion = Companion::default();
    for (fit, verdict) in fits.rows.iter().zip(&controlled.fits) {
        let released = matches!(verdict, Some(Verdict::Released | Verdict::WithoutCounts(_)));
        let (true, Status::Estimated) = (released, fit.status) else { continue };
        let (Some(estimate), Some(error), Some(df)) = (fit.estimate, fit.standard_error, fit.df) else { continue };
        let counts = matches!(verdict, Some(Verdict::Released));
        let Some(shown) = disclosure::figures(policy, counts, estimate, error, df) else { continue };
        companion.coefficients.push(CoefficientRow {
            target_group: fit.target_group.clone(),
            subgroup: fit.subgroup.clone(),
            success_measure: fit.success_measure.clone(),
            consequence: fit.consequence.clone(),
            follow_up_year: fit.follow_up_year,
            estimate: shown.estimate,
            standard_error: shown.standard_error,
            df: shown.df,
            significant: significant(definitions, fit),
        });
    }
    let published: HashSet<_> = companion.coefficients.iter().map(CoefficientRow::key).collect();
    let both = |row: &&CovarianceRow| published.contains(&row.key()) && published.contains(&row.other_key());
    let mut covariances: Vec<CovarianceRow> = fits.covariances.iter().filter(both).cloned().collect();
    for row in &mut covariances {
        row.covariance = disclosure::significant(policy, policy.digits + 1, row.covariance);
    }
    companion.covariances = covariances;
    Some(companion)
}
