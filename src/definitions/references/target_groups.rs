//! Target groups: the ids within one are unique, and its conditions fit the variables that they name.

use super::ids::{known, unique};
use crate::expression::Expression;
use crate::mistake::Report;
use crate::set::Definitions;
use crate::source::At;
use crate::target_group::{Population, TargetGroup};
use crate::variable::{Resolution, Variable};
use sql::{ColumnType, ResultKind};

/// The columns of the person in a condition over t = 0.
fn person_columns() -> Vec<(String, ColumnType)> {
    vec![
        ("age".to_owned(), ColumnType::Integer),
        ("sex".to_owned(), ColumnType::Text),
        ("year".to_owned(), ColumnType::Integer),
    ]
}

/// The type that a variable's value has in SQL.
fn variable_type(variable: &Variable) -> ColumnType {
    match variable.resolution {
        Resolution::Units(_) => ColumnType::Integer,
        Resolution::PerUnit(_) => ColumnType::Number,
    }
}

pub(super) fn check(all: &Definitions, group: &TargetGroup, report: &Report) {
    let over_year = over_year(all);
    check_population(all, &group.population, &over_year, report);
    unique("subgroup", group.subgroups.iter().map(|s| &s.id), report);
    unique("success measure", group.successes.iter().map(|s| &s.id), report);
    unique("estimation", group.estimations.iter().map(|e| &e.id), report);
    unique("adjuster", group.adjusters.iter().map(|a| &a.id), report);
    for adjuster in &group.adjusters {
        known(&adjuster.used.variable, "variable", all.variables.iter().map(|v| &v.id), report);
    }
    unique("cluster", group.clusters.iter().map(|c| &c.id), report);
    for cluster in &group.clusters {
        known(&cluster.used.variable, "variable", all.variables.iter().map(|v| &v.id), report);
    }
    for estimation in &group.estimations {
        if let Some(cluster) = estimation.named_cluster() {
            known(cluster, "cluster", group.clusters.iter().map(|c| &c.id), report);
        }
        for name in &estimation.adjust.categories {
            let place = estimation.adjust_place.within(name);
            known(&At { value: name.clone(), place }, "adjuster", group.adjusters.iter().map(|a| &a.id), report);
        }
    }
    for subgroup in &group.subgroups {
        if let Some(filter) = &subgroup.filter {
            check_condition(filter, &over_year, report);
        }
        if let (Some(ages), Some(of_group)) = (&subgroup.ages, &group.population.ages)
            && !of_group.covers(ages.value)
        {
            report.mistake(
                &ages.place,
                format!(
                    "the subgroup `{}` has ages outside the target group's {}–{}",
                    subgroup.id, of_group.first, of_group.last
                ),
            );
        }
    }
    for success in &group.successes {
        let mut seen = person_columns();
        for (name, used) in &success.uses {
            known(&used.variable, "variable", all.variables.iter().map(|v| &v.id), report);
            if let Some(variable) = all.variable(&used.variable) {
                seen.push((name.value.clone(), variable_type(variable)));
            }
        }
        for id in &success.made_of {
            known(id, "consequence", all.consequences.iter().map(|c| &c.id), report);
        }
        if success.uses.iter().all(|(_, used)| all.variable(&used.variable).is_some()) {
            success.filter.check(&seen, ResultKind::Condition, report);
        }
    }
}

/// The condition of a population reads what a condition over one year does, and its values of earlier years.
fn check_population(all: &Definitions, population: &Population, over_year: &[(String, ColumnType)], report: &Report) {
    let mut seen = over_year.to_vec();
    for (name, used) in &population.uses {
        known(&used.variable, "variable", all.variables.iter().map(|v| &v.id), report);
        if over_year.iter().any(|(column, _)| *column == name.value) {
            let message = format!("`{name}` is a variable's or a person's column too: choose another name");
            report.mistake(&name.place, message);
        } else if !population.filter.columns.contains(&name.value) && !population.filter.columns.is_empty() {
            report.mistake_with_hint(
                &name.place,
                format!("nothing reads `{name}`"),
                "use it in `where`, or leave it out",
            );
        }
        if let Some(variable) = all.variable(&used.variable) {
            seen.push((name.value.clone(), variable_type(variable)));
        }
    }
    if population.uses.iter().all(|(_, used)| all.variable(&used.variable).is_some()) {
        check_condition(&population.filter, &seen, report);
    }
}

/// The columns that a condition over one year reads: the person's own, and every variable.
fn over_year(all: &Definitions) -> Vec<(String, ColumnType)> {
    let mut columns = person_columns();
    columns.extend(all.variables.iter().map(|v| (v.id.value.clone(), variable_type(v))));
    columns
}

/// Checks a condition over one year that is not of a target group.
pub(super) fn check_over_year(all: &Definitions, filter: &Expression, report: &Report) {
    check_condition(filter, &over_year(all), report);
}

/// Checks a condition over variables. A variable that could not be read is reported elsewhere.
fn check_condition(filter: &Expression, known: &[(String, ColumnType)], report: &Report) {
    let unread = |column: &String| !known.iter().any(|(name, _)| name == column) && report.is_named("variable", column);
    if !filter.columns.iter().any(unread) {
        filter.check(known, ResultKind::Condition, report);
    }
}
