//! The form of the result: its price year and how it is discounted.

use serde::Deserialize;

use super::declared::read;
use super::declared::result as declared;
use super::inputs::DiscountStep;
use toml_files::mistake::Report;
use toml_files::source::At;
use toml_files::table::Table;

/// `[result]` as written.
pub struct ResultSection {
    /// The year whose kroner the result is in.
    pub price_year: At<i32>,
    /// The discount rates: the user's own, or the standard ones.
    pub discount: Vec<DiscountStep>,
}

/// The standard rates: the default of the declared input.
pub fn standard_discount() -> Option<Vec<DiscountStep>> {
    read::default::<Vec<Step>>(&declared::DISCOUNT).map(|steps| steps.into_iter().map(DiscountStep::from).collect())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    from_year: i32,
    rate: f64,
}

impl From<Step> for DiscountStep {
    fn from(step: Step) -> DiscountStep {
        DiscountStep { from_year: step.from_year, rate: step.rate }
    }
}

impl ResultSection {
    /// Reads `[result]`.
    pub fn read(table: &Table<'_>) -> Option<ResultSection> {
        let price_year = read::integer(table, &declared::PRICE_YEAR);
        let steps = read::value::<Vec<Step>>(table, &declared::DISCOUNT);
        table.finish();
        if let Some(steps) = &steps {
            check(steps, table.report());
        }
        let discount = steps?.value.into_iter().map(DiscountStep::from).collect();
        Some(ResultSection { price_year: price_year?, discount })
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
