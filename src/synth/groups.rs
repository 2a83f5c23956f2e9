//! Target groups with a model of services: size, success and exit.
//!
//! Does not own their definitions, which are the catalogue's. A service that defines a group is used by no other person of
//! the group's ages.

use definitions::Definitions;
use definitions::entry::Entry;
use definitions::target_group::TargetGroup;
use foundation::words::Arm;

use super::calendar::{FIRST, LAST};

/// A target group with a model of services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Adults in homelessness.
    Homelessness,
    /// Drug use, not in substitution treatment.
    DrugUse,
    /// Children in foster care.
    FosterCare,
    /// Children with anxiety or depression.
    Anxiety,
}

impl Group {
    /// All groups.
    pub const ALL: [Group; 4] = [Group::Homelessness, Group::DrugUse, Group::FosterCare, Group::Anxiety];

    /// The id of its definition.
    pub const fn id(self) -> &'static str {
        match self {
            Group::Homelessness => "homelessness",
            Group::DrugUse => "drug_use_18_25",
            Group::FosterCare => "foster_care_6_13",
            Group::Anxiety => "anxiety_depression_6_13",
        }
    }

    /// The success measure of its arms.
    pub const fn success_measure(self) -> &'static str {
        match self {
            Group::Homelessness => "left_shelter",
            Group::DrugUse => "completed_treatment",
            Group::FosterCare => "avoided_institution",
            Group::Anxiety => "little_psychiatric_contact",
        }
    }

    /// The conditions of the model: the population's, the success measure's, and the variables and years of the latter.
    const fn conditions(self) -> (&'static str, &'static str, &'static [(&'static str, i32, i32)]) {
        match self {
            Group::Homelessness => ("shelter_nights > 0", "after = 0", &[("shelter_nights", 1, 1)]),
            Group::DrugUse => (
                "drug_treatment_courses > 0 AND substitution_days = 0 AND opioid_dependence_packages <= 0",
                "completed > 0",
                &[("completed_courses", 0, 1)],
            ),
            Group::FosterCare => (
                "foster_care_days > 0",
                "institution = 0 AND secure = 0",
                &[("institution_days", 1, 1), ("secure_unit_days", 1, 1)],
            ),
            Group::Anxiety => (
                "anxiety_depression_contacts > 0 OR childhood_emotional_contacts > 0",
                "contacts <= 2 AND nights <= 7",
                &[("psychiatric_contacts", 1, 1), ("psychiatric_nights", 1, 1)],
            ),
        }
    }

    /// Whether a definition has the conditions of the model.
    fn matches(self, definition: &TargetGroup) -> bool {
        let (population, success, asked) = self.conditions();
        let measured = definition.successes.iter().find(|s| s.id.value == self.success_measure());
        definition.population.filter.text.value == population
            && definition.population.entry.value == Entry::First
            && measured.is_some_and(|measure| {
                let sees =
                    measure.uses.iter().map(|(_, used)| (&*used.variable.value, used.years.first, used.years.last));
                measure.filter.text.value == success && sees.eq(asked.iter().copied())
            })
    }

    /// Share of members among all persons in a country of national size.
    const fn national(self) -> f64 {
        match self {
            Group::Homelessness => 0.005,
            Group::DrugUse => 0.002_5,
            Group::FosterCare => 0.001_8,
            Group::Anxiety => 0.003,
        }
    }

    /// Share of members among `persons`. Small extracts have a larger share, so that estimates are possible.
    pub fn share(self, persons: u32) -> f64 {
        let (most, wanted) = match self {
            Group::Homelessness => (0.020, 1000.0),
            Group::DrugUse => (0.012, 600.0),
            Group::FosterCare => (0.014, 700.0),
            Group::Anxiety => (0.018, 900.0),
        };
        (wanted / f64::from(persons.max(1))).clamp(self.national(), most)
    }

    /// Share of women among members.
    pub const fn women(self) -> f64 {
        match self {
            Group::Homelessness => 0.25,
            Group::DrugUse => 0.30,
            Group::FosterCare => 0.48,
            Group::Anxiety => 0.60,
        }
    }

    /// The reference age of the slopes in age.
    pub const fn middle_age(self) -> f64 {
        match self {
            Group::Homelessness => 41.0,
            Group::DrugUse => 21.5,
            Group::FosterCare | Group::Anxiety => 9.5,
        }
    }

    /// Probability of success. It depends on sex and age, so that an unadjusted comparison is biased.
    pub fn success(self, woman: bool, age: i32) -> f64 {
        let (base, woman_adds, per_year) = match self {
            Group::Homelessness => (0.42, 0.10, -0.004),
            Group::DrugUse => (0.38, 0.08, 0.015),
            Group::FosterCare => (0.55, 0.04, -0.02),
            Group::Anxiety => (0.50, -0.06, -0.015),
        };
        let of_sex = if woman { woman_adds } else { 0.0 };
        (base + of_sex + per_year * (f64::from(age) - self.middle_age())).clamp(0.3, 0.6)
    }

    /// Probability of death or emigration in a year.
    pub fn exit(self, arm: Arm, woman: bool, age: i32) -> f64 {
        let base = match self {
            Group::Homelessness => 0.022,
            Group::DrugUse => 0.012,
            Group::FosterCare | Group::Anxiety => 0.003,
        };
        let of_arm = if arm == Arm::Success { 0.8 } else { 1.0 };
        let of_sex = if woman { 0.8 } else { 1.0 };
        base * of_arm * of_sex * (1.0 + 0.015 * (f64::from(age) - self.middle_age()))
    }

    /// Share of deaths among exits.
    pub const fn deaths(self) -> f64 {
        match self {
            Group::Homelessness => 0.7,
            Group::DrugUse => 0.6,
            Group::FosterCare | Group::Anxiety => 0.2,
        }
    }
}

/// Years and ages of entry into a group, as its definition has them.
#[derive(Debug, Clone, Copy)]
pub struct EntryWindow<'a> {
    /// The group.
    pub group: Group,
    /// Its definition.
    pub definition: &'a TargetGroup,
    /// Share of members among all persons.
    pub share: f64,
    /// The first and last year of entry.
    pub years: (i32, i32),
    /// The lowest and highest age at entry.
    pub ages: (i32, i32),
}

/// The groups whose definition exists and matches the model.
pub fn windows(definitions: &Definitions, persons: u32) -> Vec<EntryWindow<'_>> {
    Group::ALL
        .into_iter()
        .filter_map(|group| {
            let definition = definitions.target_group(group.id())?;
            let population = &definition.population;
            let years = (population.years.first.max(FIRST + 1), population.years.last.min(LAST - 1));
            let ages = population.ages.as_ref().map_or((18, 64), |ages| (ages.first, ages.last));
            let plantable = group.matches(definition) && years.0 <= years.1;
            plantable.then_some(EntryWindow { group, definition, share: group.share(persons), years, ages })
        })
        .collect()
}
