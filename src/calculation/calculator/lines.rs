//! The one list that every sum of a result is made from: kroner by calendar year, payer and item.

use std::collections::BTreeMap;

use super::discount::discount_factor;
use super::result::{ConsequenceReach, Heading, Line, People};
use super::term::{Term, per_unit, terms};
use crate::case::Inputs;
use crate::case::inputs::{Cost, During};
use foundation::words::{CostBasis, Payer};

/// An item: its heading and its place in the list of its kind.
type Item = (Heading, usize);

/// Undiscounted kroner of an item by year and payer.
type ItemSums = BTreeMap<i32, [f64; 3]>;

/// Undiscounted kroner by item, year and payer.
#[derive(Default)]
struct Sums(BTreeMap<Item, ItemSums>);

impl Sums {
    /// The sum of an item, a year and a payer, to be added to.
    fn of(&mut self, item: Item) -> impl FnMut(i32, Payer, f64) {
        let sums = self.0.entry(item).or_default();
        move |year, payer, kr| {
            sums.entry(year).or_default()[payer as usize] += kr;
        }
    }
}

/// What success does not change, unless it is paid for.
pub struct Items<'a> {
    /// Costs and grants.
    pub costs: &'a [Cost],
    /// Displaced costs.
    pub displaced: &'a [Cost],
    /// What is used during the intervention.
    pub during: &'a [During],
}

/// All lines, in order of heading, item, year and payer. A line that would be zero is left out.
pub fn lines(inputs: &Inputs, people: &[People], reaches: &[ConsequenceReach]) -> Vec<Line> {
    let Inputs { costs, displaced, during, .. } = inputs;
    let items = Items { costs, displaced, during };
    let mut sums = sums(inputs, people, &items);
    for (position, (consequence, reach)) in inputs.consequences.iter().zip(reaches).enumerate() {
        add_consequence(
            &mut sums,
            people,
            (Heading::Area(consequence.area), position),
            &terms(inputs, consequence, reach),
        );
    }
    in_order(inputs, sums, &items)
}

/// The lines of some items, without those of consequences.
pub fn without_success(inputs: &Inputs, people: &[People], items: &Items<'_>) -> Vec<Line> {
    in_order(inputs, sums(inputs, people, items), items)
}

fn sums(inputs: &Inputs, people: &[People], items: &Items<'_>) -> Sums {
    let mut sums = Sums::default();
    for (position, cost) in items.costs.iter().enumerate() {
        let heading = if cost.is_grant() { Heading::Grants } else { Heading::Costs };
        add_cost(&mut sums, inputs, people, (heading, position), cost, -1.0);
    }
    for (position, cost) in items.displaced.iter().enumerate() {
        add_cost(&mut sums, inputs, people, (Heading::DisplacedCosts, position), cost, 1.0);
    }
    for (position, during) in items.during.iter().enumerate() {
        add_during(&mut sums, people, position, during);
    }
    sums
}

fn in_order(inputs: &Inputs, sums: Sums, items: &Items<'_>) -> Vec<Line> {
    let item = |heading: Heading, position: usize| -> &str {
        match heading {
            Heading::Costs | Heading::Grants => &items.costs[position].name,
            Heading::DisplacedCosts => &items.displaced[position].name,
            Heading::During => &items.during[position].consequence,
            Heading::Area(_) => &inputs.consequences[position].id,
        }
    };
    let by_payer = |(year, of): (i32, [f64; 3])| Payer::ALL.iter().zip(of).map(move |(payer, kr)| (year, *payer, kr));
    let by_year = |(item, sums): (Item, ItemSums)| {
        sums.into_iter().flat_map(by_payer).map(move |(year, payer, kr)| (item, year, payer, kr))
    };
    sums.0
        .into_iter()
        .flat_map(by_year)
        .filter(|(.., kr)| *kr != 0.0)
        .map(|((heading, position), year, payer, undiscounted)| Line {
            year,
            payer,
            heading,
            item: item(heading, position).to_owned(),
            undiscounted,
            present_value: undiscounted * discount_factor(&inputs.discount, year - inputs.intervention.start_year),
        })
        .collect()
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
    let mut put = sums.of((heading, position));
    let mut add = |year, kr| put(year, cost.payer, kr);
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
    let mut add = sums.of((Heading::During, position));
    for start in people {
        for (year, value) in &during.values {
            for (payer, kr) in Payer::ALL.iter().zip(kr) {
                add(start.year + year, *payer, value * kr * start.started);
            }
        }
    }
}

fn add_consequence(sums: &mut Sums, people: &[People], item: Item, terms: &[Term]) {
    if terms.is_empty() {
        return;
    }
    let mut add = sums.of(item);
    for completion in people {
        for term in terms {
            for (payer, kr) in Payer::ALL.iter().zip(term.kr) {
                // Follow-up year 1 is the year of completion.
                add(completion.year + term.follow_up_year - 1, *payer, term.value * kr * completion.successes);
            }
        }
    }
}
