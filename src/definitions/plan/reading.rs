//! What the passes over extracts read: variables, and the calendar years that they are read for.
//!
//! The first pass reads what delimits target groups and selects the persons of interventions, the second what follows them.
//! Owns no persons and no rows.

use crate::Definitions;
use crate::consequence::Consequence;
use crate::day::Years;
use crate::intervention::Intervention;
use crate::intervention::controls::Controls;
use crate::register::Register;
use crate::target_group::TargetGroup;
use crate::variable::Variable;

/// A variable, and the calendar years that it is read for.
#[derive(Debug, Clone, Copy)]
pub struct WantedVariable<'d> {
    /// The variable.
    pub variable: &'d Variable,
    /// The years; every year if `None`.
    pub years: Option<Years>,
}

impl<'d> WantedVariable<'d> {
    /// A variable that is read for every year.
    pub fn of_every_year(variable: &'d Variable) -> WantedVariable<'d> {
        WantedVariable { variable, years: None }
    }
}

/// The calendar years that variables read a register for; every year if `None`.
pub fn years_of_register(register: &Register, wanted: &[WantedVariable<'_>]) -> Option<Years> {
    let reads = |of: &&WantedVariable<'_>| of.variable.from.iter().any(|from| from.register.value == register.id.value);
    let years = wanted.iter().filter(reads).map(|of| of.years);
    years.collect::<Option<Vec<Years>>>().map(|all| Years::span(all.into_iter()))
}

/// The variables that delimit target groups and measure success, each for the years of the groups that read it, and those that select and
/// balance the persons of interventions, for the years of all interventions.
pub fn delimiting(definitions: &Definitions) -> Vec<WantedVariable<'_>> {
    let of_groups = definitions.target_groups.iter().flat_map(|group| {
        let years = Some(group.delimiting_years());
        variables_of(definitions, group).into_iter().map(move |variable| WantedVariable { variable, years })
    });
    let years = Years::span(definitions.interventions.iter().map(Intervention::selecting_years));
    let of_interventions = selecting(definitions).into_iter();
    unique(of_groups.chain(of_interventions.map(|variable| WantedVariable { variable, years: Some(years) })))
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
pub fn outcomes(definitions: &Definitions) -> Vec<WantedVariable<'_>> {
    outcomes_of(definitions, &definitions.interventions.iter().collect::<Vec<_>>())
}

/// The variables of consequences and profiles: all of them where there are target groups, otherwise those of some interventions.
pub fn outcomes_of<'d>(definitions: &'d Definitions, admitted: &[&Intervention]) -> Vec<WantedVariable<'d>> {
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
    let years = Some(followed_years_of(definitions, admitted));
    unique(named.filter_map(|id| definitions.variable(id)).map(|variable| WantedVariable { variable, years }))
}

/// Each variable once, by its id, with all its years.
fn unique<'a>(variables: impl Iterator<Item = WantedVariable<'a>>) -> Vec<WantedVariable<'a>> {
    let mut all: Vec<WantedVariable<'_>> = variables.collect();
    all.sort_by(|a, b| a.variable.id.value.cmp(&b.variable.id.value));
    all.dedup_by(|next, kept| {
        let is_same = next.variable.id.value == kept.variable.id.value;
        if is_same {
            kept.years = kept.years.zip(next.years).map(|(kept, next)| Years::span([kept, next].into_iter()));
        }
        is_same
    });
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
