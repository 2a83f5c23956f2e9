//! What the passes over extracts read: variables, and the calendar years that they are read for.
//!
//! The first pass reads what delimits target groups and selects the persons of interventions, the second what follows them.
//! Owns no persons and no rows.

use crate::Definitions;
use crate::consequence::Consequence;
use crate::day::Years;
use crate::intervention::Intervention;
use crate::intervention::controls::Controls;
use crate::target_group::TargetGroup;
use crate::variable::Variable;

/// The variables that delimit target groups and measure success, and that select and balance the persons of interventions.
pub fn delimiting(definitions: &Definitions) -> Vec<&Variable> {
    let of_groups = definitions.target_groups.iter().flat_map(|group| variables_of(definitions, group));
    unique(of_groups.chain(selecting(definitions)))
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
pub fn followed_years_of(definitions: &Definitions, admitted: &[&Intervention]) -> Years {
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
pub fn outcomes_of<'d>(definitions: &'d Definitions, admitted: &[&Intervention]) -> Vec<&'d Variable> {
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

/// The variables that a group's population, subgroups and success measures read.
pub fn variables_of<'a>(definitions: &'a Definitions, group: &TargetGroup) -> Vec<&'a Variable> {
    let conditions = group.subgroups.iter().filter_map(|s| s.filter.as_ref());
    let mut names: Vec<&str> = conditions.flat_map(|filter| filter.columns.iter().map(String::as_str)).collect();
    names.extend(definitions.reads_of(&group.population).iter().map(|(_, variable, _)| variable.id.value.as_str()));
    names.extend(group.successes.iter().flat_map(|s| s.uses.iter().map(|(_, used)| used.variable.value.as_str())));
    names.extend(group.adjusters.iter().map(|adjuster| adjuster.used.variable.value.as_str()));
    names.extend(group.clusters.iter().map(|cluster| cluster.used.variable.value.as_str()));
    names.sort_unstable();
    names.dedup();
    // Names that are not variables are the person's own columns: age, sex and year.
    names.into_iter().filter_map(|name| definitions.variable(name)).collect()
}

/// The variables that select and balance the persons of all interventions: no outcome is among them.
pub fn selecting(definitions: &Definitions) -> Vec<&Variable> {
    let named = definitions.interventions.iter().flat_map(|intervention| {
        let of_controls = match &intervention.controls {
            Controls::Population(sql) => sql.columns.as_slice(),
            Controls::List { .. } | Controls::Intervention(_) | Controls::NotAssigned => &[],
        };
        let balanced = intervention.balance.iter().map(|of| of.used.variable.value.as_str());
        balanced.chain(of_controls.iter().map(String::as_str))
    });
    let named = named.filter_map(|name| definitions.variable(name));
    named.chain(definitions.interventions.iter().flat_map(|intervention| intervention.rows.all())).collect()
}
