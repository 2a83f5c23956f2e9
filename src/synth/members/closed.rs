//! Groups that are closed to others than planted members: no person with drawn use enters them, so that their truth is known.

use definitions::entry::Entry;
use definitions::target_group::TargetGroup;

/// The groups whose diagnoses, sections, schools and stays are drawn of no one, with the conditions for which this holds.
const CLOSED: [(&str, &str); 14] = [
    ("adhd", "adhd_contacts > 0 OR adhd_packages > 0 AND psychiatric_contacts > 0"),
    ("adhd_children", "adhd_contacts > 0"),
    ("aftercare_in_education", "days_in_aftercare > 0 AND in_education_on_1_october = 1"),
    ("aftercare_not_in_education", "days_in_aftercare > 0 AND in_education_on_1_october = 0"),
    ("anxiety_depression_14_17", "anxiety_depression_contacts > 0"),
    ("autism", "autism_contacts > 0"),
    ("autism_children", "autism_contacts > 0"),
    ("foster_care_0_5", "foster_care_days > 0"),
    ("mental_moderate", "moderate_mental_contacts > 0 AND severe_mental_days = 0 AND severe_before = 0"),
    ("mental_severe", "severe_mental_contacts > 0"),
    ("school_absence", "school_absence_days * 10 > school_days AND school_days > 0"),
    ("sexual_abuse_late_effects", "abuse_contacts > 0"),
    ("small_children_difficulties", "child_disorder_contacts > 0 OR psychologist_or_psychiatrist_contacts > 0"),
    ("violence_women", "crisis_centre_days > 0 AND sex = 'woman'"),
];

/// Whether only planted members enter a group.
pub fn to_others(group: &TargetGroup) -> bool {
    let condition = group.population.filter.text.value.as_str();
    let closed = CLOSED.iter().any(|(id, closed)| group.id.value == *id && condition == *closed);
    closed && group.population.entry.value == Entry::First
}
