//! Settings of a whole release: price year, level of significance and price index.

use super::price::PriceIndex;
use super::source::At;
use super::table::Table;

/// `pipelines/release.toml`.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The year whose kroner all amounts are in.
    pub price_year: At<i32>,
    /// Estimates with a smaller p-value are published.
    pub significance: f64,
    /// The price index.
    pub price_index: PriceIndex,
}

impl Settings {
    /// Reads the settings.
    pub fn read(table: &Table<'_>) -> Option<Settings> {
        let price_year = table.required("price_year");
        let significance = table.or("significance", 0.05);
        let index = table.table("price_index");
        if index.is_none() {
            table.report().mistake_with_hint(
                table.place(),
                "missing table `price_index`",
                "add `[price_index]` with `years`, `source` and `provenance`",
            );
        }
        let price_index = index.and_then(|index| PriceIndex::read(&index));
        if !(significance.value > 0.0 && significance.value < 1.0) {
            table.report().mistake(&significance.place, "a level of significance lies between 0 and 1");
        }
        Some(Settings { price_year: price_year?, significance: significance.value, price_index: price_index? })
    }
}
