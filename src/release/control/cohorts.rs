//! The cohorts of a build, with their counts and cell keys.

use definitions::Definitions;
use definitions::plan::{Comparison, Plan};
use engine::cohort::Cohort;
use engine::persons::Persons;
use foundation::keys::PersonIndex;
use foundation::words::{Arm, Rule};

use crate::disclosure::{CohortCount, Secret, Sketch, cell_keys};
use rayon::prelude::*;

/// A cohort of the build, with its count.
#[derive(Debug)]
pub struct CountedCohort {
    /// The subgroup and success measure.
    pub comparison: Comparison,
    /// The side.
    pub arm: Arm,
    /// Its persons.
    pub persons: u64,
    /// Its cell key.
    pub cell: u64,
    /// The sketch of its persons.
    pub sketch: Sketch,
    /// Why they are held back, if they are.
    pub held_back: Option<Rule>,
}

/// The key of every person by index, derived from the secret; none without control.
pub fn person_keys(definitions: &Definitions, persons: &Persons, secret: &Secret) -> Vec<u64> {
    // Without control no figure is perturbed.
    if !definitions.policy.control {
        return Vec::new();
    }
    let mut keys = vec![0; persons.len()];
    persons.lookup.each_key(|person, key| keys[person.at()] = secret.person(key));
    keys
}

/// Every cohort, in the order of the published table.
pub fn counts(plan: &Plan<'_>, cohorts: &[Cohort], keys: &[u64]) -> Vec<CountedCohort> {
    let count = |comparison: &Comparison| {
        let cohort = &cohorts[comparison.group.0];
        let of = |arm: Arm| -> (u64, Sketch) {
            // Without control there are no sketches: nothing is compared.
            let members = || members(cohort, *comparison, arm).filter_map(|person| keys.get(person.at()).copied());
            (members().fold(0, u64::wrapping_add), Sketch::of(members()))
        };
        let [success, non_success] = [Arm::Success, Arm::NonSuccess].map(of);
        let cells = cell_keys([success.0, non_success.0]);
        [(Arm::Success, success.1, cells[0]), (Arm::NonSuccess, non_success.1, cells[1])].map(|(arm, sketch, cell)| {
            let persons = cohort.count(*comparison, Some(arm)).unsigned_abs();
            CountedCohort { comparison: *comparison, arm, persons, cell, sketch, held_back: None }
        })
    };
    let mut counted: Vec<CountedCohort> = plan.comparisons().par_iter().flat_map_iter(count).collect();
    counted.sort_by_key(|cohort| plan.cohort_key(cohort.comparison, cohort.arm));
    counted
}

/// The cohort as disclosure control takes it.
pub fn count_of(plan: &Plan<'_>, cohort: &CountedCohort) -> CohortCount {
    CohortCount {
        key: plan.cohort_key(cohort.comparison, cohort.arm).owned(),
        persons: cohort.persons,
        cell: cohort.cell,
        sketch: cohort.sketch.clone(),
    }
}

/// The persons of a cohort, each once.
pub(super) fn members(cohort: &Cohort, comparison: Comparison, arm: Arm) -> impl Iterator<Item = PersonIndex> {
    let members = cohort.determined(comparison).filter(move |(_, of)| *of == arm);
    let mut last = None;
    members.map(|(at, _)| cohort.entries[at].person).filter(move |person| last.replace(*person) != Some(*person))
}
