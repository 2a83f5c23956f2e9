//! The third input: what the intervention costs, who pays, and what it displaces.

use serde::{Deserialize, Deserializer};

use super::inputs::Cost;
use crate::definitions::mistake::Report;
use crate::definitions::price::Decimal;
use crate::definitions::source::At;
use crate::definitions::table::Table;
use crate::tables::Database;
use crate::words::{CostBasis, CostCategory, Payer};

/// `[costs]` as written.
pub struct Costs {
    items: Vec<Item>,
    displaced: Vec<Item>,
}

/// One line of costs as written, with its price year found.
struct Item {
    name: At<String>,
    category: CostCategory,
    basis: CostBasis,
    kr: f64,
    payer: Payer,
    price_year: At<i32>,
}

/// Kroner, written as a whole number or as exact text: `250000` or `"1250.50"`.
struct Amount(f64);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Amount, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "write kroner as a whole number or as text: 250000 or \"1250.50\"")]
        enum Written {
            Whole(i64),
            Text(Decimal),
        }
        Ok(Amount(match Written::deserialize(from)? {
            Written::Whole(kroner) => kroner as f64,
            Written::Text(decimal) => decimal.value(),
        }))
    }
}

impl Costs {
    /// Reads `[costs]`.
    pub fn read(table: &Table<'_>) -> Costs {
        let common = table.optional::<i32>("price_year");
        let items: Vec<Item> = table.tables("item").iter().filter_map(|t| Item::read(t, common.as_ref())).collect();
        let displaced: Vec<Item> =
            table.tables("displaced").iter().filter_map(|t| Item::read(t, common.as_ref())).collect();
        table.finish();
        for list in [&items, &displaced] {
            for (position, item) in list.iter().enumerate() {
                if let Some(first) = list.iter().take(position).find(|first| first.name == item.name) {
                    let (line, _) = first.name.place.line_and_column();
                    table.report().mistake_with_hint(
                        &item.name.place,
                        format!("the cost `{}` is listed twice; first in line {line}", item.name),
                        "give each line of costs a name of its own",
                    );
                }
            }
        }
        Costs { items, displaced }
    }

    /// The costs, and the displaced costs, carried to the price year of the result.
    pub fn resolve(&self, to: &At<i32>, database: &Database, report: &Report) -> (Vec<Cost>, Vec<Cost>) {
        let all = |list: &[Item]| list.iter().filter_map(|item| item.resolve(to.value, database, report)).collect();
        (all(&self.items), all(&self.displaced))
    }
}

impl Item {
    fn read(table: &Table<'_>, common: Option<&At<i32>>) -> Option<Item> {
        let report = table.report();
        let name = table.required("name");
        let category = table.required("category");
        let basis = table.required("basis");
        let kr = table.required::<Amount>("kr");
        let payer = table.required("payer");
        let own = table.optional::<i32>("price_year");
        table.finish();
        if let Some(kr) = &kr
            && kr.0 < 0.0
        {
            report.mistake_with_hint(
                &kr.place,
                "a cost is not negative",
                "costs that the intervention saves belong under `[[costs.displaced]]`",
            );
        }
        let price_year = match (own, common) {
            (Some(own), Some(common)) if own != *common => {
                report.mistake_with_hint(
                    &own.place,
                    format!("mixed price years: {own} here and {common} for all of `[costs]`"),
                    "state the price year once for all costs, or on each line and not in `[costs]`",
                );
                return None;
            }
            (Some(year), _) => year,
            (None, Some(common)) => common.clone(),
            (None, None) => {
                report.mistake_with_hint(
                    table.place(),
                    "this cost has no price year",
                    "add `price_year = …` to `[costs]`, for all lines, or to this line",
                );
                return None;
            }
        };
        Some(Item {
            name: name?,
            category: category?.value,
            basis: basis?.value,
            kr: kr?.0,
            payer: payer?.value,
            price_year,
        })
    }

    fn resolve(&self, to: i32, database: &Database, report: &Report) -> Option<Cost> {
        let Some(factor) = database.price_factor(self.price_year.value, to) else {
            super::settings::no_index(&self.price_year, database, report);
            return None;
        };
        Some(Cost {
            name: self.name.value.clone(),
            category: self.category,
            basis: self.basis,
            kr: self.kr,
            payer: self.payer,
            price_year: self.price_year.value,
            factor,
        })
    }
}
