//! Groups that are closed to others than planted members: no person with drawn use enters them, so that their truth is known.
//!
//! Owns which groups these are. The draws see to it that no drawn person has what delimits them: some diagnoses, schools and stays
//! are not drawn, services are not drawn at the ages and in the years of entry (`services`), and random rows lack some values
//! (`modelled`).

use definitions::entry::Entry;
use definitions::target_group::TargetGroup;

use super::super::services::{FIRST_MEASURE, LAST_ENTRY};

/// Ages, and years of entry.
type Window = ((i32, i32), (i32, i32));

/// All ages and years.
const ALWAYS: Window = ((i32::MIN, i32::MAX), (i32::MIN, i32::MAX));

/// Children in residential institutions: children in foster care enter this group too.
const INSTITUTION: &str = "institution";

/// The groups, with the conditions, ages and years of entry for which this holds.
const CLOSED: [(&str, &str, Window); 21] = [
    ("adhd", "adhd_contacts > 0 OR adhd_packages > 0 AND psychiatric_contacts > 0", ALWAYS),
    ("adhd_children", "adhd_contacts > 0", ALWAYS),
    ("aftercare_in_education", "days_in_aftercare > 0 AND in_education_on_1_october = 1", ALWAYS),
    ("aftercare_not_in_education", "days_in_aftercare > 0 AND in_education_on_1_october = 0", ALWAYS),
    ("anxiety_depression_14_17", "anxiety_depression_contacts > 0", ALWAYS),
    ("autism", "autism_contacts > 0", ALWAYS),
    ("autism_children", "autism_contacts > 0", ALWAYS),
    (
        "crime_threatened",
        "penal_charges > 0 OR penal_charges_under_15 > 0 OR penal_judgments > 0",
        ((0, 17), (i32::MIN, LAST_ENTRY)),
    ),
    (
        "drug_use_26_64",
        "drug_treatment_courses > 0 AND substitution_days = 0 AND opioid_dependence_packages <= 0",
        ((26, i32::MAX), (i32::MIN, LAST_ENTRY)),
    ),
    (
        "drug_use_substitution",
        "substitution_days > 0 OR opioid_dependence_packages > 0",
        ((0, i32::MAX), (i32::MIN, LAST_ENTRY)),
    ),
    ("foster_care_0_5", "foster_care_days > 0", ((0, 5), (i32::MIN, i32::MAX))),
    ("foster_care_14_17", "foster_care_days > 0", ((14, i32::MAX), (i32::MIN, LAST_ENTRY))),
    ("inmates", "releases > 0", ALWAYS),
    (INSTITUTION, "residential_days > 0", ((0, i32::MAX), (i32::MIN, LAST_ENTRY))),
    ("mental_moderate", "moderate_mental_contacts > 0 AND severe_mental_days = 0 AND severe_before = 0", ALWAYS),
    ("mental_severe", "severe_mental_contacts > 0", ALWAYS),
    ("preventive_measures", "preventive_days > 0 AND placement_days = 0", ((0, i32::MAX), (FIRST_MEASURE, LAST_ENTRY))),
    ("school_absence", "school_absence_days * 10 > school_days AND school_days > 0", ALWAYS),
    ("sexual_abuse_late_effects", "abuse_contacts > 0", ALWAYS),
    ("small_children_difficulties", "child_disorder_contacts > 0 OR psychologist_or_psychiatrist_contacts > 0", ALWAYS),
    ("violence_women", "crisis_centre_days > 0 AND sex = 'woman'", ALWAYS),
];

/// Whether only planted members enter a group, or those of foster care whose means are known too (`is_shared`).
pub fn to_others(group: &TargetGroup) -> bool {
    let condition = group.population.filter.text.value.as_str();
    let years = group.population.years.value;
    let ages = group.population.ages.as_ref().map_or((i32::MIN, i32::MAX), |ages| (ages.first, ages.last));
    let within = |(first, last): (i32, i32), window: (i32, i32)| window.0 <= first && last <= window.1;
    let closed = CLOSED.iter().any(|(id, closed, window)| {
        let fits = within(ages, window.0) && within((years.first, years.last), window.1);
        group.id.value == *id && condition == *closed && fits
    });
    closed && group.population.entry.value == Entry::First
}

/// Whether members of other groups enter a closed group, with means that are known: the institution in which a child in foster care is a
/// year later makes it a member of the group of institutions.
///
/// Later uses of services decide no measure that reads what delimits the group.
pub fn is_shared(group: &TargetGroup) -> bool {
    let read = &group.population.filter.columns;
    let mut uses = group.successes.iter().flat_map(|success| &success.uses);
    group.id.value == INSTITUTION && to_others(group) && uses.all(|(_, used)| read.contains(&used.variable.value))
}
