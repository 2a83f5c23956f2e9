//! Checks between definitions: ids that must exist, ids that must be unique, SQL against the columns that it reads.
//!
//! Owns what the definitions of several files say together, a file a kind of definition. What one entry alone must
//! satisfy is checked where its key is read.

mod effects;
mod interventions;
mod parents;
mod persons;
mod prices;
mod target_groups;
mod variables;
mod without_rows;

pub use effects::check_statements;

use std::collections::HashMap;

use super::Definitions;
use super::mistake::Report;
use super::register::{Register, Role};
use super::source::At;
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
        persons::check(all, &group.persons, persons::Of::TargetGroup(group), report);
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

/// Whether a word can be an id: letters a–z, digits, `_` and `-`.
pub fn is_id(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
}

fn unique<'a>(what: &str, ids: impl Iterator<Item = &'a At<String>>, report: &Report) {
    let mut seen: HashMap<&str, &At<String>> = HashMap::new();
    for id in ids {
        if !is_id(id) {
            report.mistake_with_hint(
                &id.place,
                format!("`{id}` cannot be an id"),
                "an id is made of letters a–z, digits, `_` and `-`",
            );
        }
        if let Some(first) = seen.insert(&id.value, id) {
            report.mistake(&id.place, format!("the {what} `{id}` is defined twice; first at {}", first.place));
        }
    }
}

fn known<'a>(id: &At<String>, what: &'static str, ids: impl Iterator<Item = &'a At<String>>, report: &Report) {
    let ids: Vec<&str> = ids.map(|id| id.value.as_str()).collect();
    // The id of an entry that could not be read exists; the reference is correct.
    if !ids.contains(&id.value.as_str()) && !report.is_named(what, &id.value) {
        report.unknown(&id.place, what, &id.value, ids);
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
