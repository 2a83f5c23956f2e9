//! The third input: what the intervention costs, who pays, what others contribute, and what it displaces.

use super::cost_item::Item;
use super::inputs::Cost;
use crate::definitions::mistake::Report;
use crate::definitions::source::At;
use crate::definitions::table::Table;
use crate::tables::Database;
use crate::words::{CostBasis, CostCategory, Payer};

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
    /// what others contribute, are costs below nought.
    pub fn resolve(&self, to: &At<i32>, database: &Database, report: &Report) -> (Vec<Cost>, Vec<Cost>) {
        let resolve = |list: &[Item]| -> Vec<Cost> {
            list.iter().filter_map(|item| item.resolve(to.value, database, report)).collect()
        };
        let mut costs = resolve(&self.items);
        let residuals = self.items.iter().zip(costs.clone()).filter_map(|(item, cost)| {
            let kr = -item.residual?;
            Some(Cost { name: format!("{} ↩", cost.name), basis: CostBasis::AtTheEnd, kr, staff: None, ..cost })
        });
        costs.extend(residuals.collect::<Vec<_>>());
        for grant in &self.grants {
            if let Some(cost) = grant.item.resolve(to.value, database, report) {
                if let Some(from) = grant.from {
                    costs.push(Cost { name: format!("{} ({from})", cost.name), payer: from, ..cost.clone() });
                }
                costs.push(Cost { kr: -cost.kr, ..cost });
            }
        }
        (costs, resolve(&self.displaced))
    }
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
