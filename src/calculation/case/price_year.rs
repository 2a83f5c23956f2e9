//! Price years: what carries kroner to the price year of the result, and which values have a price year at all.

use definitions::mistake::Report;
use definitions::source::{At, Place};
use foundation::keys::is_kroner;
use foundation::tables::Database;

/// The price year of the result, and the index that carries kroner to it.
#[derive(Clone, Copy)]
pub struct PriceYear<'a> {
    year: &'a At<i32>,
    database: &'a Database,
    report: &'a Report,
}

impl<'a> PriceYear<'a> {
    /// The price year of the result. One that the release's index lacks is noted, and then there is nothing to convert to:
    /// every amount would be the same mistake again.
    pub fn of_result(year: &'a At<i32>, database: &'a Database, report: &'a Report) -> Option<PriceYear<'a>> {
        let to = PriceYear { year, database, report };
        let known = database.price_index.iter().any(|row| row.year == year.value);
        if !known {
            to.note(year);
        }
        known.then_some(to)
    }

    /// What kroner of a year are multiplied by. A year that the index lacks is noted where it is written.
    pub fn factor(&self, from: &At<i32>) -> Option<f64> {
        let factor = self.database.price_factor(from.value, self.year.value);
        if factor.is_none() {
            self.note(from);
        }
        factor
    }

    /// The same for kroner of the release; the mistake is at the price year of the result.
    pub fn factor_of_release(&self, from: i32) -> Option<f64> {
        self.factor(&At { value: from, place: self.year.place.clone() })
    }

    /// What values of a consequence are multiplied by: values in kroner have a price year, and values in other units have
    /// none.
    pub fn factor_of_values(&self, id: &At<String>, unit: &str, price_year: Option<&At<i32>>) -> Option<f64> {
        match (price_year, is_kroner(unit)) {
            (None, false) => Some(1.0),
            (Some(year), true) => self.factor(year),
            (None, true) => {
                let message = format!("the values of `{id}` are in kroner, and they have no price year");
                self.report.mistake_with_hint(&id.place, message, "add `price_year = …`");
                None
            }
            (Some(year), false) => {
                let message = format!("the values of `{id}` are in the unit `{unit}`, which has no price year");
                let hint = "remove `price_year`; prices have one of their own";
                self.report.mistake_with_hint(&year.place, message, hint);
                None
            }
        }
    }

    fn note(&self, year: &At<i32>) {
        let years = || self.database.price_index.iter().map(|row| row.year);
        let message = format!("the price index of the release has no value for {year}");
        match (years().min(), years().max()) {
            (Some(first), Some(last)) => {
                let hint = format!("it runs from {first} to {last}");
                self.report.mistake_with_hint(&year.place, message, hint);
            }
            _ => self.report.mistake(&year.place, message),
        }
    }
}

/// Whether the parts of the price of a consequence in kroner add up to a krone; notes it if not.
pub fn is_a_whole_krone(id: &str, parts: [i64; 3], place: &Place, report: &Report) -> bool {
    let sum: i64 = parts.iter().sum();
    if sum != 10_000 {
        let message = format!("the parts add up to {}, not to 1", sum as f64 / 10_000.0);
        report.mistake_with_hint(place, message, format!("`{id}` is in kroner: the parts say who gets each krone"));
    }
    sum == 10_000
}
