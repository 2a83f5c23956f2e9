//! Effects and experiences: the target groups and success measures that they name exist.

use super::ids::known;
use crate::mistake::Report;
use crate::set::Definitions;

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
