//! The two passes over registers: one for cohorts, and one for the values of consequences over the cohorts' persons.

use rayon::prelude::*;

use definitions::Definitions;
use definitions::day::Years;
use definitions::target_group::TargetGroup;
use definitions::variable::Variable;
use engine::cohort::{self, Cohort};
use engine::persons::Persons;
use engine::progress::Progress;
use engine::variables::{PassRequest, PersonYearSource, Sums};
use foundation::error::Result;
use foundation::tables::audit::ReadingRow;

/// The pass that delimits target groups and measures success.
pub const COHORTS: &str = "cohorts";

/// The pass over what consequences read.
pub const CONSEQUENCES: &str = "consequences";

/// Cohorts first, from what populations and success measures read; then one pass over every register that consequences
/// read, over the cohorts' persons only.
///
/// # Errors
/// Faults in extracts, or the user asked to stop.
pub fn read(
    definitions: &Definitions,
    persons: &Persons,
    source: &mut dyn PersonYearSource,
    reading: &mut Vec<ReadingRow>,
    progress: &dyn Progress,
) -> Result<(Vec<Cohort>, Sums)> {
    progress.stage("cohorts");
    let delimiting = delimiting(definitions);
    let everyone =
        PassRequest { name: COHORTS, variables: &delimiting, persons: None, years: delimiting_years(definitions) };
    let sums = source.person_years(&everyone, reading)?;
    let cohorts: Vec<Result<Cohort>> =
        definitions.target_groups.par_iter().map(|group| cohort::delimit(definitions, group, persons, &sums)).collect();
    let cohorts = cohorts.into_iter().collect::<Result<Vec<_>>>()?;
    drop(sums);
    progress.stage("consequences");
    let mut followed = vec![false; persons.len()];
    for entry in cohorts.iter().flat_map(|cohort| &cohort.entries) {
        followed[entry.person.at()] = true;
    }
    let outcomes = outcomes(definitions);
    let of_cohorts = PassRequest {
        name: CONSEQUENCES,
        variables: &outcomes,
        persons: Some(&followed),
        years: followed_years(definitions),
    };
    let sums = source.person_years(&of_cohorts, reading)?;
    Ok((cohorts, sums))
}

/// The variables that delimit target groups and measure success.
pub fn delimiting(definitions: &Definitions) -> Vec<&Variable> {
    unique(definitions.target_groups.iter().flat_map(|group| cohort::variables_of(definitions, group)))
}

/// The calendar years that delimiting target groups read.
pub fn delimiting_years(definitions: &Definitions) -> Years {
    Years::span(definitions.target_groups.iter().map(TargetGroup::delimiting_years))
}

/// The calendar years that following target groups and telling who they are read.
pub fn followed_years(definitions: &Definitions) -> Years {
    let of_profiles = |group: &TargetGroup| {
        let first = definitions.characteristics.iter().map(|characteristic| characteristic.year).min();
        let followed = group.followed_years();
        let first = first.map_or(followed.first, |year| group.population.years.value.first.saturating_add(year));
        Years { first: first.min(followed.first), last: followed.last }
    };
    Years::span(definitions.target_groups.iter().map(of_profiles))
}

/// The variables of consequences and profiles.
pub fn outcomes(definitions: &Definitions) -> Vec<&Variable> {
    let consequences = definitions.consequences.iter().map(|c| &c.variable);
    let named = consequences.chain(definitions.characteristics.iter().map(|c| &c.variable));
    unique(named.filter_map(|id| definitions.variable(id)))
}

fn unique<'a>(variables: impl Iterator<Item = &'a Variable>) -> Vec<&'a Variable> {
    let mut all: Vec<&Variable> = variables.collect();
    all.sort_by(|a, b| a.id.value.cmp(&b.id.value));
    all.dedup_by(|a, b| a.id.value == b.id.value);
    all
}
