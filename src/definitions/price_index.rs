//! Price indices: each converts kroner of one year to another, and states year by year where it comes from.
//!
//! Owns the files of `indices/` and `[price_index]` of `release.toml`. Which amounts are converted by which index is said
//! by prices and by the settings.

use std::collections::BTreeMap;

use super::source::At;
use super::table::Table;
use foundation::words::{Label, Provenance};

/// A price index.
#[derive(Debug, Clone)]
pub struct PriceIndex {
    /// Its name in prices and settings.
    pub id: At<String>,
    /// Labels.
    pub label: Label,
    /// Its values by year.
    pub years: BTreeMap<i32, IndexValue>,
}

/// The index of a year.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexValue {
    /// The index, above 0.
    pub index: f64,
    /// The source.
    pub source: String,
    /// How certain it is that the value is official.
    pub provenance: Provenance,
}

/// The id of an index that is written in `release.toml` itself.
pub const INLINE: &str = "price_index";

/// An index value is a whole number of these parts, so that amounts of two years compare exactly.
const PARTS: f64 = 10_000.0;

/// Whether a number is an index value: above 0, in whole parts.
fn in_parts(index: f64) -> bool {
    (1.0 / PARTS..1e6).contains(&index) && ((index * PARTS).round() / PARTS - index).abs() <= 1e-12 * index
}

impl PriceIndex {
    /// The value of a year; `None` if the index lacks it.
    pub fn value(&self, year: i32) -> Option<f64> {
        self.years.get(&year).map(|value| value.index)
    }

    /// The factor from one year's kroner to another's; `None` if the index lacks a year.
    pub fn factor(&self, from: i32, to: i32) -> Option<f64> {
        if from == to {
            return Some(1.0);
        }
        Some(self.value(to)? / self.value(from)?)
    }

    /// The ratio of two years' index values in lowest terms; `None` if the index lacks a year.
    pub fn ratio(&self, of: i32, to: i32) -> Option<(i64, i64)> {
        let whole = |year: i32| Some((self.value(year)? * PARTS).round() as i64);
        let (of, to) = (whole(of)?, whole(to)?);
        let (mut divisor, mut rest) = (of, to);
        while rest != 0 {
            (divisor, rest) = (rest, divisor % rest);
        }
        Some((of / divisor.max(1), to / divisor.max(1)))
    }

    /// Reads a file of `indices/`.
    pub fn read(table: &Table<'_>) -> Option<PriceIndex> {
        let id = table.required("id");
        let label = table.required::<Label>("label");
        let parts = table.tables("part");
        if table.lacks("part") {
            let hint = "add `[[part]]` with `years`, `source` and `provenance`";
            table.report().mistake_with_hint(table.place(), "an index without years", hint);
        }
        let mut years = BTreeMap::new();
        let read = parts.iter().filter_map(|part| read_part(part, &mut years)).count();
        if read < parts.len() {
            return None;
        }
        Some(PriceIndex { id: id?, label: label?.value, years })
    }

    /// Reads `[price_index]` of `release.toml`: an index of one part.
    pub fn read_inline(table: &Table<'_>) -> Option<PriceIndex> {
        let mut years = BTreeMap::new();
        read_part(table, &mut years)?;
        Some(PriceIndex {
            id: At { value: INLINE.to_owned(), place: table.place().clone() },
            label: Label::owned("Prisindeks", "Price index"),
            years,
        })
    }
}

/// Years of one source and one provenance; `None` if it has no source or provenance.
fn read_part(table: &Table<'_>, into: &mut BTreeMap<i32, IndexValue>) -> Option<()> {
    let report = table.report();
    let source = table.required::<String>("source");
    let provenance = table.required::<Provenance>("provenance");
    let years = table.table("years");
    if years.is_none() {
        report.mistake(table.place(), "missing table `years`");
    }
    table.finish();
    let (source, provenance) = (source?, provenance?);
    for (year, value) in years.map(|years| years.entries::<f64>()).into_iter().flatten() {
        match year.value.parse::<i32>() {
            Ok(_) if !in_parts(value.value) => {
                let message = "an index is a number above 0 and below a million, with at most four decimals";
                report.mistake(&value.place, message);
            }
            Ok(number) => {
                let value =
                    IndexValue { index: value.value, source: source.value.clone(), provenance: provenance.value };
                if into.insert(number, value).is_some() {
                    report.mistake(&year.place, format!("the index has the year {year} twice"));
                }
            }
            Err(_) => report.mistake(&year.place, format!("`{year}` is not a year")),
        }
    }
    Some(())
}
