//! The one list that every sum of a result is made from: kroner by calendar year, payer and item.

use std::collections::BTreeMap;

use super::discount::discount_factor;
use super::result::{ConsequenceReach, Heading, Line, People};
use super::term::{Term, per_unit, terms};
use crate::case::Inputs;
use crate::case::inputs::{Cost, During};
use foundation::words::{CostBasis, Payer};

/// Undiscounted kroner by item (heading, place in its list), year and payer.
type Sums = BTreeMap<(Heading, usize, i32, Payer), f64>;

/// All lines, in order of heading, item, year and payer. A line that would be zero is left out.
pub fn lines(inputs: &Inputs, people: &[People], reaches: &[ConsequenceReach]) -> Vec<Line> {
    let mut sums = Sums::new();
    for (position, cost) in inputs.costs.iter().enumerate() {
        let heading = if cost.is_grant() { Heading::Grants } else { Heading::Costs };
        add_cost(&mut sums, inputs, people, (heading, position), cost, -1.0);
    }
    for (position, cost) in inputs.displaced.iter().enumerate() {
        add_cost(&mut sums, inputs, people, (Heading::DisplacedCosts, position), cost, 1.0);
    }
    for (position, during) in inputs.during.iter().enumerate() {
        add_during(&mut sums, people, position, during);
    }
    for (position, (consequence, reach)) in inputs.consequences.iter().zip(reaches).enumerate() {
        add_consequence(
            &mut sums,
            people,
            (Heading::Area(consequence.area), position),
            &terms(inputs, consequence, reach),
        );
    }
    sums.into_iter()
        .filter(|(_, kr)| *kr != 0.0)
        .map(|((heading, position, year, payer), undiscounted)| Line {
            year,
            payer,
            heading,
            item: item(inputs, heading, position).to_owned(),
            undiscounted,
            present_value: undiscounted * discount_factor(&inputs.discount, year - inputs.intervention.start_year),
        })
        .collect()
}

fn item(inputs: &Inputs, heading: Heading, position: usize) -> &str {
    match heading {
        Heading::Costs | Heading::Grants => &inputs.costs[position].name,
        Heading::DisplacedCosts => &inputs.displaced[position].name,
        Heading::During => &inputs.during[position].consequence,
        Heading::Area(_) => &inputs.consequences[position].id,
    }
}

fn add_cost(
    sums: &mut Sums,
    inputs: &Inputs,
    people: &[People],
    (heading, position): (Heading, usize),
    cost: &Cost,
    sign: f64,
) {
    let kr = sign * cost.kr * cost.factor;
    let intervention = &inputs.intervention;
    let operation = intervention.start_year..intervention.start_year + intervention.years;
    let mut add = |year, kr| *sums.entry((heading, position, year, cost.payer)).or_default() += kr;
    match cost.basis {
        CostBasis::Once => add(intervention.start_year, kr),
        CostBasis::AtTheEnd => add(intervention.start_year + intervention.years - 1, kr),
        CostBasis::PerYear => operation.for_each(|year| add(year, kr)),
        CostBasis::PerParticipant => people.iter().for_each(|people| add(people.year, kr * people.started)),
        CostBasis::PerCompleted => people.iter().for_each(|people| add(people.year, kr * people.completed)),
        CostBasis::PerSuccess => people.iter().for_each(|people| add(people.year, kr * people.successes)),
        CostBasis::InYear => cost.year.into_iter().for_each(|year| add(year, kr)),
    }
}

fn add_during(sums: &mut Sums, people: &[People], position: usize, during: &During) {
    let kr = per_unit(during.kind, &during.price, during.factor);
    for start in people {
        for (year, value) in &during.values {
            for (payer, kr) in Payer::ALL.iter().zip(kr) {
                let key = (Heading::During, position, start.year + year, *payer);
                *sums.entry(key).or_default() += value * kr * start.started;
            }
        }
    }
}

fn add_consequence(sums: &mut Sums, people: &[People], item: (Heading, usize), terms: &[Term]) {
    for completion in people {
        for term in terms {
            for (payer, kr) in Payer::ALL.iter().zip(term.kr) {
                // Follow-up year 1 is the year of completion.
                let key = (item.0, item.1, completion.year + term.follow_up_year - 1, *payer);
                *sums.entry(key).or_default() += term.value * kr * completion.successes;
            }
        }
    }
}
