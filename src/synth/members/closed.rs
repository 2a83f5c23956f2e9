//! Groups that are closed to others than planted members: no person with drawn use enters them, so that their truth is known.

use definitions::target_group::TargetGroup;

/// The groups whose diagnoses, sections, schools and stays are drawn of no one.
const CLOSED: [&str; 13] = [
    "adhd",
    "adhd_children",
    "aftercare_in_education",
    "aftercare_not_in_education",
    "anxiety_depression_14_17",
    "autism",
    "autism_children",
    "mental_moderate",
    "mental_severe",
    "school_absence",
    "sexual_abuse_late_effects",
    "small_children_difficulties",
    "violence_women",
];

/// Whether only planted members enter a group.
pub fn to_others(group: &TargetGroup) -> bool {
    CLOSED.contains(&group.id.value.as_str())
}
