//! The variables that the model of services gives a truth, and the registers that a build reads.

use std::collections::HashSet;

use definitions::Definitions;
use definitions::register::Register;
use definitions::variable::Source;

use super::groups::Group;
use super::services::Service;

/// The variables of the model of services: those of services, and those that delimit and split modelled groups.
pub fn modelled(definitions: &Definitions) -> HashSet<&str> {
    let groups = Group::ALL.iter().filter_map(|group| definitions.target_group(group.id()));
    let of_groups = groups.flat_map(|group| {
        let uses = group.successes.iter().flat_map(|success| &success.uses).chain(&group.population.uses);
        let uses = uses.map(|(_, used)| used.variable.value.as_str());
        group.population.filter.columns.iter().map(String::as_str).chain(uses)
    });
    let of_services = Service::ALL.iter().map(|service| service.variable());
    of_groups.chain(of_services).chain(Service::PARTS.iter().map(|(id, ..)| *id)).collect()
}

/// Whether a register of the model of services differs from the generator's files: one with a role, or one that a service's
/// variable or a modelled group's condition reads.
pub fn touch_model(definitions: &Definitions, declared: &[&Register]) -> bool {
    let modelled = modelled(definitions);
    let reads = |register: &Register| {
        let variables = definitions.variables.iter().filter(|variable| modelled.contains(variable.id.value.as_str()));
        variables.flat_map(|variable| &variable.from).any(|source| {
            let beside = definitions.read_beside(source);
            source.register.value == register.id.value || beside.iter().any(|one| one.id.value == register.id.value)
        })
    };
    declared.iter().any(|register| register.role.is_some() || reads(register))
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
        let beside = definitions.read_beside(source);
        source.register.value == register.id.value || beside.iter().any(|one| one.id.value == register.id.value)
    };
    register.role.is_some() || variables.flat_map(|variable| &variable.from).any(reads)
}
