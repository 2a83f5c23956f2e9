//! The third input: what the intervention costs, who pays, what others contribute, and what it displaces.

use super::committees::is_heading;
use super::cost_item::Item;
use super::inputs::Cost;
use definitions::mistake::Report;
use definitions::source::At;
use definitions::table::Table;
use foundation::tables::Database;
use foundation::words::{CostBasis, CostCategory, Payer};

/// `[costs]` as written.
pub struct Costs {
    items: Vec<Item>,
    displaced: Vec<Item>,
    grants: Vec<Grant>,
}

/// `[[costs.grant]]`: what somebody else contributes.
struct Grant {
    item: Item,
    /// Who gives it; `None` is from outside the public sector.
    from: Option<Payer>,
}

impl Costs {
    /// Reads `[costs]`.
    pub fn read(table: &Table<'_>) -> Costs {
        let common = table.optional::<i32>("price_year");
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
        Costs { items, displaced, grants }
    }

    /// The costs, and the displaced costs, carried to the price year of the result. What something is worth at the end, and
    /// what others contribute, are costs below nought; what something displaced would have been worth is a saving less.
    pub fn resolve(&self, to: &At<i32>, database: &Database, report: &Report) -> (Vec<Cost>, Vec<Cost>) {
        let resolve = |list: &[Item]| -> Vec<Cost> {
            let found: Vec<(&Item, Cost)> =
                list.iter().filter_map(|item| Some((item, item.resolve(to.value, database, report)?))).collect();
            let residuals: Vec<Cost> = found.iter().filter_map(|(item, cost)| at_the_end(item, cost)).collect();
            found.into_iter().map(|(_, cost)| cost).chain(residuals).collect()
        };
        let mut costs = resolve(&self.items);
        for grant in &self.grants {
            if let Some(cost) = grant.item.resolve(to.value, database, report) {
                if let Some(from) = grant.from {
                    let (name, part_of) = (format!("{} ({from})", cost.name), Some(cost.name.clone()));
                    costs.push(Cost { name, part_of, payer: from, ..cost.clone() });
                }
                costs.push(Cost { kr: -cost.kr, ..cost });
            }
        }
        (costs, resolve(&self.displaced))
    }
}

/// What an investment is worth in the last year in operation.
fn at_the_end(item: &Item, cost: &Cost) -> Option<Cost> {
    let kr = -item.residual?;
    let (name, part_of) = (format!("{} ↩", cost.name), Some(cost.name.clone()));
    Some(Cost { name, part_of, basis: CostBasis::AtTheEnd, kr, staff: None, ..cost.clone() })
}

impl Grant {
    fn read(table: &Table<'_>, common: Option<&At<i32>>) -> Option<Grant> {
        let from = table.optional::<Payer>("from");
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
    let list: Vec<&Item> = list.collect();
    for (position, item) in list.iter().enumerate() {
        if is_heading(&item.name) {
            report.mistake_with_hint(
                &item.name.place,
                format!("a cost can't be called `{}`, which is a heading or an area", item.name),
                "give it another name, so that committees and results can tell the two apart",
            );
        }
        if let Some(first) = list.iter().take(position).find(|first| first.name == item.name) {
            let (line, _) = first.name.place.line_and_column();
            report.mistake_with_hint(
                &item.name.place,
                format!("the cost `{}` is listed twice; first in line {line}", item.name),
                "give each line of costs a name of its own",
            );
        }
    }
}
