//! What is defined and read by nothing: variables that no target group, consequence or profile uses, and columns that no SQL names.
//!
//! Owns notes, which are not mistakes: a definition can be written before it is used.

use std::collections::BTreeSet;

use crate::register::{Register, Role};
use crate::set::Definitions;
use crate::source::{At, Place};

/// Something that is defined and not used.
#[derive(Debug, Clone)]
pub struct UnusedDefinition {
    /// Where it is defined.
    pub place: Place,
    /// What it is, in a sentence.
    pub sentence: String,
}

/// Everything that is defined and not used: variables, then columns, each in the order of the definitions.
pub fn unused(definitions: &Definitions) -> Vec<UnusedDefinition> {
    let used = used_variables(definitions);
    let variables = definitions.variables.iter().filter(|variable| !used.contains(variable.id.value.as_str()));
    let variables = variables.map(|variable| UnusedDefinition {
        place: variable.id.place.clone(),
        sentence: format!("no target group, consequence or profile uses the variable `{}`", variable.id),
    });
    variables.chain(definitions.registers.iter().flat_map(|register| unused_columns(definitions, register))).collect()
}

/// The names that target groups and consequences use. Names of other columns among them do no harm.
fn used_variables(definitions: &Definitions) -> BTreeSet<&str> {
    let mut used: BTreeSet<&str> = definitions.consequences.iter().map(|c| c.variable.value.as_str()).collect();
    used.extend(definitions.characteristics.iter().map(|c| c.variable.value.as_str()));
    for group in &definitions.target_groups {
        let conditions = group.subgroups.iter().filter_map(|subgroup| subgroup.filter.as_ref());
        for condition in conditions.chain([&group.population.filter]) {
            used.extend(condition.columns.iter().map(String::as_str));
        }
        let uses = group.successes.iter().flat_map(|success| success.uses.iter().map(|(_, used)| used));
        let uses = uses.chain(group.population.uses.iter().map(|(_, used)| used));
        let uses = uses.chain(group.adjusters.iter().map(|adjuster| &adjuster.used));
        let uses = uses.chain(group.clusters.iter().map(|cluster| &cluster.used));
        used.extend(uses.map(|used| used.variable.value.as_str()));
    }
    used
}

fn unused_columns(definitions: &Definitions, register: &Register) -> Vec<UnusedDefinition> {
    let mut used: BTreeSet<&str> = match register.role.as_ref().map(|role| role.value) {
        Some(Role::Population) => BTreeSet::from(["sex", "born", "age"]),
        Some(Role::Migration) => BTreeSet::from(["direction"]),
        Some(Role::Deaths) | None => BTreeSet::new(),
    };
    let sources = definitions.variables.iter().flat_map(|variable| &variable.from);
    // SQL over rows also reads the columns of the rows that they belong to. Names of other columns among them do no harm.
    let reads = |of: &At<String>| {
        let of = definitions.register(of);
        let parent = of.and_then(|of| definitions.parent_of(of));
        of.into_iter().chain(parent).any(|read| read.id.value == register.id.value)
    };
    for source in sources {
        if reads(&source.register) {
            let of_stays = source.stays.iter().flat_map(|stays| &stays.filter);
            let conditions = source.filter.iter().chain(&source.value.of).chain(of_stays);
            used.extend(conditions.flat_map(|sql| sql.columns.iter().map(String::as_str)));
        }
        let asked = source.any.iter().filter(|any| reads(&any.register)).flat_map(|any| &any.filter);
        used.extend(asked.flat_map(|sql| sql.columns.iter().map(String::as_str)));
    }
    used.extend(register.filter.iter().flat_map(|filter| filter.columns.iter().map(String::as_str)));
    let columns = register.columns.iter().filter(|(id, _)| !used.contains(id.value.as_str()));
    let note = |id: &At<String>| UnusedDefinition {
        place: id.place.clone(),
        sentence: format!("nothing reads the column `{id}` of the register `{}`", register.id),
    };
    columns.map(|(id, _)| note(id)).collect()
}
