//! The prices, effects and qualifications of `pipelines/`, as far as they can be held against a case.

use som::definitions::effect::{Effect, Qualification};
use som::definitions::mistake::Report;
use som::definitions::price::{Ages, Price};
use som::definitions::table::{self, Table};

use crate::calculator::fixture;

/// What a case can be calculated with.
const CONSEQUENCES: [&str; 21] = [
    "cash_benefit_weeks",
    "sickness_benefit_weeks",
    "disability_pension_weeks",
    "unemployment_benefit_weeks",
    "income_tax",
    "student_grant_weeks",
    "gp_contacts",
    "other_health_contacts",
    "hospital_nights",
    "outpatient_contacts",
    "emergency_contacts",
    "psychiatric_contacts",
    "property_convictions",
    "violence_convictions",
    "traffic_convictions",
    "prison_days",
    "shelter_nights",
    "drug_treatment_days",
    "foster_care_days",
    "institution_days",
    "preventive_measure_days",
];

const TARGET_GROUPS: [(&str, &str, Ages); 4] = [
    ("homelessness", "left_shelter", Ages { first: 18, last: 64 }),
    ("drug_use_18_25", "completed_treatment", Ages { first: 18, last: 25 }),
    ("foster_care_6_13", "avoided_institution", Ages { first: 6, last: 13 }),
    ("anxiety_depression_6_13", "little_psychiatric_contact", Ages { first: 6, last: 13 }),
];

fn read<T>(folder: &str, key: &'static str, read: impl Fn(&Table<'_>) -> Option<T>) -> Vec<T> {
    let report = Report::default();
    let mut found = Vec::new();
    let folder = std::fs::read_dir(fixture::path("pipelines").join(folder)).unwrap();
    let mut paths: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let file = table::open(&path).unwrap();
        table::read_file(&file, &report, |top| found.extend(top.tables(key).iter().filter_map(&read)));
    }
    report.into_result().unwrap_or_else(|mistakes| panic!("{mistakes}"));
    found
}

#[test]
fn every_consequence_has_one_price_for_every_target_group() {
    let prices = read("prices", "price", Price::read);
    for consequence in CONSEQUENCES {
        for (group, _, ages) in TARGET_GROUPS {
            let fitting = prices.iter().filter(|price| {
                price.consequence.value == consequence
                    && price.target_group.as_ref().is_none_or(|id| id.value == group)
                    && price.ages.as_ref().is_none_or(|of_price| of_price.covers(ages))
            });
            assert_eq!(fitting.count(), 1, "{consequence} for {group}");
        }
    }
    let tax = prices.iter().find(|price| price.consequence.value == "income_tax").unwrap();
    assert_eq!(tax.kr.kommune.ten_thousandths + tax.kr.region.ten_thousandths + tax.kr.stat.ten_thousandths, 10_000);
}

#[test]
fn known_prices_are_the_published_ones() {
    let prices = read("prices", "price", Price::read);
    let published: Vec<(&str, i32, f64)> = prices
        .iter()
        .filter(|price| price.provenance.word() == "published")
        .map(|p| (p.consequence.as_str(), p.year.value, p.kr.kommune.value() + p.kr.region.value() + p.kr.stat.value()))
        .collect();
    assert_eq!(published, [("prison_days", 2015, 1469.0), ("other_health_contacts", 2022, 462.0)]);
}

#[test]
fn effects_and_qualifications_name_what_exists() {
    for effect in read("effects", "effect", Effect::read) {
        let (_, measure, _) =
            TARGET_GROUPS.iter().find(|(id, ..)| effect.target_group.as_deref() == Some(&id.to_string())).unwrap();
        assert_eq!(effect.success_measure.as_deref(), Some(&measure.to_string()));
    }
    for qualification in read("qualification", "qualification", Qualification::read) {
        assert!(TARGET_GROUPS.iter().any(|(id, ..)| qualification.target_group.value == *id));
        assert!(CONSEQUENCES.contains(&qualification.consequence.as_str()), "{}", qualification.consequence);
    }
}
