//! The two passes over registers: one for cohorts and the persons of interventions, and one for the values of consequences over
//! these persons. The gate of interventions is decided between the two.

use definitions::Definitions;
use definitions::intervention::Intervention;
use definitions::plan::reading;
use engine::cohort::{self, Cohort};
use engine::persons::Persons;
use engine::progress::Progress;
use engine::threads;
use engine::variables::{PassRequest, PersonYearSource, Sums};
use foundation::error::Result;
use foundation::tables::audit::ReadingRow;
use interventions::{DesignInputs, GateVerdict};

/// The pass that delimits target groups and measures success.
pub const COHORTS: &str = "cohorts";

/// The pass over what consequences read.
pub const CONSEQUENCES: &str = "consequences";

/// What both passes found.
pub struct FirstPassResult<'d> {
    /// The target groups' cohorts.
    pub cohorts: Vec<Cohort>,
    /// Interventions with their persons and variables, in the order of the definitions.
    pub prepared: Vec<DesignInputs<'d>>,
}

/// The first pass: cohorts of target groups, and persons of interventions with the variables that are balanced.
///
/// # Errors
/// Faults in extracts, mistakes in lists of persons, or the user asked to stop.
pub fn select<'d>(
    definitions: &'d Definitions,
    persons: &Persons,
    source: &mut dyn PersonYearSource,
    reading: &mut Vec<ReadingRow>,
    progress: &dyn Progress,
) -> Result<FirstPassResult<'d>> {
    progress.stage("cohorts");
    let delimiting = reading::delimiting(definitions);
    let everyone = PassRequest { name: COHORTS, variables: &delimiting, persons: None };
    let sums = source.person_years(&everyone, reading)?;
    let groups = definitions.target_groups.iter().collect();
    let cohorts: Vec<Result<Cohort>> =
        threads::in_order(groups, |group| cohort::delimit(definitions, group, persons, &sums));
    let prepare = |intervention| {
        let selection = interventions::select(definitions, intervention, persons, &sums, reading)?;
        DesignInputs::new(definitions, intervention, persons, &sums, selection)
    };
    let prepared = definitions.interventions.iter().map(prepare).collect::<Result<Vec<_>>>()?;
    Ok(FirstPassResult { cohorts: cohorts.into_iter().collect::<Result<Vec<_>>>()?, prepared })
}

/// The second pass: what consequences read, over the cohorts' persons and those of admitted interventions. Where there are
/// none, no outcome is read.
///
/// # Errors
/// Faults in extracts, or the user asked to stop.
pub fn follow(
    definitions: &Definitions,
    persons: &Persons,
    (cohorts, judged): (&[Cohort], &[GateVerdict<'_>]),
    source: &mut dyn PersonYearSource,
    reading: &mut Vec<ReadingRow>,
    progress: &dyn Progress,
) -> Result<Sums> {
    progress.stage("consequences");
    let mut followed = vec![false; persons.len()];
    for entry in cohorts.iter().flat_map(|cohort| &cohort.entries) {
        followed[entry.person.at()] = true;
    }
    let admitted: Vec<&GateVerdict<'_>> = judged.iter().filter(|judged| judged.is_admitted()).collect();
    for judged in &admitted {
        // Everyone who was compared: the control group of a year with unknown outcomes is made of all of them again.
        judged.prepared.entries().iter().for_each(|entry| followed[entry.person.at()] = true);
    }
    let admitted: Vec<&Intervention> = admitted.iter().map(|judged| judged.intervention()).collect();
    let outcomes = reading::outcomes_of(definitions, &admitted);
    let of_cohorts = PassRequest { name: CONSEQUENCES, variables: &outcomes, persons: Some(&followed) };
    source.person_years(&of_cohorts, reading)
}
