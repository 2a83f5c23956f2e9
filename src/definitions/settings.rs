//! Settings of a whole release: price year, level of significance and price index.

use super::mistake::Report;
use super::price_index::PriceIndex;
use super::source::At;
use super::table::Table;

/// `pipelines/release.toml`.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The year whose kroner all amounts are in.
    pub price_year: At<i32>,
    /// Estimates with a smaller p-value are published.
    pub significance: f64,
    /// The price index of every amount that names no other.
    pub price_index: PriceIndex,
}

/// The settings as written, before the index that they name is looked up.
#[derive(Debug)]
pub struct SettingsFile {
    price_year: At<i32>,
    significance: f64,
    price_index: Choice,
}

/// The price index: one of `indices/`, or written in the file itself.
#[derive(Debug)]
enum Choice {
    Named(At<String>),
    Inline(PriceIndex),
}

impl SettingsFile {
    /// Reads the settings.
    pub fn read(table: &Table<'_>) -> Option<SettingsFile> {
        let price_year = table.required("price_year");
        let significance = table.or("significance", 0.05);
        let price_index = price_index(table);
        if !(significance.value > 0.0 && significance.value < 1.0) {
            table.report().mistake(&significance.place, "a level of significance lies between 0 and 1");
        }
        Some(SettingsFile { price_year: price_year?, significance: significance.value, price_index: price_index? })
    }

    /// The settings with their index; one of the file itself is added to `indices`. An unknown index is noted.
    pub fn resolve(self, indices: &mut Vec<PriceIndex>, report: &Report) -> Option<Settings> {
        let price_index = match self.price_index {
            Choice::Inline(index) => {
                indices.push(index.clone());
                index
            }
            Choice::Named(id) => match indices.iter().find(|index| index.id.value == id.value) {
                Some(index) => index.clone(),
                None => {
                    if !report.is_named("price index", &id.value) {
                        let known = indices.iter().map(|index| index.id.value.as_str());
                        report.unknown(&id.place, "price index", &id.value, known);
                    }
                    return None;
                }
            },
        };
        Some(Settings { price_year: self.price_year, significance: self.significance, price_index })
    }
}

fn price_index(table: &Table<'_>) -> Option<Choice> {
    let key = "price_index";
    if table.lacks(key) {
        table.report().mistake_with_hint(
            table.place(),
            "missing `price_index`",
            "add `price_index = \"…\"`, an index of indices/, or `[price_index]` with `years`, `source` and `provenance`",
        );
    }
    match table.optional::<toml::Value>(key)?.value {
        toml::Value::String(_) => table.optional(key).map(Choice::Named),
        _ => table.table(key).and_then(|index| PriceIndex::read_inline(&index)).map(Choice::Inline),
    }
}
