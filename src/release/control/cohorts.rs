//! The cohorts of a build, with their counts and cell keys.

use definitions::Definitions;
use definitions::plan::{Comparison, Plan};
use engine::cohort::Cohort;
use engine::persons::Persons;
use foundation::words::{Arm, Rule};

use crate::disclosure::{CohortCount, Secret};

/// A cohort of the build, with its count.
#[derive(Debug)]
pub struct CountedCohort {
    /// The subgroup and success measure.
    pub comparison: Comparison,
    /// The side.
    pub arm: Arm,
    /// Its persons.
    pub persons: u64,
    /// Its cell key: the sum of its persons' keys modulo 2^64.
    pub cell: u64,
    /// Why they are held back, if they are.
    pub held_back: Option<Rule>,
}

/// The key of every person by index, derived from the secret.
pub fn person_keys(definitions: &Definitions, persons: &Persons, secret: &Secret) -> Vec<u64> {
    let mut keys = vec![0; persons.len()];
    // Without control no figure is perturbed.
    if definitions.policy.control {
        persons.lookup.each_key(|person, key| keys[person.at()] = secret.person(key));
    }
    keys
}

/// Every cohort, in the order of the published table.
pub fn counts(plan: &Plan<'_>, cohorts: &[Cohort], keys: &[u64]) -> Vec<CountedCohort> {
    let sides = plan.comparisons().iter().flat_map(|comparison| Arm::ALL.iter().map(move |arm| (*comparison, *arm)));
    let count = |(comparison, arm): (Comparison, Arm)| {
        let cohort = &cohorts[comparison.group.0];
        let persons = cohort.count(comparison, Some(arm)).unsigned_abs();
        CountedCohort { comparison, arm, persons, cell: cell(cohort, comparison, arm, keys), held_back: None }
    };
    let mut counted: Vec<CountedCohort> = sides.map(count).collect();
    counted.sort_by_key(|cohort| plan.cohort_key(cohort.comparison, cohort.arm));
    counted
}

/// The cohort as disclosure control takes it.
pub fn count_of(plan: &Plan<'_>, cohort: &CountedCohort) -> CohortCount {
    CohortCount {
        key: plan.cohort_key(cohort.comparison, cohort.arm).owned(),
        persons: cohort.persons,
        cell: cohort.cell,
    }
}

/// The cell key of a cohort: the sum of its persons' keys modulo 2^64, each person once.
fn cell(cohort: &Cohort, comparison: Comparison, arm: Arm, keys: &[u64]) -> u64 {
    let members = cohort.determined(comparison).filter(|(_, of)| *of == arm).map(|(at, _)| cohort.entries[at].person);
    let mut last = None;
    let persons = members.filter(|person| last.replace(*person) != Some(*person));
    persons.fold(0, |sum, person| sum.wrapping_add(keys[person.at()]))
}
