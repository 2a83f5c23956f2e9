//! What choices in a case stand for.

use som::calculator::{Note, calculate};
use som::case::inputs::{Override, Value};
use som::show;
use som::words::{Language, Status};

use super::{changed, parse};
use crate::calculator::fixture;

/// Follow-up years 1 to 3 after an own value, an own price and a left-out consequence.
const OWN: &str = r#"horizon = 3
leave_out = ["income_tax"]

[[consequences.own_value]]
consequence = "hospital_nights"
values = { 2 = -1.5 }
reason = "Kommunens egen opgørelse"

[[consequences.own_price]]
consequence = "prison_days"
price_year = 2022
kr = { kommune = "0.00", region = "0.00", stat = "1000.00" }
reason = "Kriminalforsorgens årsrapport"
"#;

#[test]
fn own_values_close_a_gap_and_stand_beside_what_they_replace() {
    let inputs = changed("horizon = 3", OWN).unwrap();
    let was = Value::Unknown { status: Some(Status::NotAvailable) };
    let expected = Override::Value {
        consequence: "hospital_nights".to_owned(),
        follow_up_year: 2,
        was,
        now: -1.5,
        reason: "Kommunens egen opgørelse".to_owned(),
    };
    assert_eq!(inputs.overrides[0], expected);
    let result = calculate(&inputs);
    assert_eq!(result.coverage.complete_through, 3);
    assert_eq!((result.coverage.own, result.coverage.unknown), (1, 0));
    // 4 successes × (2 + 1.5 + 1) nights × 4,840 kr., twice: two years of participants.
    let region = result.by_payer.iter().find(|total| total.payer.word() == "region").unwrap();
    assert!((region.money.undiscounted - 2.0 * 4.0 * 4.5 * 4_840.0).abs() < 1e-6);
}

#[test]
fn an_own_price_brings_an_unpriced_consequence_in() {
    let inputs = changed("horizon = 3", OWN).unwrap();
    assert!(
        matches!(&inputs.overrides[1], Override::Price { consequence, was, .. } if was.is_empty() && consequence == "prison_days")
    );
    let result = calculate(&inputs);
    assert!(result.coverage.unpriced.is_empty());
    // 8 successes × 3 days × 1,000 kr. × 1.1.
    let prison = result.by_item.iter().find(|total| total.item == "prison_days").unwrap();
    assert!((prison.money.undiscounted - 26_400.0).abs() < 1e-6);
}

#[test]
fn excluded_consequences_are_listed() {
    let inputs = changed("horizon = 3", OWN).unwrap();
    assert_eq!(inputs.left_out, ["income_tax"]);
    assert!(inputs.consequences.iter().all(|consequence| consequence.id != "income_tax"));
}

#[test]
fn years_beyond_the_release_are_unknown() {
    let result = calculate(&changed("horizon = 3", "horizon = 10").unwrap());
    let tax = result.consequences.iter().find(|reach| reach.id == "income_tax").unwrap();
    assert_eq!((tax.through, tax.unknown, tax.ends_with), (3, 7, None));
}

#[test]
fn a_consequence_that_the_release_never_planned_is_unknown_and_said_to_be() {
    let result = calculate(&changed("use = \"all\"", "use = [\"income_tax\", \"cash_benefit_kr\"]").unwrap());
    assert!(result.notes.contains(&Note::UnknownWithoutFigure { consequences: vec!["cash_benefit_kr".to_owned()] }));
    assert_eq!((result.coverage.complete_through, result.coverage.unknown), (3, 3));
}

#[test]
fn a_rate_of_those_who_start_is_not_lowered_by_the_completion_rate() {
    let result = calculate(&changed("denominator = \"completed\"", "denominator = \"started\"").unwrap());
    assert!((result.successes - 40.0 * 0.25).abs() < 1e-9);
    assert!((result.completed - 32.0).abs() < 1e-9);
    assert!(result.notes.contains(&Note::CompletionRateUnused));
}

#[test]
fn completion_in_a_later_year_moves_consequences_and_not_costs() {
    let later = changed("completion_rate = 0.8", "completion_rate = 0.8\nyears_to_completion = 2").unwrap();
    let result = calculate(&later);
    let first = |heading: &str| {
        result.lines.iter().filter(|line| line.heading.word() == heading).map(|line| line.year).min().unwrap()
    };
    assert_eq!((first("costs"), first("health")), (2025, 2027));
    assert_eq!(result.by_year.iter().map(|year| year.year).collect::<Vec<_>>(), (2025..=2030).collect::<Vec<_>>());
    assert!((result.total.undiscounted - 128_200.0).abs() < 1e-6);
}

#[test]
fn one_subgroup_without_estimates_is_no_case() {
    let error = changed("group = \"homelessness\"", "group = \"homelessness\"\nsubgroup = \"18-24\"").unwrap_err();
    assert!(error.contains("no consequence to use"), "{error}");
}

#[test]
fn the_example_cases_are_valid() {
    let text = std::fs::read_to_string(fixture::path("fixtures/cases/homelessness.toml")).unwrap();
    let inputs = parse(&text).unwrap();
    assert_eq!(inputs.group.target_group, "homelessness");
    assert!(inputs.overrides.is_empty());
}

/// d = 0.5 at 20 % without: OR = exp(0.5 π/√3) = 2.476634, odds 0.25 × 2.476634 = 0.619159, rate 0.619159 / 1.619159 = 0.382396.
#[test]
fn a_standardised_effect_becomes_a_rate_at_the_rate_without() {
    let inputs = changed("with = 0.35\nwithout = 0.10", "standardised = 0.5\nwithout = 0.2").unwrap();
    assert!((inputs.effect.net_rate - 0.182_396).abs() < 1e-6, "{}", inputs.effect.net_rate);
    let none = changed("with = 0.35\nwithout = 0.10", "standardised = 0.0\nwithout = 0.2").unwrap();
    assert!(none.effect.net_rate.abs() < 1e-12);
    let result = calculate(&inputs);
    assert!(result.notes.contains(&Note::StandardisedEffect));
    let shown = show::terminal::case::full(&inputs, &result, Language::En);
    assert!(shown.contains("18.24 % of those who complete (d = 0.50; 38.24 % with, 20 % without)"), "{shown}");
}
