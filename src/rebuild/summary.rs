//! The summary of a build: one line for each subgroup and success measure.

use std::collections::HashMap;

use definitions::intervention::PARTICIPATION;
use definitions::plan::{Comparison, Plan};
use definitions::settings::Settings;
use definitions::target_group::TargetGroup;
use engine::cohort::Cohort;
use foundation::keys::{ComparisonKey, WHOLE_GROUP, is_whole_group};
use foundation::tables::Database;
use foundation::tables::audit::AuditFitRow;
use foundation::tables::build::SummaryRow;
use foundation::words::{Arm, Language, Status};
use interventions::Assessment;

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
        let condition = &plan.measure(*comparison).filter.text.value;
        let note = match (success, non_success, undetermined) {
            (0, 0, 0) if is_whole_group(key.subgroup) => {
                Some(empty_group(plan.group(comparison.group), &cohorts[comparison.group.0]))
            }
            (0, 0, 0) => Some("no person of the target group belongs to the subgroup".to_owned()),
            (0, 0, _) => Some(format!("success could be determined for no person (`{condition}`)")),
            (0, _, _) => Some(format!("no person meets the success condition `{condition}`")),
            (_, 0, _) => Some(format!("every person meets the success condition `{condition}`")),
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

/// The summary of interventions: participants who are kept, and as many persons as the controls count as.
pub fn of_interventions(assessments: &[Assessment], database: &Database) -> Vec<SummaryRow> {
    let row = |assessment: &Assessment| {
        let fits: Vec<&AuditFitRow> = assessment.fits.iter().collect();
        let of_this = database.estimates.iter().filter(|row| row.target_group == assessment.intervention);
        let reasons = assessment.reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        SummaryRow {
            target_group: assessment.intervention.clone(),
            subgroup: WHOLE_GROUP.to_owned(),
            success_measure: PARTICIPATION.to_owned(),
            success: assessment.participants.len() as i64,
            non_success: assessment.effective_controls.cast_signed(),
            undetermined: assessment.left_out.cast_signed(),
            fits: fits.len() as i64,
            estimated: fits.iter().filter(|fit| fit.status == Status::Estimated).count() as i64,
            significant: of_this.count() as i64,
            note: if assessment.admitted { without_figures(&fits) } else { Some(format!("held back: {reasons}")) },
        }
    };
    assessments.iter().map(row).collect()
}

/// Published estimates with the opposite of the sign that the qualification expects, and all that one expects a sign of.
pub fn against_expectation(database: &Database) -> (usize, usize) {
    let signs: Vec<bool> = database.estimates.iter().filter_map(|row| row.against_expectation).collect();
    (signs.iter().filter(|against| **against).count(), signs.len())
}

/// How many published estimates would be significant by chance if every null hypothesis were true.
pub fn expected_false(summary: &[SummaryRow], settings: &Settings) -> f64 {
    summary.iter().map(|row| row.estimated).sum::<i64>() as f64 * settings.significance
}

/// The first step of the delimitation that leaves no person.
fn empty_group(group: &TargetGroup, cohort: &Cohort) -> String {
    let first_empty = cohort.attrition.iter().find(|row| row.success_measure.is_none() && row.persons == 0);
    let condition = &group.population.filter.text.value;
    let years = group.population.years.value;
    match first_empty.map(|row| row.name.as_str()) {
        Some("population") => {
            format!("no person of the population in {} to {}, or no year is covered", years.first, years.last)
        }
        Some("ages") => "no person of the population is of the group's ages".to_owned(),
        Some("condition") => format!("no person meets the condition of the target group (`{condition}`)"),
        _ => "no person belongs to the target group after the washout".to_owned(),
    }
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
