//! Checks between definitions: ids that must exist, ids that must be unique, SQL against the columns that it reads.
//!
//! Owns what the definitions of several files say together, a file a kind of definition. What one entry alone must
//! satisfy is checked where its key is read.

mod effects;
mod ids;
mod interventions;
mod parents;
mod persons;
mod prices;
mod qualifications;
mod target_groups;
mod variables;
mod without_rows;

pub use qualifications::{check_statements, qualifications_of_pairs};

use crate::mistake::Report;
use crate::register::{Register, Role};
use crate::set::Definitions;
use ids::{known, unique};
use sql::ResultKind;

/// Reports every contradiction.
pub fn check(all: &Definitions, report: &Report) {
    unique("register", all.registers.iter().map(|r| &r.id), report);
    unique("variable", all.variables.iter().map(|v| &v.id), report);
    unique("consequence", all.consequences.iter().map(|c| &c.id), report);
    unique("price index", all.indices.iter().map(|i| &i.id), report);
    unique("effect", all.effects.iter().map(|e| &e.id), report);
    unique("characteristic", all.characteristics.iter().map(|c| &c.id), report);
    for characteristic in &all.characteristics {
        known(&characteristic.variable, "variable", all.variables.iter().map(|v| &v.id), report);
    }
    unique("experience", all.experiences.iter().map(|e| &e.id), report);
    unique("target group", all.target_groups.iter().map(|g| &g.id), report);
    unique("intervention", all.interventions.iter().map(|i| &i.id), report);
    check_population(all, report);
    for register in &all.registers {
        if let Some(filter) = &register.filter {
            filter.check(&register.row_columns(), ResultKind::Condition, report);
        }
        parents::check(all, register, report);
    }
    for variable in &all.variables {
        variables::check(all, variable, report);
    }
    for consequence in &all.consequences {
        known(&consequence.variable, "variable", all.variables.iter().map(|v| &v.id), report);
        for other in &consequence.overlaps {
            known(other, "consequence", all.consequences.iter().map(|c| &c.id), report);
        }
    }
    prices::check(all, report);
    prices::check_index(all, report);
    for group in &all.target_groups {
        target_groups::check(all, group, report);
        persons::check(all, &group.persons, persons::TestPersonOwner::TargetGroup(group), report);
    }
    for intervention in &all.interventions {
        interventions::check(all, intervention, report);
    }
    effects::check(all, report);
    // SQL is evaluated only where it has no mistake.
    if report.is_empty() {
        all.target_groups.iter().for_each(|group| without_rows::check(all, group, report));
    }
}

fn check_population(all: &Definitions, report: &Report) {
    let population: Vec<&Register> = all.with_role(Role::Population).collect();
    if let [_, others @ ..] = population.as_slice() {
        for other in others {
            report.mistake(&other.id.place, "two registers have the role `population`");
        }
    }
    let groups = all.target_groups.iter().map(|g| &g.id).chain(all.interventions.iter().map(|i| &i.id));
    if population.is_empty()
        && let Some(id) = groups.into_iter().next()
    {
        report.mistake_with_hint(
            &id.place,
            "no register lists who lives in the country",
            "give one status register `role = \"population\"`",
        );
    }
}
