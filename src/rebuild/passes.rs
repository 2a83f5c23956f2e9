//! The two passes over registers: one for cohorts and the persons of interventions, and one for the values of consequences over
//! these persons. The gate of interventions is decided between the two.

use rayon::prelude::*;

use definitions::Definitions;
use definitions::consequence::Consequence;
use definitions::day::Years;
use definitions::intervention::Intervention;
use definitions::target_group::TargetGroup;
use definitions::variable::Variable;
use engine::cohort::{self, Cohort};
use engine::persons::Persons;
use engine::progress::Progress;
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
    let delimiting = delimiting(definitions);
    let everyone =
        PassRequest { name: COHORTS, variables: &delimiting, persons: None, years: delimiting_years(definitions) };
    let sums = source.person_years(&everyone, reading)?;
    let cohorts: Vec<Result<Cohort>> =
        definitions.target_groups.par_iter().map(|group| cohort::delimit(definitions, group, persons, &sums)).collect();
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
    let outcomes = outcomes_of(definitions, &admitted);
    let of_cohorts = PassRequest {
        name: CONSEQUENCES,
        variables: &outcomes,
        persons: Some(&followed),
        years: followed_years_of(definitions, &admitted),
    };
    source.person_years(&of_cohorts, reading)
}

/// The variables that delimit target groups and measure success, and that select and balance the persons of interventions.
pub fn delimiting(definitions: &Definitions) -> Vec<&Variable> {
    let of_groups = definitions.target_groups.iter().flat_map(|group| cohort::variables_of(definitions, group));
    unique(of_groups.chain(interventions::selecting(definitions)))
}

/// The calendar years that delimiting target groups and selecting the persons of interventions read.
pub fn delimiting_years(definitions: &Definitions) -> Years {
    let of_groups = definitions.target_groups.iter().map(TargetGroup::delimiting_years);
    Years::span(of_groups.chain(definitions.interventions.iter().map(Intervention::selecting_years)))
}

/// The calendar years that following target groups and telling who they are, and all interventions read.
pub fn followed_years(definitions: &Definitions) -> Years {
    followed_years_of(definitions, &definitions.interventions.iter().collect::<Vec<_>>())
}

/// The calendar years that following target groups, telling who they are, and some interventions read.
fn followed_years_of(definitions: &Definitions, admitted: &[&Intervention]) -> Years {
    let of_profiles = |group: &TargetGroup| {
        let first = definitions.characteristics.iter().map(|characteristic| characteristic.year).min();
        let followed = group.followed_years();
        let first = first.map_or(followed.first, |year| group.population.years.value.first.saturating_add(year));
        Years { first: first.min(followed.first), last: followed.last }
    };
    let of_groups = definitions.target_groups.iter().map(of_profiles);
    Years::span(of_groups.chain(admitted.iter().map(|intervention| intervention.followed_years())))
}

/// The variables of consequences that target groups and all interventions follow, and of profiles.
pub fn outcomes(definitions: &Definitions) -> Vec<&Variable> {
    outcomes_of(definitions, &definitions.interventions.iter().collect::<Vec<_>>())
}

/// The variables of consequences and profiles: all of them where there are target groups, otherwise those of some interventions.
fn outcomes_of<'d>(definitions: &'d Definitions, admitted: &[&Intervention]) -> Vec<&'d Variable> {
    let of_placebo = |intervention: &Intervention, consequence: &Consequence| {
        intervention.placebos.iter().any(|placebo| placebo.consequence.value == consequence.id.value)
    };
    let followed = |consequence: &&Consequence| {
        let by =
            |intervention: &&Intervention| intervention.estimates(consequence) || of_placebo(intervention, consequence);
        !definitions.target_groups.is_empty() || admitted.iter().any(by)
    };
    let consequences = definitions.consequences.iter().filter(followed).map(|of| &of.variable);
    let profiles = definitions.characteristics.iter().map(|of| &of.variable);
    let named = consequences.chain(profiles.filter(|_| !definitions.target_groups.is_empty()));
    unique(named.filter_map(|id| definitions.variable(id)))
}

fn unique<'a>(variables: impl Iterator<Item = &'a Variable>) -> Vec<&'a Variable> {
    let mut all: Vec<&Variable> = variables.collect();
    all.sort_by(|a, b| a.id.value.cmp(&b.id.value));
    all.dedup_by(|a, b| a.id.value == b.id.value);
    all
}
