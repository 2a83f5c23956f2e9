//! The companion's rows: every fit of the published specifications that disclosure control lets out.

use super::control::{Controlled, significant};
use super::regress::Fits;
use definitions::Definitions;
use foundation::tables::companion::CoefficientRow;
use foundation::words::Status;
use release::disclosure::{self, Verdict};
use release::knowledge::Companion;

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
    let known: std::collections::HashSet<_> = companion
        .coefficients
        .iter()
        .map(|c| (&c.target_group, &c.subgroup, &c.success_measure, &c.consequence, c.follow_up_year))
        .collect();
    let mut covariances: Vec<_> = fits
        .covariances
        .iter()
        .filter(|c| {
            let of = |year| (&c.target_group, &c.subgroup, &c.success_measure, &c.consequence, year);
            known.contains(&of(c.follow_up_year)) && known.contains(&of(c.other_year))
        })
        .cloned()
        .collect();
    for row in &mut covariances {
        row.covariance = disclosure::significant(policy, policy.digits + 1, row.covariance);
    }
    companion.covariances = covariances;
    Some(companion)
}
