//! Price years: what carries kroner to the price year of the result, and which values have a price year at all.

use foundation::keys::is_kroner;
use foundation::tables::Database;
use foundation::tables::published::PriceRow;
use toml_files::mistake::Report;
use toml_files::source::{At, Place};

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
        let known = database.index_rows(None).any(|row| row.year == year.value);
        if !known {
            to.note(None, year);
        }
        known.then_some(to)
    }

    /// The same, with mistakes noted elsewhere.
    pub fn noting_in<'b>(&self, report: &'b Report) -> PriceYear<'b>
    where
        'a: 'b,
    {
        PriceYear { report, ..*self }
    }

    /// What kroner of a year are multiplied by, with the standard index. A year that the index lacks is noted where it is
    /// written.
    pub fn factor(&self, from: &At<i32>) -> Option<f64> {
        self.factor_by(None, from)
    }

    /// The same with the index of a price: a series of the release, or with `None` its standard one.
    pub fn factor_by(&self, series: Option<&str>, from: &At<i32>) -> Option<f64> {
        let factor = self.database.price_factor(series, from.value, self.year.value);
        if factor.is_none() {
            self.note(series, from);
        }
        factor
    }

    /// The same for kroner of the release; the mistake is at the price year of the result.
    pub fn factor_of_release(&self, from: i32) -> Option<f64> {
        self.factor(&At { value: from, place: self.year.place.clone() })
    }

    /// What a price of the release is multiplied by. An index that lacks the price's year or the result's is noted at the
    /// price year of the result.
    pub fn factor_of_price(&self, price: &PriceRow) -> Option<f64> {
        let from = At { value: price.price_year, place: self.year.place.clone() };
        let Some(series) = price.series.as_deref() else { return self.factor(&from) };
        let factor = self.database.price_factor(Some(series), from.value, self.year.value);
        if factor.is_none() {
            let consequence = &price.consequence;
            let message = format!(
                "the price of `{consequence}` cannot be converted from {from} to {}: its price index `{series}` lacks a year",
                self.year
            );
            let hint = format!(
                "the index has {}; choose one of these years, or give a price of your own under `[[consequences.own_price]]`",
                years_of(self.database, Some(series))
            );
            self.report.mistake_with_hint(&self.year.place, message, hint);
        }
        factor
    }

    /// What values of a consequence are multiplied by: values in kroner have a price year, and values in other units have
    /// none.
    pub fn factor_of_values(&self, id: &At<String>, unit: &str, price_year: Option<&At<i32>>) -> Option<f64> {
        let rule = PriceYearRule {
            needed: is_kroner(unit),
            lacking: format!("the values of `{id}` are in kroner, and they have no price year"),
            needless: format!("the values of `{id}` are in the unit `{unit}`, which has no price year"),
            remove: "remove `price_year`; prices have one of their own",
        };
        match rule.held_by(price_year, &id.place, self.report)? {
            Some(year) => self.factor(year),
            None => Some(1.0),
        }
    }

    fn note(&self, series: Option<&str>, year: &At<i32>) {
        let index = series.map_or_else(|| "price index of the release".to_owned(), |id| format!("price index `{id}`"));
        // The year written may be one that the index has, and the result's one that it lacks.
        let has = |year: i32| self.database.index_rows(series).any(|row| row.year == year);
        let lacking = if has(year.value) { self.year } else { year };
        let message = format!("the {index} has no value for {lacking}");
        match years_of(self.database, series) {
            years if years.is_empty() => self.report.mistake(&year.place, message),
            years => self.report.mistake_with_hint(&year.place, message, format!("it has {years}")),
        }
    }
}

/// Whether what a case states has a price year, with what is said of one that is lacking or needless.
pub struct PriceYearRule {
    /// Whether it has one.
    pub needed: bool,
    /// The message where it is lacking.
    pub lacking: String,
    /// The message where it is needless.
    pub needless: String,
    /// What to do about a needless one.
    pub remove: &'static str,
}

impl PriceYearRule {
    /// The price year that is written, or `None` of what has none; notes a lacking one at `place`, and a needless one where it is written.
    pub fn held_by<'y>(
        self,
        written: Option<&'y At<i32>>,
        place: &Place,
        report: &Report,
    ) -> Option<Option<&'y At<i32>>> {
        match written {
            None if self.needed => report.mistake_with_hint(place, self.lacking, "add `price_year = …`"),
            Some(year) if !self.needed => report.mistake_with_hint(&year.place, self.needless, self.remove),
            held => return Some(held),
        }
        None
    }
}

/// The years of an index, neighbouring ones as `2013–2017`.
fn years_of(database: &Database, series: Option<&str>) -> String {
    let mut years: Vec<i32> = database.index_rows(series).map(|row| row.year).collect();
    years.sort_unstable();
    let spans = years.chunk_by(|a, b| a + 1 == *b).filter_map(|span| span.first().zip(span.last()));
    let span =
        |(first, last): (&i32, &i32)| if first == last { first.to_string() } else { format!("{first}–{last}") };
    spans.map(span).collect::<Vec<_>>().join(", ")
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
