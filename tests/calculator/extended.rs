//! The second case of `fixtures/calculator/README.md`: what users add to a case.

use som::calculator::quality::CheckState;
use som::calculator::{CaseResult, Note, calculate};
use som::case::inputs::Override;
use som::words::{Payer, Question};

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
    for note in [Note::PhaseIn, Note::OwnGroup { borrows: true }, Note::OpenQuestions { count: 3 }] {
        assert!(result.notes.contains(&note), "{note:?} is not among {:?}", result.notes);
    }
    let group = result.checks.iter().find(|check| check.question == Question::TargetGroup).unwrap();
    assert_eq!(group.state, CheckState::Answered);
    let reach = |id: &str| result.consequences.iter().find(|reach| reach.id == id).unwrap().through;
    assert_eq!((reach("mentor_hours"), reach("cash_benefit_weeks")), (2, 3));
}
