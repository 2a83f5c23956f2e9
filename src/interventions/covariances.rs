//! Covariances between the effects on one consequence in different years.
//!
//! Every variance here is a quadratic form of the outcome, so that of a sum gives the covariance:
//! 2·cov(a, b) = V(a + b) − V(a) − V(b).

use designs::DesignError;
use foundation::tables::audit::AuditFitRow;
use foundation::tables::published::CovarianceRow;
use foundation::words::Status;

use crate::estimator::Estimator;

/// An effect with its outcome.
pub(crate) struct EffectOutcome {
    pub(crate) row: AuditFitRow,
    pub(crate) outcome: Vec<f64>,
}

/// The covariances of effects on one consequence, all of the same persons, in order of year.
pub(crate) fn of(estimator: &Estimator<'_>, effects: &[EffectOutcome]) -> Result<Vec<CovarianceRow>, DesignError> {
    let mut rows = Vec::new();
    for (at, first) in effects.iter().enumerate() {
        for second in effects.iter().skip(at + 1) {
            let (Some(a), Some(b)) = (first.row.standard_error, second.row.standard_error) else { continue };
            let both: Vec<f64> = first.outcome.iter().zip(&second.outcome).map(|(a, b)| a + b).collect();
            let of_sum = match estimator.effect(&both) {
                Ok(effect) => effect.standard_error.powi(2),
                // The variance of the sum is not known: without a covariance, both years count as fully correlated.
                Err(
                    DesignError::CorrectionExceedsVariance
                    | DesignError::VarianceNotFinite
                    | DesignError::NotFinite { .. },
                ) => continue,
                // Two outcomes that add up to the same for all persons have opposite errors.
                Err(
                    DesignError::NoVariation
                    | DesignError::Regression { status: Status::NoVariation | Status::PerfectFit, .. },
                ) => 0.0,
                Err(error) => return Err(error),
            };
            rows.push(CovarianceRow {
                target_group: first.row.target_group.clone(),
                subgroup: first.row.subgroup.clone(),
                success_measure: first.row.success_measure.clone(),
                consequence: first.row.consequence.clone(),
                follow_up_year: first.row.follow_up_year,
                other_year: second.row.follow_up_year,
                // Rounding may carry it beyond what a correlation can be.
                covariance: ((of_sum - a.powi(2) - b.powi(2)) / 2.0).clamp(-a * b, a * b),
            });
        }
    }
    Ok(rows)
}
