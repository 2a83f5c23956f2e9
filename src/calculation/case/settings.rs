//! The form of the result: its price year and how it is discounted.

use serde::Deserialize;

use super::inputs::DiscountStep;
use definitions::mistake::Report;
use definitions::source::At;
use definitions::table::Table;
use foundation::tables::Database;

/// `[result]` as written.
pub struct Settings {
    /// The year whose kroner the result is in.
    pub price_year: At<i32>,
    /// The user's own rates; `None` is the Ministry of Finance's.
    pub discount: Option<Vec<DiscountStep>>,
}

/// The real discount rates of Finansministeriet since January 2021.
pub fn standard_discount() -> Vec<DiscountStep> {
    [(0, 0.035), (36, 0.025), (71, 0.015)]
        .into_iter()
        .map(|(from_year, rate)| DiscountStep { from_year, rate })
        .collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    from_year: i32,
    rate: f64,
}

impl Settings {
    /// Reads `[result]`.
    pub fn read(table: &Table<'_>) -> Option<Settings> {
        let price_year = table.required("price_year");
        let steps = table.optional::<Vec<Step>>("discount");
        table.finish();
        if let Some(steps) = &steps {
            check(steps, table.report());
        }
        let discount = steps.map(|at| {
            at.value.into_iter().map(|step| DiscountStep { from_year: step.from_year, rate: step.rate }).collect()
        });
        Some(Settings { price_year: price_year?, discount })
    }
}

fn check(steps: &At<Vec<Step>>, report: &Report) {
    if steps.first().is_none_or(|first| first.from_year != 0)
        || steps.windows(2).any(|pair| matches!(pair, [a, b] if a.from_year >= b.from_year))
    {
        report.mistake_with_hint(
            &steps.place,
            "the steps of the discount rate begin in year 0 and ascend",
            "write `discount = [{ from_year = 0, rate = 0.035 }, { from_year = 36, rate = 0.025 }]`",
        );
    }
    for step in steps.iter().filter(|step| !(0.0..1.0).contains(&step.rate)) {
        report.mistake_with_hint(
            &steps.place.within(&step.rate.to_string()),
            format!("a discount rate of {}: a rate lies between 0 and 1", step.rate),
            "write 3.5 % as 0.035",
        );
    }
}

/// Notes that the release's price index lacks a year.
pub fn no_index(year: &At<i32>, database: &Database, report: &Report) {
    let years = || database.price_index.iter().map(|row| row.year);
    let message = format!("the price index of the release has no value for {year}");
    match (years().min(), years().max()) {
        (Some(first), Some(last)) => {
            report.mistake_with_hint(&year.place, message, format!("it runs from {first} to {last}"));
        }
        _ => report.mistake(&year.place, message),
    }
}
