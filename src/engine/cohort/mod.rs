//! Cohorts: who enters a target group, in which year t = 0, and on which side of each success measure.
//!
//! Owns entry, age at t = 0, subgroups, success and attrition (method rules 1–3). Owns no outcomes: what becomes of the
//! persons afterwards is for `moments`.

mod adjusters;
mod attrition;
mod by_year;
mod characteristics;
mod condition;
mod entry;
mod members;
mod success;

pub use characteristics::{Levels, levels};
pub use condition::{over_year, values as values_around};
pub use entry::Entry;

use crate::persons::Persons;
use crate::variables::Sums;
use definitions::Definitions;
use definitions::plan::{Comparison, MeasureIndex, SubgroupIndex};
use definitions::target_group::TargetGroup;
use foundation::error::Result;
use foundation::tables::audit::AttritionRow;
use foundation::words::Arm;

/// Whether anyone can enter a target group in a year and be on a side of a success measure: the population and every register
/// that the condition and the measure read are covered.
pub fn can_enter(definitions: &Definitions, persons: &Persons, group: &TargetGroup, of: MeasureIndex, t0: i32) -> bool {
    persons.covers(t0)
        && members::covered(definitions, group, t0)
        && success::covered(definitions, &group.successes[of.0], t0)
}

/// A target group's entries, sorted by person and year.
#[derive(Debug)]
pub struct Cohort {
    /// The entries.
    pub entries: Vec<Entry>,
    /// By subgroup and entry, whether it belongs.
    pub subgroups: Vec<Vec<bool>>,
    /// By success measure and entry, the arm; `None` is undetermined.
    pub successes: Vec<Vec<Option<Arm>>>,
    /// Further adjusters: name, and by entry the level; equal levels are equal categories.
    pub adjusters: Vec<(String, Vec<u32>)>,
    /// Clusters: name, and by entry the number; all entries of a person have one.
    pub clusters: Vec<(String, Vec<u32>)>,
    /// From the population to the cohorts, step by step.
    pub attrition: Vec<AttritionRow>,
}

impl Cohort {
    /// By entry, whether it belongs to a subgroup.
    pub fn belongs(&self, subgroup: SubgroupIndex) -> &[bool] {
        &self.subgroups[subgroup.0]
    }

    /// By entry, the arm of a success measure; `None` is undetermined.
    pub fn arms(&self, measure: MeasureIndex) -> &[Option<Arm>] {
        &self.successes[measure.0]
    }

    /// The entries of a comparison whose arm is determined, by position.
    pub fn determined(&self, of: Comparison) -> impl Iterator<Item = (usize, Arm)> {
        let entries = self.belongs(of.subgroup).iter().zip(self.arms(of.measure)).enumerate();
        entries.filter(|(_, (belongs, _))| **belongs).filter_map(|(at, (_, arm))| Some((at, (*arm)?)))
    }

    /// How many persons of a subgroup have an entry with an arm, or undetermined with `None`.
    pub fn count(&self, of: Comparison, arm: Option<Arm>) -> i64 {
        let (belongs, arms) = (self.belongs(of.subgroup), self.arms(of.measure));
        self.persons(|at| belongs[at] && arms[at] == arm)
    }

    /// How many persons have an entry for which something holds, by its position.
    fn persons(&self, holds: impl Fn(usize) -> bool) -> i64 {
        let mut entries = self.entries.iter().enumerate();
        let of_person = self.entries.chunk_by(|one, other| one.person == other.person);
        // Not `any`: every entry of the person is to be taken, also after one that holds.
        of_person.filter(|of| entries.by_ref().take(of.len()).filter(|(at, _)| holds(*at)).count() > 0).count() as i64
    }
}

/// Delimits a target group and splits it by each of its success measures.
///
/// # Errors
/// Internal errors only: conditions were checked with the definitions.
pub fn delimit(definitions: &Definitions, group: &TargetGroup, persons: &Persons, sums: &Sums) -> Result<Cohort> {
    let members = members::find(definitions, group, persons, sums)?;
    let entries = members.entries;
    let mut subgroups = vec![vec![true; entries.len()]];
    for subgroup in &group.subgroups {
        let mut belongs = match &subgroup.filter {
            Some(filter) => {
                let holds = condition::over_year(definitions, filter, &entries, persons, sums)?;
                holds.into_iter().map(|holds| holds == Some(true)).collect()
            }
            None => vec![true; entries.len()],
        };
        if let Some(ages) = &subgroup.ages {
            for (belongs, entry) in belongs.iter_mut().zip(&entries) {
                *belongs &= ages.contains(i32::from(entry.age));
            }
        }
        subgroups.push(belongs);
    }
    let mut successes = Vec::new();
    let mut undetermined = Vec::new();
    for measure in &group.successes {
        let split = success::split(definitions, group, measure, &entries, persons, sums)?;
        successes.push(split.arms);
        undetermined.push((split.not_resident, split.not_covered, split.null));
    }
    let adjusters = adjusters::levels(definitions, group, &entries, sums)?;
    let clusters = adjusters::clusters(definitions, group, &entries, sums)?;
    let attrition = attrition::table(group, &members.steps, &entries, &subgroups, &successes, &undetermined);
    Ok(Cohort { entries, subgroups, successes, adjusters, clusters, attrition })
}
