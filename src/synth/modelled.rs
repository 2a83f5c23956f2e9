//! What the model of services reads, so that its truth holds: variables, registers, and values that random rows leave alone.
//!
//! Owns the questions whether a register at other paths or with other columns touches the model, and whether a build reads it. Does not own the groups
//! (`groups`) or rows (`declared`).

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, StringArray};

use definitions::Definitions;
use definitions::day::{Day, Years};
use definitions::expression::Expression;
use definitions::register::Register;
use definitions::variable::{Source, Variable};

use super::groups::Group;
use super::members::closed;
use super::services::Service;

/// The variables of the model of services: those of services, and those that delimit and split modelled groups.
pub fn modelled(definitions: &Definitions) -> HashSet<&str> {
    let mut all: HashSet<&str> = of_groups(definitions).map(|(variable, _)| variable.id.value.as_str()).collect();
    for id in of_services() {
        all.insert(id);
    }
    all
}

/// The variables that services have.
fn of_services() -> impl Iterator<Item = &'static str> {
    let whole = Service::ALL.iter().map(|service| service.variable());
    whole.chain(Service::PARTS.iter().map(|(id, ..)| *id))
}

/// The variables that delimit and split modelled groups, with the calendar years that they are read in.
fn of_groups(definitions: &Definitions) -> impl Iterator<Item = (&Variable, Years)> {
    let groups = Group::ALL.iter().filter_map(|group| definitions.target_group(group.id()));
    groups.flat_map(|group| {
        let window = group.population.years.value;
        let around = move |years: Years| Years { first: window.first + years.first, last: window.last + years.last };
        let populations =
            definitions.reads_of(&group.population).into_iter().map(|(_, variable, years)| (variable, years));
        let uses = group.successes.iter().flat_map(|success| &success.uses);
        let uses = uses.filter_map(|(_, used)| Some((definitions.variable(&used.variable.value)?, used.years)));
        populations.chain(uses).map(move |(variable, years)| (variable, around(years)))
    })
}

/// Whether a source is read for any day of some years.
fn serves(source: &Source, years: Years) -> bool {
    source.since.as_ref().is_none_or(|since| since.value <= Day::last_of(years.last))
        && source.until.as_ref().is_none_or(|until| until.value >= Day::first_of(years.first))
}

/// Whether a register of the model of services differs from the generator's files: one with a role, or one that a service's
/// variable or, in the years that it is asked of, a modelled group's condition reads. A register whose random rows can be kept
/// from meeting the condition (`kept_free`) does not: its values are zero.
pub fn touch_model(definitions: &Definitions, declared: &[&Register]) -> bool {
    let is_declared = |id: &str| declared.iter().any(|register| register.id.value == id);
    let related = |source: &Source| definitions.related_registers(source).iter().any(|one| is_declared(&one.id.value));
    let services = of_services().filter_map(|id| definitions.variable(id)).flat_map(|variable| &variable.from);
    let mut services = services.filter(|source| is_declared(&source.register.value) || related(source));
    let groups = of_groups(definitions).flat_map(|(variable, years)| {
        let served = move |source: &&Source| serves(source, years);
        variable.from.iter().filter(served)
    });
    let mut groups =
        groups.filter(|source| related(source) || is_declared(&source.register.value) && alone(source).is_none());
    declared.iter().any(|register| register.role.is_some()) || services.next().is_some() || groups.next().is_some()
}

/// The condition of a source on one column alone, with the column.
fn alone(source: &Source) -> Option<(&str, &Expression)> {
    let filter = source.filter.as_ref()?;
    match filter.columns.as_slice() {
        [column] => Some((column, filter)),
        _ => None,
    }
}

/// The variables that delimit groups that only planted members enter.
fn of_closed_groups(definitions: &Definitions) -> impl Iterator<Item = &Variable> {
    let closed = definitions.target_groups.iter().filter(|group| closed::to_others(group));
    closed.flat_map(|group| definitions.reads_of(&group.population)).map(|(_, variable, _)| variable)
}

/// Removes the values of a column that would make a random row count in the condition of a modelled group, or of one that only planted
/// members enter.
pub fn kept_free(definitions: &Definitions, register: &Register, column: &str, values: &mut Vec<toml::Value>) {
    let variables = of_groups(definitions).map(|(variable, _)| variable).chain(of_closed_groups(definitions));
    let own = variables.flat_map(|variable| &variable.from).filter(|source| source.register.value == register.id.value);
    for (_, filter) in own.filter_map(alone).filter(|(read, _)| *read == column) {
        values.retain(|value| {
            let one: ArrayRef = match value {
                toml::Value::String(text) => Arc::new(StringArray::from(vec![text.as_str()])),
                toml::Value::Integer(number) => Arc::new(Int64Array::from(vec![*number])),
                toml::Value::Float(number) => Arc::new(Float64Array::from(vec![*number])),
                _ => return true,
            };
            // A value that can't be evaluated meets no condition.
            !filter.truths(&[(column.to_owned(), one)], 1).is_ok_and(|holds| holds == [Some(true)])
        });
    }
}

/// Whether a build reads a register: it has a role, or a consequence's or a target group's variable reads it.
pub fn is_read(definitions: &Definitions, register: &Register) -> bool {
    let of_consequences = definitions.consequences.iter().map(|consequence| consequence.variable.value.as_str());
    let of_groups = definitions.target_groups.iter().flat_map(|group| {
        let uses = group.successes.iter().flat_map(|success| &success.uses).chain(&group.population.uses);
        let uses = uses.map(|(_, used)| used.variable.value.as_str());
        let adjusters = group.adjusters.iter().map(|adjuster| &adjuster.used);
        let adjusters = adjusters.chain(group.clusters.iter().map(|cluster| &cluster.used));
        let adjusters = adjusters.map(|used| used.variable.value.as_str());
        let subgroups = group.subgroups.iter().flat_map(|subgroup| &subgroup.filter);
        let filters = std::iter::once(&group.population.filter).chain(subgroups);
        uses.chain(adjusters).chain(filters.flat_map(|filter| filter.columns.iter().map(String::as_str)))
    });
    let read: HashSet<&str> = of_consequences.chain(of_groups).collect();
    let variables = definitions.variables.iter().filter(|variable| read.contains(variable.id.value.as_str()));
    let reads = |source: &Source| {
        let related = definitions.related_registers(source);
        source.register.value == register.id.value || related.iter().any(|one| one.id.value == register.id.value)
    };
    register.role.is_some() || variables.flat_map(|variable| &variable.from).any(reads)
}
