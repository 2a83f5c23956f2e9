//! Sums of the lines, from every side.

use super::discount::discount_factor;
use super::notes::UncertaintySummary;
use super::quality::CheckState;
use super::result::outline::Outline;
use super::result::uncertainty::Uncertainty;
use super::result::{
    CaseResult, ConsequenceReach, Coverage, Heading, HeadingTotal, ItemTotal, Line, Money, PayerTotal, People,
    YearTotal,
};
use super::term::terms;
use super::{break_even, budget, cashable, committees_and_flows, cost_model, notes, quality, uncertainty};
use crate::case::Inputs;
use foundation::words::Payer;

/// Adds up a result.
pub fn totals(
    inputs: &Inputs,
    people: Vec<People>,
    consequences: Vec<ConsequenceReach>,
    lines: Vec<Line>,
) -> CaseResult {
    let total = sum(lines.iter());
    let count = |of: fn(&People) -> f64| people.iter().map(of).sum::<f64>();
    let (started, completed, successes) = (count(|p| p.started), count(|p| p.completed), count(|p| p.successes));
    let last = last_year(inputs, &people, &consequences, &lines);
    let by_year = by_year(inputs, last, &lines);
    let coverage = coverage(inputs, &consequences);
    let (uncertainty, parts) = uncertainty::uncertainty(inputs, &consequences, last);
    let by_heading = by_heading(&lines);
    let even = break_even::total(&by_year, &parts, &lines);
    let checks = quality::checks(inputs, &people, &consequences, &coverage);
    let open = checks.iter().filter(|check| check.state == CheckState::Open).count();
    CaseResult {
        total,
        started,
        completed,
        successes,
        per_participant: total.per(started),
        per_success: total.per(successes),
        per_krone: per_krone(total, &by_heading),
        budget: budget::budget(inputs.intervention.start_year, &lines),
        cashable: cashable::cashable(inputs, &lines),
        break_even_year: even.year,
        break_even_rate: even.rate,
        break_even_gains: even.gains,
        break_even_costs: even.costs,
        break_even_by_payer: break_even::by_payer(&by_year, &parts, &lines),
        by_payer: by_payer(&lines),
        flows: committees_and_flows::flows(&lines),
        by_committee: committees_and_flows::by_committee(inputs, &lines),
        by_heading,
        by_item: by_item(&lines),
        notes: {
            let Uncertainty { total: bounds, any, repaired, .. } = &uncertainty;
            let sureness = UncertaintySummary { total: *bounds, any: *any, repaired };
            notes::notes(inputs, &consequences, &coverage, &sureness, open, total)
        },
        checks,
        all_fits: None,
        scenarios: Vec::new(),
        cost_model: cost_model::cost_model(inputs),
        uncertainty,
        by_year,
        people,
        consequences,
        coverage,
        lines,
    }
}

/// The net result per krone of costs, as present value.
fn per_krone(total: Money, headings: &[HeadingTotal]) -> Option<f64> {
    let costs = headings.iter().find(|heading| heading.heading == Heading::Costs)?;
    let kroner = -costs.money.present_value;
    (kroner > 0.0).then(|| total.present_value / kroner)
}

/// The outline of a result: what [`totals`] has of it, without the rest.
pub fn outline(inputs: &Inputs, people: &[People], consequences: &[ConsequenceReach], lines: &[Line]) -> Outline {
    let total = sum(lines.iter());
    let last = last_year(inputs, people, consequences, lines);
    let by_year = by_year(inputs, last, lines);
    let coverage = coverage(inputs, consequences);
    let uncertainty = uncertainty::outline(inputs, consequences);
    let checks = quality::checks(inputs, people, consequences, &coverage);
    let open = checks.iter().filter(|check| check.state == CheckState::Open).count();
    let sureness =
        UncertaintySummary { total: uncertainty.total, any: uncertainty.any, repaired: &uncertainty.repaired };
    let gravest = notes::notes(inputs, consequences, &coverage, &sureness, open, total).into_iter().next();
    Outline {
        total,
        by_payer: by_payer(lines),
        break_even_year: break_even::year_of(&by_year),
        bounds: uncertainty.total,
        by_year,
        gravest,
    }
}

fn sum<'a>(lines: impl Iterator<Item = &'a Line>) -> Money {
    let mut total = Money::default();
    lines.for_each(|line| total += line.money());
    total
}

/// The last calendar year in which kroner fall, or would fall at another point of the user's ranges.
fn last_year(inputs: &Inputs, people: &[People], consequences: &[ConsequenceReach], lines: &[Line]) -> i32 {
    let start = inputs.intervention.start_year;
    let last = lines.iter().map(|line| line.year).chain(people.iter().map(|people| people.year)).max();
    let ranges = &inputs.uncertainty;
    let certain = ranges.net_rate.is_none() && ranges.completion_rate.is_none();
    if certain && inputs.effect.standard_error == 0.0 {
        return last.unwrap_or(start);
    }
    let counted = inputs.consequences.iter().zip(consequences).flat_map(|(one, reach)| terms(inputs, one, reach));
    let furthest = counted.map(|term| term.follow_up_year).max();
    let of_success = people.last().zip(furthest).map(|(people, years)| people.year + years - 1);
    last.max(of_success).unwrap_or(start)
}

fn by_year(inputs: &Inputs, last: i32, lines: &[Line]) -> Vec<YearTotal> {
    let first = inputs.intervention.start_year;
    let mut cumulative = Money::default();
    (first..=last)
        .map(|year| {
            let money = sum(lines.iter().filter(|line| line.year == year));
            cumulative += money;
            YearTotal { year, discount_factor: discount_factor(&inputs.discount, year - first), money, cumulative }
        })
        .collect()
}

fn by_payer(lines: &[Line]) -> Vec<PayerTotal> {
    let of = |payer| sum(lines.iter().filter(|line| line.payer == payer));
    Payer::ALL.iter().map(|payer| PayerTotal { payer: *payer, money: of(*payer) }).collect()
}

// Lines come sorted by heading and item, so neighbours belong together.
fn by_heading(lines: &[Line]) -> Vec<HeadingTotal> {
    lines
        .chunk_by(|a, b| a.heading == b.heading)
        .filter_map(|part| Some(HeadingTotal { heading: part.first()?.heading, money: sum(part.iter()) }))
        .collect()
}

fn by_item(lines: &[Line]) -> Vec<ItemTotal> {
    lines
        .chunk_by(|a, b| a.heading == b.heading && a.item == b.item)
        .filter_map(|part| {
            let first = part.first()?;
            Some(ItemTotal { heading: first.heading, item: first.item.clone(), money: sum(part.iter()) })
        })
        .collect()
}

fn coverage(inputs: &Inputs, consequences: &[ConsequenceReach]) -> Coverage {
    let count = |of: fn(&ConsequenceReach) -> usize| consequences.iter().map(of).sum();
    let with_figure: Vec<&ConsequenceReach> = consequences.iter().filter(|reach| reach.has_figure).collect();
    // Where no consequence has a figure, those that are known are known to be zero.
    let all: Vec<&ConsequenceReach> =
        if with_figure.is_empty() { consequences.iter().collect() } else { with_figure.clone() };
    // A case without any consequence is known for no year.
    let complete_through = all.iter().map(|reach| reach.through).min().unwrap_or(0);
    let limiting = all.iter().filter(|reach| reach.through == complete_through && reach.through < inputs.horizon);
    Coverage {
        horizon: inputs.horizon,
        complete_through,
        limited_by: limiting.map(|reach| reach.id.clone()).collect(),
        nearly_complete_through: nearly_complete_through(inputs, consequences, complete_through),
        anything_known: consequences.iter().any(|reach| reach.through > 0) || !inputs.during.is_empty(),
        significant: count(|reach| reach.significant),
        own: count(|reach| reach.own),
        zero: count(|reach| reach.zero),
        unknown: count(|reach| reach.unknown),
        after_gap: count(|reach| reach.after_gap),
        unpriced: with_figure.iter().filter(|r| !r.unpriced.is_empty()).map(|r| r.id.clone()).collect(),
    }
}

/// The share of kroner that must be known for a result to be nearly complete.
const NEARLY: f64 = 0.95;

fn nearly_complete_through(inputs: &Inputs, consequences: &[ConsequenceReach], complete_through: i32) -> i32 {
    // What a consequence carries over the whole horizon, known years after a gap included.
    let weights: Vec<(i32, f64)> = inputs
        .consequences
        .iter()
        .zip(consequences)
        .map(|(consequence, reach)| {
            let whole = ConsequenceReach { through: inputs.horizon, ..reach.clone() };
            let terms = terms(inputs, consequence, &whole);
            let kroner = terms.iter().map(|term| (term.value * term.kr.iter().sum::<f64>()).abs());
            (reach.through, kroner.sum())
        })
        .collect();
    let all: f64 = weights.iter().map(|(_, weight)| weight).sum();
    if all <= 0.0 {
        return complete_through;
    }
    let known_in = |year: i32| weights.iter().filter(|(through, _)| *through >= year).map(|(_, w)| w).sum::<f64>();
    (1..=inputs.horizon).take_while(|year| known_in(*year) >= NEARLY * all).last().unwrap_or(0).max(complete_through)
}
