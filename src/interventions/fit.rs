//! One effect as a row of the audit, beside the regressions of target groups.

use definitions::consequence::Consequence;
use definitions::intervention::{Intervention, PARTICIPATION};
use definitions::plan::EFFECT_SPECIFICATION;
use designs::{DesignError, RegressionRank};
use foundation::keys::WHOLE_GROUP;
use foundation::tables::audit::AuditFitRow;
use foundation::words::{Baseline, Covariance, DesignMethod, Status};
use statistics::status::{Availability, Counts, precheck};

use crate::estimator::AnyEffect;
use crate::figures::{Figures, WeightedAmounts};

/// The row of an effect that has no figures.
pub(crate) fn without(
    intervention: &Intervention,
    consequence: &Consequence,
    year: i32,
    counts: Counts,
    (status, reason): (Status, String),
) -> AuditFitRow {
    let count = u64::cast_signed;
    AuditFitRow {
        target_group: intervention.id.value.clone(),
        subgroup: WHOLE_GROUP.to_owned(),
        success_measure: PARTICIPATION.to_owned(),
        consequence: consequence.id.value.clone(),
        follow_up_year: year,
        specification: EFFECT_SPECIFICATION.to_owned(),
        covariance: covariance(intervention),
        age_form: None,
        status,
        reason: Some(reason),
        baseline: intervention.baseline,
        n_success: count(counts.success),
        n_non_success: count(counts.non_success),
        clusters: None,
        users_success: count(counts.users_success),
        users_non_success: count(counts.users_non_success),
        rank: None,
        dropped: None,
        leverage_one: None,
        mean_success: None,
        mean_non_success: None,
        estimate: None,
        standard_error: None,
        lower: None,
        upper: None,
        t: None,
        df: None,
        p: None,
        q: None,
        robustness: None,
        robustness_to_insignificance: None,
        rss: None,
        first_entry_year: None,
        last_entry_year: None,
        share_after_break: None,
        shares_after_breaks: None,
        persons_success: count(counts.success),
        persons_non_success: count(counts.non_success),
        persons_using_success: count(counts.users_success),
        persons_using_non_success: count(counts.users_non_success),
        largest_share: None,
        two_largest_share: None,
        amount_success: None,
        largest_success: None,
        second_success: None,
        amount_non_success: None,
        largest_non_success: None,
        second_non_success: None,
        largest_weight: None,
    }
}

/// Why an outcome is not estimated, from its counts.
pub(crate) fn checked(intervention: &Intervention, figures: &Figures) -> Option<(Status, String)> {
    let available = Availability { covered: true, success: true, non_success: true };
    let zero_is_no_use = intervention.baseline == Baseline::Level;
    let no = precheck(figures.counts, available, intervention.minimum, zero_is_no_use, figures.constant)?;
    Some((no.status, no.reason))
}

/// The status of an effect that can't be computed.
pub(crate) fn failed(error: &DesignError) -> (Status, String) {
    let status = match error {
        DesignError::Regression { status, .. } => *status,
        DesignError::TooFewClusters => Status::TooFewClusters,
        DesignError::NoVariation => Status::NoVariation,
        DesignError::CorrectionExceedsVariance | DesignError::VarianceNotFinite => Status::NoStandardError,
        DesignError::TooFewPersons => Status::TooFewDf,
        DesignError::NoParticipants | DesignError::NoControls => Status::EmptyCohort,
        DesignError::Constant { .. }
        | DesignError::Collinear { .. }
        | DesignError::TooManyVariables { .. }
        | DesignError::NoFirstStage
        | DesignError::AssignmentNotIdentified => Status::RankDeficient,
        // No control group could be made.
        DesignError::PerfectSeparation { .. }
        | DesignError::Separation { .. }
        | DesignError::ScoreNotConverged { .. }
        | DesignError::NoOverlap { .. }
        | DesignError::OutsideRange { .. }
        | DesignError::AtEdge { .. }
        | DesignError::WeightsNotConverged { .. }
        | DesignError::MixedSites { .. }
        | DesignError::Shape
        | DesignError::NotFinite { .. }
        | DesignError::NoVariables
        | DesignError::CutPoints { .. }
        | DesignError::Coarsening { .. }
        | DesignError::NoIntervals
        | DesignError::Neighbours
        | DesignError::ClustersWithReplacement
        | DesignError::NoPermutations => Status::Unbalanced,
    };
    (status, error.to_string())
}

/// A row with an effect's figures; `largest_weight` is the largest share of the controls' weight that one of them has.
pub(crate) fn with(
    row: AuditFitRow,
    effect: &AnyEffect,
    (figures, largest_weight): (&Figures, f64),
    is_kroner: bool,
) -> AuditFitRow {
    let regression = effect.regression.as_ref();
    let dropped = regression.map(|of| of.dropped.join("; ")).filter(|dropped| !dropped.is_empty());
    let count = |of: fn(&RegressionRank) -> u64| regression.map(|regression| of(regression).cast_signed());
    let row = AuditFitRow {
        status: Status::Estimated,
        reason: None,
        clusters: effect.clusters.map(u64::cast_signed),
        rank: count(|of| of.rank),
        dropped,
        leverage_one: count(|of| of.leverage_one),
        mean_success: Some(effect.mean_participants),
        mean_non_success: Some(effect.mean_controls),
        estimate: Some(effect.estimate),
        standard_error: Some(effect.standard_error),
        lower: Some(effect.inference.lower),
        upper: Some(effect.inference.upper),
        t: Some(effect.inference.t),
        df: Some(effect.df),
        p: Some(effect.inference.p),
        robustness: effect.robustness.map(|values| values.to_zero),
        robustness_to_insignificance: effect.robustness.map(|values| values.to_insignificance),
        largest_weight: Some(largest_weight),
        ..row
    };
    if is_kroner {
        row.with_amounts(figures.amounts.map(WeightedAmounts::row), figures.amounts.map(WeightedAmounts::shares))
    } else {
        row
    }
}

/// The kind of error: of a lot that of its regression, otherwise the one that belongs to the design.
fn covariance(intervention: &Intervention) -> Covariance {
    match (intervention.design.method.value, intervention.design.by_site) {
        (DesignMethod::Random, true) => Covariance::Cr1,
        (DesignMethod::Random, false) => Covariance::Hc3,
        (
            DesignMethod::Exact
            | DesignMethod::Coarsened
            | DesignMethod::Nearest
            | DesignMethod::InverseProbability
            | DesignMethod::EntropyBalancing
            | DesignMethod::DoublyRobust,
            _,
        ) => Covariance::Design,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_year_has_the_status_of_its_cause() {
        let regression = |status: Status| DesignError::Regression { status, reason: String::new() };
        for status in [Status::PerfectFit, Status::TooFewDf, Status::TooFewClusters, Status::NoVariation] {
            assert_eq!(failed(&regression(status)).0, status);
        }
        assert_eq!(failed(&DesignError::NoVariation).0, Status::NoVariation);
        for error in [DesignError::CorrectionExceedsVariance, DesignError::VarianceNotFinite] {
            assert_eq!(failed(&error).0, Status::NoStandardError);
        }
        let variable = || "x".to_owned();
        assert_eq!(failed(&DesignError::Separation { variable: variable() }).0, Status::Unbalanced);
        assert_eq!(failed(&DesignError::NoOverlap { within: "in its stratum" }).0, Status::Unbalanced);
        assert_eq!(failed(&DesignError::Collinear { variable: variable() }).0, Status::RankDeficient);
    }
}
