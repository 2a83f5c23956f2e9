//! What a course costs: the figures of `fixtures/calculator/README.md`.

use som::calculator::calculate;
use som::calculator::cost_model::Varied;
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
    let varied = |varied: Varied, factor: f64| {
        model.variations.iter().find(|one| one.varied == varied && one.factor == factor).unwrap().cost
    };
    same(varied(Varied::GroupSize, 1.25).kr, 181_720.0);
    same(varied(Varied::Wage, 1.1).kr, 230_560.0);
    same(varied(Varied::CompletionRate, 0.9).per_completed.unwrap(), 6_586.42);
    // The engine's lines are the same costs, and what the fittings are worth falls in the last year.
    let costs: f64 = result.lines.iter().filter(|l| l.heading.word() == "costs").map(|l| l.undiscounted).sum();
    same(costs, -213_400.0);
    let residual = result.lines.iter().find(|line| line.undiscounted == 26_400.0 || line.item.ends_with('↩')).unwrap();
    assert_eq!((residual.year, residual.payer), (2026, Payer::Kommune));
}
