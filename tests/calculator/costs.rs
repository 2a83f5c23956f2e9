//! What a course costs: the figures of `fixtures/calculator/README.md`.

use som::calculator::calculate;
use som::calculator::compare::CaseSummary;
use som::calculator::cost_model::CostDriver;
use som::calculator::uncertainty::SwingInput;
use som::case::inputs::{Committees, DiscountStep, Range, Split, SplitOf};
use som::words::{CostCategory, Payer};

use super::fixture;

fn same(found: f64, by_hand: f64) {
    assert!((found - by_hand).abs() < 0.005, "{found} is not {by_hand}");
}

#[test]
fn a_course_costs_what_it_does_by_hand() {
    let result = calculate(&fixture::resolved("costs.toml", &fixture::database()));
    let model = &result.cost_model;
    same(model.started, 48.0);
    same(model.completed, 36.0);
    same(model.total.kr, 213_400.0);
    same(model.total.per_started, 4_445.83);
    same(model.total.per_completed.unwrap(), 5_927.78);
    same(model.net.kr, 160_600.0);
    let rows = [
        (CostCategory::Preparation, Payer::Kommune, 39_600.0),
        (CostCategory::Training, Payer::Kommune, 13_200.0),
        (CostCategory::Operation, Payer::Kommune, 158_400.0),
        (CostCategory::Materials, Payer::Kommune, 13_200.0),
        (CostCategory::Grant, Payer::Kommune, -55_000.0),
        (CostCategory::Grant, Payer::Stat, 44_000.0),
    ];
    assert_eq!(model.rows.len(), rows.len());
    for (found, (category, payer, kr)) in model.rows.iter().zip(rows) {
        assert_eq!((found.category, found.payer), (category, payer));
        same(found.cost.kr, kr);
    }
    let varied = |varied: CostDriver, factor: f64| {
        model.variations.iter().find(|one| one.varied == varied && one.factor == factor).unwrap().cost
    };
    same(varied(CostDriver::GroupSize, 1.25).kr, 181_720.0);
    same(varied(CostDriver::Wage, 1.1).kr, 230_560.0);
    same(varied(CostDriver::CompletionRate, 0.9).per_completed.unwrap(), 6_586.42);
    // The engine's lines are the same costs, and what the fittings are worth falls in the last year.
    let costs: f64 =
        result.lines.iter().filter(|l| ["costs", "grants"].contains(&l.heading.word())).map(|l| l.undiscounted).sum();
    same(costs, -213_400.0);
    let residual = result.lines.iter().find(|line| line.undiscounted == 26_400.0 || line.item.ends_with('↩')).unwrap();
    assert_eq!((residual.year, residual.payer), (2026, Payer::Kommune));
}

/// Two years at no discount. Costs as a range of × 1.2 and no other: 20 % more of costs without grants, 213,400 + 11,000 −
/// (44,000 − 44,000) = 224,400, of which 20 % is 44,880. The grants are what they were promised to be.
#[test]
fn grants_stay_when_costs_are_higher() {
    let mut inputs = fixture::resolved("costs.toml", &fixture::database());
    inputs.discount = vec![DiscountStep { from_year: 0, rate: 0.0 }];
    inputs.uncertainty.costs = Some(Range { low: 1.0, high: 1.2 });
    let result = calculate(&inputs);
    let heading = |word: &str| result.by_heading.iter().find(|h| h.heading.word() == word).unwrap().money;
    same(heading("costs").present_value, -224_400.0);
    same(heading("grants").present_value, 11_000.0);
    let swing = result.uncertainty.tornado.iter().find(|swing| swing.input == SwingInput::Costs).unwrap();
    same(swing.low, result.total.present_value);
    same(swing.high, result.total.present_value - 44_880.0);
    // Before grants: at these costs the result is zero.
    same(result.break_even_costs.unwrap(), result.total.present_value + 224_400.0);
    let standing = CaseSummary::of(&inputs, &result);
    same(standing.costs, 224_400.0);
}

/// A cost's worth at the end, and who gives a grant, fall on the committee of the cost and of the grant.
#[test]
fn what_follows_from_a_cost_is_split_with_it() {
    let mut inputs = fixture::resolved("costs.toml", &fixture::database());
    let split = |payer, of: &str| Split { payer, of: SplitOf::named(of), shares: vec![1.0] };
    let splits = vec![split(Payer::Kommune, "Inventar"), split(Payer::Stat, "Pulje")];
    inputs.committees = Committees { names: vec!["a".to_owned()], splits };
    let result = calculate(&inputs);
    let of = |payer| result.by_committee.iter().find(|t| t.payer == payer && t.committee.is_some()).unwrap().money;
    same(of(Payer::Kommune).undiscounted, -66_000.0 + 26_400.0);
    same(of(Payer::Stat).undiscounted, -44_000.0);
}
