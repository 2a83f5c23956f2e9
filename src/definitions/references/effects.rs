//! Effects, experiences and qualifications: the target groups, success measures and consequences that they name exist.

use super::super::Definitions;
use super::super::mistake::Report;
use super::super::qualification::{Consequences, Groups, Statement};
use super::known;

pub(super) fn check(all: &Definitions, report: &Report) {
    let effects = all.effects.iter().map(|e| (&e.target_group, &e.success_measure));
    let experiences = all.experiences.iter().map(|e| (&e.target_group, &e.success_measure));
    for (group, measure) in effects.chain(experiences) {
        let Some(group) = group else {
            if let Some(measure) = measure {
                report.mistake_with_hint(
                    &measure.place,
                    "a success measure belongs to a target group",
                    "add `target_group = …`",
                );
            }
            continue;
        };
        known(group, "target group", all.target_groups.iter().map(|g| &g.id), report);
        if let (Some(group), Some(measure)) = (all.target_group(group), measure) {
            known(measure, "success measure", group.successes.iter().map(|s| &s.id), report);
        }
    }
}

/// Reports target groups and consequences of qualifications that are not there.
pub fn check_statements(all: &Definitions, statements: &[Statement], report: &Report) {
    for statement in statements {
        if let Groups::Named(named) = &statement.groups {
            named.iter().for_each(|id| known(id, "target group", all.target_groups.iter().map(|g| &g.id), report));
        }
        if let Consequences::Named(named) = &statement.consequences {
            named.iter().for_each(|id| known(id, "consequence", all.consequences.iter().map(|c| &c.id), report));
        }
    }
}
