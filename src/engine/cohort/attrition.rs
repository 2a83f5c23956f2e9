//! Attrition as a table: from the population to the two cohorts, step by step (method rule 3).

use super::entry::Entry;
use super::members::Steps;
use definitions::target_group::TargetGroup;
use foundation::keys::WHOLE_GROUP;
use foundation::tables::audit::AttritionRow;
use foundation::words::Arm;

type Reasons = (Vec<bool>, Vec<bool>, Vec<bool>);

/// The attrition of one target group: the way to entry for the whole group, and from there for each subgroup and measure.
pub fn table(
    group: &TargetGroup,
    steps: &Steps,
    entries: &[Entry],
    subgroups: &[Vec<bool>],
    successes: &[Vec<Option<Arm>>],
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
    let names = std::iter::once(WHOLE_GROUP).chain(group.subgroups.iter().map(|subgroup| subgroup.id.value.as_str()));
    for (subgroup, belongs) in names.zip(subgroups) {
        let count =
            |holds: &dyn Fn(usize) -> bool| (0..entries.len()).filter(|at| belongs[*at] && holds(*at)).count() as i64;
        let measures = group.successes.iter().zip(successes).zip(undetermined);
        for ((measure, arms), (not_resident, not_covered, null)) in measures {
            let after = [
                ("subgroup", count(&|_| true)),
                ("undetermined_not_resident", count(&|at| not_resident[at])),
                ("undetermined_not_covered", count(&|at| not_covered[at])),
                ("undetermined_null", count(&|at| null[at])),
                ("determined", count(&|at| arms[at].is_some())),
                ("success", count(&|at| arms[at] == Some(Arm::Success))),
                ("non_success", count(&|at| arms[at] == Some(Arm::NonSuccess))),
            ];
            for (step, (name, persons)) in after.into_iter().enumerate() {
                put(subgroup, Some(&measure.id.value), step as i32 + 11, name, persons);
            }
        }
    }
    rows
}
