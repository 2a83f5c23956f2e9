//! The summary of a build: one line for each subgroup and success measure.

use std::collections::HashMap;

use serde::Serialize;

use definitions::plan::{Comparison, Plan};
use engine::cohort::Cohort;
use foundation::keys::{ComparisonKey, is_whole_group};
use foundation::tables::Database;
use foundation::tables::audit::AuditFitRow;
use foundation::words::{Arm, Language, Status};

/// One subgroup split by one success measure.
#[derive(Debug, Clone, Serialize)]
pub struct SummaryRow {
    /// The target group.
    pub target_group: String,
    /// The subgroup.
    pub subgroup: String,
    /// The success measure.
    pub success_measure: String,
    /// Persons who succeed.
    pub success: i64,
    /// Persons who do not.
    pub non_success: i64,
    /// Persons in neither cohort.
    pub undetermined: i64,
    /// Regressions of the published specification.
    pub fits: i64,
    /// Of them, estimated.
    pub estimated: i64,
    /// Of them, published.
    pub significant: i64,
    /// Why there are no figures, or not for all regressions.
    pub note: Option<String>,
}

/// The summary of a build; `cohorts` are by target group, and `fits` in the plan's order.
pub fn summary(plan: &Plan<'_>, cohorts: &[Cohort], fits: &[AuditFitRow], database: &Database) -> Vec<SummaryRow> {
    let mut published: HashMap<Comparison, Vec<&AuditFitRow>> = HashMap::new();
    for (job, fit) in plan.jobs().iter().zip(fits).filter(|(job, _)| job.is_published()) {
        published.entry(job.comparison).or_default().push(fit);
    }
    let mut significant: HashMap<ComparisonKey<&str>, i64> = HashMap::new();
    for estimate in &database.estimates {
        *significant.entry(estimate.comparison()).or_default() += 1;
    }
    let row = |comparison: &Comparison| {
        // Without consequences a comparison has no regression, and without estimates none of significance.
        let fits: &[&AuditFitRow] = published.get(comparison).map_or(&[], Vec::as_slice);
        let key = plan.comparison_key(*comparison);
        let count = |arm: Option<Arm>| cohorts[comparison.group.0].count(*comparison, arm);
        let (success, non_success, undetermined) =
            (count(Some(Arm::Success)), count(Some(Arm::NonSuccess)), count(None));
        let note = match (success, non_success, undetermined) {
            (0, 0, 0) if is_whole_group(key.subgroup) => Some("no person belongs to the target group".to_owned()),
            (0, 0, 0) => Some("no person belongs to the subgroup".to_owned()),
            (0, 0, _) => Some("success could be determined for no person".to_owned()),
            (0, _, _) => Some("no person succeeds".to_owned()),
            (_, 0, _) => Some("every person succeeds".to_owned()),
            _ => without_figures(fits),
        };
        let key_owned = key.owned();
        SummaryRow {
            target_group: key_owned.target_group,
            subgroup: key_owned.subgroup,
            success_measure: key_owned.success_measure,
            success,
            non_success,
            undetermined,
            fits: fits.len() as i64,
            estimated: fits.iter().filter(|fit| fit.status == Status::Estimated).count() as i64,
            significant: significant.get(&key).map_or(0, |count| *count),
            note,
        }
    };
    plan.comparisons().iter().map(row).collect()
}

/// How many regressions ended in which status other than estimated.
fn without_figures(fits: &[&AuditFitRow]) -> Option<String> {
    let counted = Status::ALL.iter().filter(|status| **status != Status::Estimated).filter_map(|status| {
        let count = fits.iter().filter(|fit| fit.status == *status).count();
        (count > 0).then(|| format!("{count} {}", status.label(Language::En)))
    });
    let counted = counted.collect::<Vec<_>>().join(", ");
    (!counted.is_empty()).then(|| format!("without an estimate: {counted}"))
}
