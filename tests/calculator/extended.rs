//! The second case of `fixtures/calculator/README.md`: what users add to a case.

use som::calculator::break_even::Limit;
use som::calculator::quality::{CheckState, Finding};
use som::calculator::{CaseResult, Note, calculate};
use som::case::inputs::{EffectOrigin, Override};
use som::words::{Payer, Provenance, Question};

use super::fixture;

fn same(found: f64, by_hand: f64) {
    assert!((found - by_hand).abs() <= 1e-9 * by_hand.abs().max(1.0), "{found} is not {by_hand}");
}

fn result() -> CaseResult {
    calculate(&fixture::resolved("extended.toml", &fixture::database()))
}

#[test]
fn years_and_payers() {
    let result = result();
    let by_hand =
        [(2025, [-112_100.0, -48_400.0, 0.0]), (2026, [23_650.0, 24_200.0, 6_600.0]), (2027, [17_600.0, 0.0, 6_600.0])];
    for (year, payers) in by_hand {
        for (payer, by_hand) in Payer::ALL.iter().zip(payers) {
            let lines = result.lines.iter().filter(|line| line.year == year && line.payer == *payer);
            same(lines.map(|line| line.undiscounted).sum(), by_hand);
        }
    }
    for (total, (undiscounted, present)) in
        result.by_payer.iter().zip([(-70_850.0, -84_380.0), (-24_200.0, -29_040.0), (13_200.0, 8_580.0)])
    {
        same(total.money.undiscounted, undiscounted);
        same(total.money.present_value, present);
    }
    same(result.total.undiscounted, -81_850.0);
    same(result.total.present_value, -104_840.0);
    assert_eq!((result.break_even_rate, result.break_even_costs), (None, None));
}

#[test]
fn committees() {
    let found: Vec<_> = result().by_committee;
    let by_hand = [("Socialudvalget", -26_650.0, -29_400.0), ("Beskæftigelsesudvalget", -44_200.0, -54_980.0)];
    assert_eq!(found.len(), by_hand.len());
    for (total, (name, undiscounted, present)) in found.iter().zip(by_hand) {
        assert_eq!((total.payer, total.committee.as_deref()), (Payer::Kommune, Some(name)));
        same(total.money.undiscounted, undiscounted);
        same(total.money.present_value, present);
    }
}

#[test]
fn what_is_added_stands_beside_what_it_replaces_and_is_said() {
    let inputs = fixture::resolved("extended.toml", &fixture::database());
    let kinds: Vec<&str> = inputs
        .overrides
        .iter()
        .map(|change| match change {
            Override::Added { .. } => "added",
            Override::During { .. } => "during",
            Override::Group { was: Some(label), .. } => label.en.as_str(),
            Override::Discount { .. } => "discount",
            Override::PhaseIn { .. } => "phase-in",
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(kinds, ["added", "during", "Adults in homelessness", "discount", "phase-in"]);
    assert_eq!((inputs.group.first_age, inputs.group.last_age), (Some(18), Some(29)));
    let result = calculate(&inputs);
    for note in [Note::PhaseIn, Note::OwnGroup { borrows: true }, Note::OpenQuestions { count: 4 }] {
        assert!(result.notes.contains(&note), "{note:?} is not among {:?}", result.notes);
    }
    let group = result.checks.iter().find(|check| check.question == Question::TargetGroup).unwrap();
    assert_eq!(group.state, CheckState::Answered);
    // Nights during the intervention have an illustrative price and are unqualified.
    let checked = |asked| result.checks.iter().find(|check| check.question == asked).unwrap();
    let Finding::UnsurePrices { share } = checked(Question::Prices).finding else { panic!() };
    // Mentor hours: 2 × 110 × (10 + 10); nights: 10 × 6,050 × 1.5; weeks: 2 × 2,200 × (5 + 5).
    same(share, (4_400.0 + 90_750.0) / (4_400.0 + 90_750.0 + 44_000.0));
    let Finding::Doubtful { unqualified, .. } = &checked(Question::Consequences).finding else { panic!() };
    assert_eq!(unqualified, &["mentor_hours", "hospital_nights"]);
    let reach = |id: &str| result.consequences.iter().find(|reach| reach.id == id).unwrap().through;
    assert_eq!((reach("mentor_hours"), reach("cash_benefit_weeks")), (2, 3));
}

/// Fewer succeed than without: no gain per success, and what success brings is lost.
#[test]
fn a_negative_effect_has_no_gain_per_success() {
    let mut inputs = fixture::inputs();
    inputs.effect.net_rate = -0.25;
    let result = calculate(&inputs);
    assert_eq!((result.successes, result.per_success), (-8.0, None));
    // The rate at which it breaks even does not depend on the rate that is used.
    let rate = result.break_even_rate.unwrap().rate;
    same(rate, 90_750.0 / 401_610.0);
    inputs.effect.net_rate = 0.0;
    same(calculate(&inputs).break_even_rate.unwrap().rate, rate);
    // Where success costs and the rest brings, it is a gain up to the rate.
    let mut other = fixture::inputs();
    std::mem::swap(&mut other.costs, &mut other.displaced);
    for price in other.consequences.iter_mut().flat_map(|consequence| &mut consequence.prices) {
        price.factor = -price.factor;
    }
    let even = calculate(&other).break_even_rate.unwrap();
    same(even.rate, rate);
    assert_eq!(even.limit, Limit::AtMost);
}

/// A payer that saves more than it pays: 381,000 − 436,000 for kommune, which is a gain of 55,000 to it.
#[test]
fn a_net_saving_is_a_gain_to_its_payer() {
    let mut inputs = fixture::inputs();
    inputs.displaced[0].kr = 1000.0 * 436_000.0 / 36_000.0;
    let result = calculate(&inputs);
    assert!(result.flows.iter().all(|flow| flow.from == Payer::Stat));
    same(result.flows[0].borne, 18_000.0);
    same(result.flows[0].gain, 227_678.0 + 55_000.0);
    same(result.flows.iter().map(|flow| flow.gain).sum::<f64>() - 18_000.0, result.total.present_value);
}

/// An illustrative effect is not evidence, whatever evidence level is stated.
#[test]
fn evidence_is_published() {
    let mut inputs = fixture::inputs();
    let mut origin = |provenance| {
        inputs.effect.origin = EffectOrigin::Database {
            effect: String::new(),
            label: inputs.group.target_group_label.clone(),
            with: 0.35,
            without: 0.1,
            standard_error: None,
            evidence_level: 1,
            same_group: true,
            same_measure: true,
            source: String::new(),
            provenance,
        };
        calculate(&inputs).checks.into_iter().find(|check| check.question == Question::Evidence).unwrap().state
    };
    assert_eq!(origin(Provenance::Published), CheckState::Fine);
    assert_eq!(origin(Provenance::Illustrative), CheckState::Open);
}
