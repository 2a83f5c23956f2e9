//! Payers against each other, and payers by committee.

use super::result::{CommitteeTotal, Flow, Heading, Line, Money};
use crate::case::Inputs;
use crate::case::inputs::{Cost, Split};
use foundation::words::Payer;

/// Who bears the costs, and who gains; empty where no payer has costs left.
pub fn flows(lines: &[Line]) -> Vec<Flow> {
    let is_cost = |line: &&Line| matches!(line.heading, Heading::Costs | Heading::Grants | Heading::DisplacedCosts);
    let sum = |payer: Payer, cost: bool| -> f64 {
        let those = lines.iter().filter(|line| line.payer == payer && is_cost(line) == cost);
        those.map(|line| line.present_value).sum()
    };
    let borne: Vec<(Payer, f64)> = Payer::ALL.iter().map(|payer| (*payer, (-sum(*payer, true)).max(0.0))).collect();
    let all: f64 = borne.iter().map(|(_, kr)| kr).sum();
    if all <= 0.0 {
        return Vec::new();
    }
    let gain = |payer: Payer| sum(payer, false) + sum(payer, true).max(0.0);
    borne
        .iter()
        .filter(|(_, borne)| *borne > 0.0)
        .flat_map(|(from, borne)| Payer::ALL.iter().map(move |to| (*from, *to, *borne, gain(*to) * borne / all)))
        .map(|(from, to, borne, gain)| Flow { from, to, borne, gain })
        .collect()
}

/// Each payer's result by committee; what no split holds is the committee `None`.
pub fn by_committee(inputs: &Inputs, lines: &[Line]) -> Vec<CommitteeTotal> {
    let committees = &inputs.committees;
    if committees.names.is_empty() {
        return Vec::new();
    }
    let mut totals = Vec::new();
    for payer in Payer::ALL.iter().copied().filter(|payer| committees.splits.iter().any(|s| s.payer == *payer)) {
        let mut sums = vec![Money::default(); committees.names.len()];
        let mut rest = Money::default();
        for line in lines.iter().filter(|line| line.payer == payer) {
            match shares(inputs, line.payer, line.heading, &line.item) {
                Some(shares) => sums.iter_mut().zip(shares).for_each(|(sum, share)| *sum += line.money().times(*share)),
                None => rest += line.money(),
            }
        }
        let names = committees.names.iter().cloned().map(Some).zip(sums);
        let unsplit = (rest != Money::default()).then_some((None, rest));
        totals.extend(names.chain(unsplit).map(|(committee, money)| CommitteeTotal { payer, committee, money }));
    }
    totals
}

/// The shares of the most specific split that holds for an item of a payer; `None` where no split does.
pub fn shares<'a>(inputs: &'a Inputs, payer: Payer, heading: Heading, item: &str) -> Option<&'a [f64]> {
    let costs: &[Cost] = match heading {
        Heading::Costs | Heading::Grants => &inputs.costs,
        Heading::DisplacedCosts => &inputs.displaced,
        Heading::During | Heading::Area(_) => &[],
    };
    // A residual value and the giver of a grant are split as the cost and the grant are.
    let item = costs.iter().find(|cost| cost.name == item).map_or(item, Cost::written);
    let fits = |split: &&Split| split.payer == payer && split.of.holds(heading, item);
    let split = inputs.committees.splits.iter().rev().find(fits)?;
    Some(&split.shares)
}
