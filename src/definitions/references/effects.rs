//! Effects, experiences and qualifications: the target groups, success measures and consequences that they name exist.

use std::collections::HashMap;

use super::super::Definitions;
use super::super::mistake::Report;
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
    let mut seen = HashMap::new();
    for qualification in &all.qualifications {
        let key = (&qualification.target_group.value, &qualification.consequence.value);
        if let Some(first) = seen.insert(key, &qualification.consequence.place) {
            let text = format!("`{}` is qualified twice for `{}`; first at {first}", key.1, key.0);
            report.mistake(&qualification.consequence.place, text);
        }
        known(&qualification.target_group, "target group", all.target_groups.iter().map(|g| &g.id), report);
        known(&qualification.consequence, "consequence", all.consequences.iter().map(|c| &c.id), report);
    }
}
