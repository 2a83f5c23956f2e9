//! What a build shows at its end: one line for each subgroup and success measure.

use serde::Serialize;

use definitions::Definitions;
use foundation::keys::WHOLE_GROUP;
use engine::cohort::Cohort;
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
    /// A word on a cohort that could not be compared.
    pub note: Option<String>,
}

/// The summary of a build.
pub fn summary(
    definitions: &Definitions,
    cohorts: &[Cohort],
    fits: &[AuditFitRow],
    database: &Database,
) -> Vec<SummaryRow> {
    let mut rows = Vec::new();
    for (group, cohort) in definitions.target_groups.iter().zip(cohorts) {
        let published = group.estimations.first().map_or("", |e| e.id.value.as_str());
        for (subgroup, belongs) in &cohort.subgroups {
            for (measure, arms) in &cohort.successes {
                let count = |wanted: Option<Arm>| {
                    cohort.persons(|at| belongs.get(at) == Some(&true) && arms.get(at) == Some(&wanted))
                };
                let of_this = |g: &str, s: &str, m: &str| g == group.id.value && s == subgroup && m == measure;
                let planned = || {
                    fits.iter().filter(move |f| {
                        of_this(&f.target_group, &f.subgroup, &f.success_measure) && f.specification == published
                    })
                };
                let (success, non_success) = (count(Some(Arm::Success)), count(Some(Arm::NonSuccess)));
                let undetermined = count(None);
                let note = match (success, non_success, undetermined) {
                    (0, 0, 0) if subgroup == WHOLE_GROUP => Some("nobody belongs to the target group".to_owned()),
                    (0, 0, 0) => Some("nobody belongs to the subgroup".to_owned()),
                    (0, 0, _) => Some("nobody's success could be determined".to_owned()),
                    (0, _, _) => Some("nobody succeeds".to_owned()),
                    (_, 0, _) => Some("everybody succeeds".to_owned()),
                    _ => without_figures(planned()),
                };
                rows.push(SummaryRow {
                    target_group: group.id.value.clone(),
                    subgroup: subgroup.clone(),
                    success_measure: measure.clone(),
                    success,
                    non_success,
                    undetermined,
                    fits: planned().count() as i64,
                    estimated: planned().filter(|f| f.status == Status::Estimated).count() as i64,
                    significant: database
                        .estimates
                        .iter()
                        .filter(|e| of_this(&e.target_group, &e.subgroup, &e.success_measure))
                        .count() as i64,
                    note,
                });
            }
        }
    }
    rows
}

/// How many regressions ended in which status other than estimated.
fn without_figures<'a>(fits: impl Iterator<Item = &'a AuditFitRow> + Clone) -> Option<String> {
    let counted = Status::ALL.iter().filter(|status| **status != Status::Estimated).filter_map(|status| {
        let count = fits.clone().filter(|fit| fit.status == *status).count();
        (count > 0).then(|| format!("{count} {}", status.label(Language::En)))
    });
    let counted = counted.collect::<Vec<_>>().join(", ");
    (!counted.is_empty()).then(|| format!("without an estimate: {counted}"))
}
