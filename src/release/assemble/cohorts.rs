//! The profile of every cohort.

use definitions::plan::Plan;
use engine::cohort::Cohort;
use foundation::tables::published::CohortRow;
use foundation::words::Language;

use crate::control::CountedCohort;
use crate::disclosure::Perturbation;

/// The row of a cohort; `cohorts` are by target group.
pub fn row(plan: &Plan<'_>, cohorts: &[Cohort], perturbation: &Perturbation, counted: &CountedCohort) -> CohortRow {
    let cohort = &cohorts[counted.comparison.group.0];
    let entries = cohort.determined(counted.comparison).filter(|(_, arm)| *arm == counted.arm);
    let ages: Vec<f64> = entries.map(|(at, _)| f64::from(cohort.entries[at].age)).collect();
    let key = plan.cohort_key(counted.comparison, counted.arm).owned();
    let leaves = counted.held_back.is_none();
    CohortRow {
        target_group: key.comparison.target_group,
        subgroup: key.comparison.subgroup,
        success_measure: key.comparison.success_measure,
        arm: key.arm,
        persons: leaves.then(|| perturbation.count(counted.cell, counted.persons)),
        mean_age: perturbation.mean_age(counted.cell, &ages).filter(|_| leaves),
        reason: counted.held_back.map(|rule| rule.label(Language::En).to_owned()),
    }
}
