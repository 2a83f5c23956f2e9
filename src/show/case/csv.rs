//! A case's lines as CSV, one per calendar year, payer and item, unrounded and with a decimal point.

use super::inputs::item_label;
use calculation::calculator::CaseResult;
use calculation::calculator::compare::CaseSummary;
use calculation::case::Inputs;
use foundation::error::{Error, Result};
use foundation::words::Language;

/// The columns, which programs know by these names in every language.
const COLUMNS: [&str; 7] = ["year", "payer", "heading", "item", "label", "undiscounted_kr", "present_value_kr"];

/// CSV text with a header; only `label` depends on the language.
pub fn csv(inputs: &Inputs, result: &CaseResult, language: Language) -> Result<String> {
    let failed = |error: String| Error::internal(format!("the case as CSV: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(|e| failed(e.to_string()))?;
    for line in &result.lines {
        let record = [
            line.year.to_string(),
            line.payer.to_string(),
            line.heading.word().to_owned(),
            line.item.clone(),
            item_label(inputs, &line.item, language).to_owned(),
            line.undiscounted.to_string(),
            line.present_value.to_string(),
        ];
        writer.write_record(&record).map_err(|e| failed(e.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|e| failed(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| failed(e.to_string()))
}

/// Cases in order, one to a line, unrounded.
pub fn ranking(standings: &[CaseSummary]) -> Result<String> {
    let failed = |error: String| Error::internal(format!("cases as CSV: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record([
            "place",
            "name",
            "present_value_kr",
            "undiscounted_kr",
            "low_kr",
            "high_kr",
            "low_correlated_kr",
            "high_correlated_kr",
            "chance_of_gain",
            "per_participant_kr",
            "per_krone",
            "costs_kr",
            "break_even_year",
            "complete_through",
            "open_questions",
            "price_year",
            "start_year",
            "horizon",
            "path",
        ])
        .map_err(|e| failed(e.to_string()))?;
    for one in standings {
        let optional = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
        let record = [
            one.place.to_string(),
            one.name.clone(),
            one.total.present_value.to_string(),
            one.total.undiscounted.to_string(),
            one.interval.low.to_string(),
            one.interval.high.to_string(),
            one.correlated.low.to_string(),
            one.correlated.high.to_string(),
            one.interval.chance_of_gain.to_string(),
            optional(one.per_participant),
            optional(one.per_krone),
            one.costs.to_string(),
            one.break_even_year.map(|year| year.to_string()).unwrap_or_default(),
            one.complete_through.to_string(),
            one.open_questions.to_string(),
            one.price_year.to_string(),
            one.start_year.to_string(),
            one.horizon.to_string(),
            one.path.clone().unwrap_or_default(),
        ];
        writer.write_record(&record).map_err(|e| failed(e.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|e| failed(e.to_string()))?;
    String::from_utf8(bytes).map_err(|e| failed(e.to_string()))
}
