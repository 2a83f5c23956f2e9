//! The third input: what the intervention costs, who pays, what others contribute, and what it displaces.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::cost_item::Item;
use super::declared::costs as declared;
use super::declared::read;
use super::inputs::{Cost, Effect, Intervention, SplitOf};
use super::price_year::PriceYear;
use foundation::words::{CostBasis, CostCategory, Payer};
use toml_files::mistake::Report;
use toml_files::source::{At, Place};
use toml_files::table::Table;

/// `[costs]` as written.
pub struct CostsSection {
    items: Vec<Item>,
    displaced: Vec<Item>,
    grants: Vec<Grant>,
}

/// `[[costs.grant]]`: what others contribute.
struct Grant {
    item: Item,
    /// Who gives it; `None` is from outside the public sector.
    from: Option<Payer>,
}

impl CostsSection {
    /// Reads `[costs]`.
    pub fn read(table: &Table<'_>) -> CostsSection {
        let common = read::integer(table, &declared::COMMON_PRICE_YEAR);
        let read = |key| -> Vec<Item> {
            table.tables(key).iter().filter_map(|of| Item::read(of, common.as_ref(), None)).collect()
        };
        let (items, displaced) = (read("item"), read("displaced"));
        let grants = table.tables("grant");
        let grants: Vec<Grant> = grants.iter().filter_map(|of| Grant::read(of, common.as_ref())).collect();
        table.finish();
        let report = table.report();
        named_once(items.iter().chain(grants.iter().map(|grant| &grant.item)), report);
        named_once(displaced.iter(), report);
        CostsSection { items, displaced, grants }
    }

    /// The costs, and the displaced costs, carried to the price year of the result. What something is worth at the end, and
    /// what others contribute, are negative costs; what something displaced would have been worth is a saving less.
    pub fn resolve(&self, to: &PriceYear<'_>) -> (Vec<Cost>, Vec<Cost>) {
        let resolve = |list: &[Item]| -> Vec<Cost> {
            let found: Vec<(&Item, Cost)> = list.iter().filter_map(|item| Some((item, item.resolve(to)?))).collect();
            let residuals: Vec<Cost> = found.iter().filter_map(|(item, cost)| at_the_end(item, cost)).collect();
            found.into_iter().map(|(_, cost)| cost).chain(residuals).collect()
        };
        let mut costs = resolve(&self.items);
        for grant in &self.grants {
            if let Some(cost) = grant.item.resolve(to) {
                if let Some(from) = grant.from {
                    let (name, part_of) = (giver_name(&cost.name, from), Some(cost.name.clone()));
                    costs.push(Cost { name, part_of, payer: from, ..cost.clone() });
                }
                costs.push(Cost { kr: -cost.kr, ..cost });
            }
        }
        (costs, resolve(&self.displaced))
    }
}

impl CostsSection {
    /// Holds each line against the years and the effect of the case.
    pub fn check_against(&self, intervention: Option<&Intervention>, effect: Option<&Effect>, report: &Report) {
        let grants = self.grants.iter().map(|grant| &grant.item);
        for item in self.items.iter().chain(&self.displaced).chain(grants) {
            item.check_against(intervention, effect, report);
        }
    }

    /// Notes names that the result would give to two things: a residual value, the giver of a grant, or a consequence.
    pub fn check_names(&self, consequences: &[&str], report: &Report) {
        let grants = || self.grants.iter().map(|grant| &grant.item);
        let costs: Vec<&Item> = self.items.iter().chain(grants()).collect();
        let givers = self.grants.iter().filter_map(|grant| {
            let name = giver_name(&grant.item.name, grant.from?);
            Some((name, format!("the giver of the grant `{}`", grant.item.name)))
        });
        let residuals = |list: &[Item]| -> Vec<(String, String)> {
            let with_residual = list.iter().filter(|item| item.residual.is_some());
            with_residual.map(|i| (residual_name(&i.name), format!("the residual value of `{}`", i.name))).collect()
        };
        let displaced: Vec<&Item> = self.displaced.iter().collect();
        for (list, made) in [
            (costs, residuals(&self.items).into_iter().chain(givers).collect::<Vec<_>>()),
            (displaced, residuals(&self.displaced)),
        ] {
            for item in list {
                let name = &item.name;
                if let Some((_, of)) = made.iter().find(|(made, _)| *made == name.value) {
                    let message = format!("`{name}` is what the result calls {of}");
                    report.mistake_with_hint(&name.place, message, "give the cost another name");
                }
                if consequences.contains(&name.as_str()) {
                    let message = format!("a cost can't be called `{name}`, which is a consequence");
                    let hint = "give it another name, so that committees and results can distinguish the two";
                    report.mistake_with_hint(&name.place, message, hint);
                }
            }
        }
    }
}

/// What the result calls the residual value of a cost.
fn residual_name(cost: &str) -> String {
    format!("{cost} ↩")
}

/// What the result calls the part of a grant that its giver pays.
fn giver_name(grant: &str, from: Payer) -> String {
    format!("{grant} ({from})")
}

/// What an investment is worth in the last year in operation.
fn at_the_end(item: &Item, cost: &Cost) -> Option<Cost> {
    let kr = -item.residual?;
    let (name, part_of) = (residual_name(&cost.name), Some(cost.name.clone()));
    Some(Cost { name, part_of, basis: CostBasis::AtTheEnd, kr, staff: None, ..cost.clone() })
}

impl Grant {
    fn read(table: &Table<'_>, common: Option<&At<i32>>) -> Option<Grant> {
        let from = read::value::<Payer>(table, &declared::FROM);
        let item = Item::read(table, common, Some(CostCategory::Grant))?;
        if let Some(from) = &from
            && from.value == item.payer
        {
            table.report().mistake(&from.place, format!("{from} gives the grant to itself"));
        }
        Some(Grant { item, from: from.map(|from| from.value) })
    }
}

fn named_once<'a>(list: impl Iterator<Item = &'a Item>, report: &Report) {
    let mut first_places: HashMap<&str, &Place> = HashMap::new();
    for item in list {
        if SplitOf::named(&item.name).is_heading() {
            report.mistake_with_hint(
                &item.name.place,
                format!("a cost can't be called `{}`, which is a heading or an area", item.name),
                "give it another name, so that committees and results can distinguish the two",
            );
        }
        match first_places.entry(&item.name.value) {
            Entry::Vacant(first) => {
                first.insert(&item.name.place);
            }
            Entry::Occupied(first) => report.mistake_with_hint(
                &item.name.place,
                format!("the cost `{}` is listed twice; first in line {}", item.name, first.get().line_and_column().0),
                "give each line of costs a name of its own",
            ),
        }
    }
}
