//! Qualifications: the target groups and consequences that statements name exist and belong together, and every pair has one
//! narrowest statement.

use std::collections::BTreeSet;

use super::ids::known;
use crate::consequence::Consequence;
use crate::mistake::Report;
use crate::qualification::{Consequences, Groups, Qualification, Statement};
use crate::set::Definitions;
use crate::source::At;

/// Reports target groups and consequences of qualifications that are not there.
pub fn check_statements(all: &Definitions, statements: &[Statement], report: &Report) {
    for statement in statements {
        if let Groups::Named(named) = &statement.groups {
            named.iter().for_each(|id| known(id, "target group", all.target_groups.iter().map(|g| &g.id), report));
        }
        if let Consequences::Named(named) = &statement.consequences {
            named.iter().for_each(|id| known(id, "consequence", all.consequences.iter().map(|c| &c.id), report));
            let other = |id: &&At<String>| all.consequence(&id.value).is_some_and(|c| !speaks_of(all, statement, c));
            for id in named.iter().filter(other) {
                let message = format!("`{id}` is of the other `domain` than every target group of this argument");
                report.mistake_with_hint(&id.place, message, "leave it out: it is not estimated for them");
            }
        }
    }
}

/// Whether a consequence is estimated for any target group of a statement.
fn speaks_of(all: &Definitions, statement: &Statement, consequence: &Consequence) -> bool {
    match &statement.groups {
        Groups::Domain(domain) => consequence.is_of(*domain),
        // A target group that is not there is reported by itself.
        Groups::Named(named) => {
            named.iter().any(|id| all.target_group(&id.value).is_none_or(|group| consequence.is_of(group.domain)))
        }
    }
}

/// The qualification of every pair that a statement speaks of, in order of target group and consequence; a consequence of the other
/// domain makes no pair. Two statements that are equally narrow on a pair are a mistake.
pub fn qualifications_of_pairs(all: &Definitions, statements: &[Statement], report: &Report) -> Vec<Qualification> {
    let mut found = Vec::new();
    let mut reported = BTreeSet::new();
    for group in &all.target_groups {
        for consequence in all.consequences.iter().filter(|consequence| consequence.is_of(group.domain)) {
            let on = |statement: &Statement| {
                statement.on((&group.id.value, group.domain), (&consequence.id.value, consequence.area))
            };
            let Some(narrowest) = statements.iter().filter_map(on).max() else { continue };
            let mut deciding = statements.iter().enumerate().filter(|(_, statement)| on(statement) == Some(narrowest));
            let Some((_, first)) = deciding.next() else { continue };
            for (at, other) in deciding {
                // A statement that overlaps another is reported for the first pair that both speak of.
                if reported.insert(at) {
                    let pair = format!("`{}` is qualified twice for `{}`", consequence.id, group.id);
                    report.mistake(&other.place, format!("{pair}; first at {}", first.place));
                }
            }
            found.push(Qualification {
                target_group: group.id.value.clone(),
                consequence: consequence.id.value.clone(),
                argument: first.argument.clone(),
            });
        }
    }
    found
}
