//! Sums of the lines, from every side.

use super::discount::discount_factor;
use super::quality::CheckState;
use super::result::{
    CaseResult, ConsequenceReach, Coverage, HeadingTotal, ItemTotal, Line, Money, PayerTotal, People, YearTotal,
};
use super::{break_even, committees_and_flows, cost_model, notes, quality, uncertainty};
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
    let by_year = by_year(inputs, &people, &lines);
    let coverage = coverage(inputs, &consequences);
    let last = by_year.last().map_or(inputs.intervention.start_year, |year| year.year);
    let (uncertainty, parts) = uncertainty::uncertainty(inputs, &consequences, last);
    let by_heading = by_heading(&lines);
    let checks = quality::checks(inputs, &people, &consequences, &coverage);
    let open = checks.iter().filter(|check| check.state == CheckState::Open).count();
    CaseResult {
        total,
        started,
        completed,
        successes,
        per_participant: total.per(started),
        per_success: total.per(successes),
        break_even_year: break_even::year(&by_year),
        break_even_rate: break_even::rate(&parts),
        break_even_costs: break_even::costs(total, &by_heading),
        by_payer: by_payer(&lines),
        flows: committees_and_flows::flows(&lines),
        by_committee: committees_and_flows::by_committee(inputs, &lines),
        by_heading,
        by_item: by_item(&lines),
        notes: notes::notes(inputs, &consequences, &coverage, &uncertainty, open),
        checks,
        all_fits: None,
        cost_model: cost_model::cost_model(inputs),
        uncertainty,
        by_year,
        people,
        consequences,
        coverage,
        lines,
    }
}

fn sum<'a>(lines: impl Iterator<Item = &'a Line>) -> Money {
    let mut total = Money::default();
    lines.for_each(|line| total += line.money());
    total
}

fn by_year(inputs: &Inputs, people: &[People], lines: &[Line]) -> Vec<YearTotal> {
    let first = inputs.intervention.start_year;
    let last = lines.iter().map(|line| line.year).chain(people.iter().map(|people| people.year)).max();
    let mut cumulative = Money::default();
    (first..=last.unwrap_or(first))
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
    let with_figure = || consequences.iter().filter(|reach| reach.has_figure);
    Coverage {
        horizon: inputs.horizon,
        // Without any figure, what is known is known to be nought.
        complete_through: with_figure()
            .map(|reach| reach.through)
            .min()
            .or_else(|| consequences.iter().map(|reach| reach.through).min())
            .unwrap_or_default(),
        significant: count(|reach| reach.significant),
        own: count(|reach| reach.own),
        zero: count(|reach| reach.zero),
        unknown: count(|reach| reach.unknown),
        after_gap: count(|reach| reach.after_gap),
        unpriced: with_figure().filter(|reach| !reach.unpriced.is_empty()).map(|reach| reach.id.clone()).collect(),
    }
}
