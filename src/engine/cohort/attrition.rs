//! Attrition as a table: from the population to the two cohorts, step by step (method rule 3).

use super::Entry;
use super::members::Steps;
use definitions::target_group::{TargetGroup, WHOLE_GROUP};
use foundation::tables::audit::AttritionRow;
use foundation::words::Arm;

type Reasons = (Vec<bool>, Vec<bool>, Vec<bool>);

/// The attrition of one target group: the way to entry for the whole group, and from there for each subgroup and measure.
pub fn table(
    group: &TargetGroup,
    steps: &Steps,
    entries: &[Entry],
    subgroups: &[(String, Vec<bool>)],
    successes: &[(String, Vec<Option<Arm>>)],
    undetermined: &[Reasons],
) -> Vec<AttritionRow> {
    let mut rows = Vec::new();
    let mut put = |subgroup: &str, measure: Option<&str>, step: i32, name: &str, persons: i64| {
        rows.push(AttritionRow {
            target_group: group.id.value.clone(),
            subgroup: subgroup.to_owned(),
            success_measure: measure.map(str::to_owned),
            step,
            name: name.to_owned(),
            persons,
        });
    };
    let before = [
        ("population", steps.population),
        ("ages", steps.ages),
        ("condition", steps.condition),
        ("washed_out", steps.washed_out),
        ("entered", steps.entered),
        ("left_censored", steps.left_censored),
        ("years_not_available", steps.years_not_available),
    ];
    for (step, (name, persons)) in before.into_iter().enumerate() {
        put(WHOLE_GROUP, None, step as i32 + 1, name, persons);
    }
    for (subgroup, belongs) in subgroups {
        let count = |holds: &dyn Fn(usize) -> bool| {
            (0..entries.len()).filter(|at| belongs.get(*at) == Some(&true) && holds(*at)).count() as i64
        };
        for ((measure, arms), (not_resident, not_covered, null)) in successes.iter().zip(undetermined) {
            let listed = |list: &Vec<bool>, at: usize| list.get(at) == Some(&true);
            let arm = |at: usize| arms.get(at).copied().flatten();
            let after = [
                ("subgroup", count(&|_| true)),
                ("undetermined_not_resident", count(&|at| listed(not_resident, at))),
                ("undetermined_not_covered", count(&|at| listed(not_covered, at))),
                ("undetermined_null", count(&|at| listed(null, at))),
                ("determined", count(&|at| arm(at).is_some())),
                ("success", count(&|at| arm(at) == Some(Arm::Success))),
                ("non_success", count(&|at| arm(at) == Some(Arm::NonSuccess))),
            ];
            for (step, (name, persons)) in after.into_iter().enumerate() {
                put(subgroup, Some(measure), step as i32 + 11, name, persons);
            }
        }
    }
    rows
}
