//! The plan: every regression that the definitions imply, before any row is read.
//!
//! Owns which regressions there are, and which years t = 0 can carry each follow-up year. Owns no data: a plan can be
//! printed, counted and compared, and `build` only executes it.

use serde::Serialize;

use crate::Definitions;
use crate::coverage::available;
use crate::estimation::{ENTRY_YEAR, Estimation};
use crate::target_group::{AfterExit, TargetGroup, WHOLE_GROUP};

/// One planned regression.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Planned {
    /// The target group.
    pub target_group: String,
    /// The subgroup; `all` is the whole group.
    pub subgroup: String,
    /// The success measure.
    pub success_measure: String,
    /// The consequence.
    pub consequence: String,
    /// Years after t = 0.
    pub follow_up_year: i32,
    /// The specification.
    pub specification: String,
    /// The first year t = 0 that carries the follow-up year; none if the registers cover it for nobody.
    pub first_entry_year: Option<i32>,
    /// The last such year.
    pub last_entry_year: Option<i32>,
}

/// Every planned regression, in the order of target group, subgroup, success measure, consequence, specification and
/// follow-up year.
pub fn plan(definitions: &Definitions) -> Vec<Planned> {
    let mut rows = Vec::new();
    for group in &definitions.target_groups {
        let subgroups = std::iter::once(WHOLE_GROUP).chain(group.subgroups.iter().map(|s| s.id.value.as_str()));
        let specifications = specifications(group);
        for subgroup in subgroups {
            for success in &group.successes {
                for consequence in &definitions.consequences {
                    for specification in &specifications {
                        for year in &specification.follow_up {
                            let carrying = entry_years(definitions, group, &consequence.variable, specification, *year);
                            rows.push(Planned {
                                target_group: group.id.value.clone(),
                                subgroup: subgroup.to_owned(),
                                success_measure: success.id.value.clone(),
                                consequence: consequence.id.value.clone(),
                                follow_up_year: *year,
                                specification: specification.id.value.clone(),
                                first_entry_year: carrying.first().copied(),
                                last_entry_year: carrying.last().copied(),
                            });
                        }
                    }
                }
            }
        }
    }
    rows
}

/// A group's specifications: those written, and the one with the year t = 0 as categories that is audited beside the
/// published one wherever entrants come from more than one year (method rule 10).
pub fn specifications(group: &TargetGroup) -> Vec<Estimation> {
    let mut all = group.estimations.clone();
    let years = group.population.years.value;
    if let Some(published) = group.estimations.first()
        && !published.adjust.entry_year
        && years.first < years.last
        && !all.iter().any(|e| e.id.value == ENTRY_YEAR)
    {
        let mut beside = published.clone();
        beside.id.value = ENTRY_YEAR.to_owned();
        beside.adjust.entry_year = true;
        all.push(beside);
    }
    all
}

/// The years t = 0 of a group that carry a follow-up year of a variable: those whose calendar year the registers cover.
/// With `balanced`, those whose every follow-up year is covered;
/// for a difference, those whose year before is, too. Where presence counts, the population's list must cover the year.
pub fn entry_years(
    definitions: &Definitions,
    group: &TargetGroup,
    variable: &str,
    specification: &Estimation,
    follow_up_year: i32,
) -> Vec<i32> {
    let Some(variable) = definitions.variable(variable) else { return Vec::new() };
    let listed = |year: i32| definitions.lists(year);
    let dropped = group.population.after_exit == AfterExit::Drop;
    let before = specification.baseline_year();
    let carries = |t0: &i32| {
        // Who is compared with the year before, or leaves with the country, must be known to be there.
        let needs_list = |k: i32| dropped || before == Some(k);
        let needed = |k: i32| available(definitions, variable, t0 + k) && (!needs_list(k) || listed(t0 + k));
        specification.needs(follow_up_year).all(needed)
    };
    group.population.years.iter().filter(carries).collect()
}
