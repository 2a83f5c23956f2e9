//! The variables that the model of services gives a truth.

use std::collections::HashSet;

use definitions::Definitions;

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
