//! The cost of a course as a listing.

use crate::number::{kroner, percent, persons};
use crate::say;
use crate::table::{Align, Listing};
use calculation::calculator::CaseResult;
use calculation::calculator::cost_model::{CostDriver, PerCourse};
use calculation::case::Inputs;
use foundation::words::Language;

/// Costs by category and payer, and the total when one assumption changes.
pub fn cost_model(inputs: &Inputs, result: &CaseResult, language: Language) -> Listing {
    let headers = [
        (say(language, "Omkostninger", "Costs"), Align::Left),
        (say(language, "Betaler", "Payer"), Align::Left),
        (say(language, "Kr.", "DKK"), Align::Right),
        (say(language, "Pr. påbegyndt forløb", "Per started course"), Align::Right),
        (say(language, "Pr. gennemført forløb", "Per completed course"), Align::Right),
    ];
    let model = &result.cost_model;
    let row = |name: String, payer: &str, cost: &PerCourse| {
        let completed = cost.per_completed.map(|kr| kroner(kr, language)).unwrap_or_default();
        vec![name, payer.to_owned(), kroner(cost.kr, language), kroner(cost.per_started, language), completed]
    };
    let mut rows: Vec<_> = model
        .rows
        .iter()
        .map(|one| row(one.category.label(language).to_owned(), one.payer.label(language), &one.cost))
        .collect();
    rows.push(row(say(language, "I alt", "Total").to_owned(), "", &model.total));
    if model.net != model.total {
        let name = say(language, "Fratrukket sparede omkostninger", "Less displaced costs");
        rows.push(row(name.to_owned(), "", &model.net));
    }
    for one in &model.variations {
        let what = match one.varied {
            CostDriver::CompletionRate => say(language, "gennemførelsen", "completion"),
            CostDriver::GroupSize => say(language, "gruppestørrelsen", "group size"),
            CostDriver::Wage => say(language, "timelønnen", "hourly rates"),
        };
        let by = percent((one.factor - 1.0).abs(), language);
        let name = match (language, one.factor < 1.0) {
            (Language::Da, true) => format!("I alt, hvis {what} er {by} lavere"),
            (Language::Da, false) => format!("I alt, hvis {what} er {by} højere"),
            (Language::En, true) => format!("Total if {what} is {by} lower"),
            (Language::En, false) => format!("Total if {what} is {by} higher"),
        };
        rows.push(row(name, "", &one.cost));
    }
    let courses = |count| persons(count, language);
    let (started, completed) = (courses(model.started), courses(model.completed));
    let title = match language {
        Language::Da => format!(
            "Omkostninger pr. forløb: {started} påbegyndte, {completed} gennemførte, {}-priser, udiskonteret",
            inputs.price_year
        ),
        Language::En => format!(
            "Cost per course: {started} started, {completed} completed, {} prices, undiscounted",
            inputs.price_year
        ),
    };
    Listing::new(title, &headers, rows)
}
