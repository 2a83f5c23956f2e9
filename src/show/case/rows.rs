//! A case's lines, and cases in order, as rows of data: unrounded, with the same column names in every language.

use super::labels::item_label;
use crate::rows::{Field, Rows};
use calculation::calculator::CaseResult;
use calculation::calculator::compare::CaseSummary;
use calculation::case::Inputs;
use foundation::words::Language;

const LINES: [&str; 7] = ["year", "payer", "heading", "item", "label", "undiscounted_kr", "present_value_kr"];

const RANKING: [&str; 19] = [
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
];

/// A row per calendar year, payer and item; only `label` depends on the language.
pub fn lines(inputs: &Inputs, result: &CaseResult, language: Language) -> Rows {
    let row = |line: &calculation::calculator::result::Line| -> Vec<Field> {
        vec![
            line.year.into(),
            line.payer.to_string().into(),
            line.heading.word().into(),
            line.item.as_str().into(),
            item_label(inputs, &line.item, language).into(),
            line.undiscounted.into(),
            line.present_value.into(),
        ]
    };
    Rows::new(&LINES, result.lines.iter().map(row).collect())
}

/// A row per case, in order.
pub fn ranking(standings: &[CaseSummary]) -> Rows {
    let row = |one: &CaseSummary| -> Vec<Field> {
        vec![
            one.place.into(),
            one.name.as_str().into(),
            one.total.present_value.into(),
            one.total.undiscounted.into(),
            one.interval.low.into(),
            one.interval.high.into(),
            one.correlated.low.into(),
            one.correlated.high.into(),
            one.interval.chance_of_gain.into(),
            one.per_participant.into(),
            one.per_krone.into(),
            one.costs.into(),
            one.break_even_year.into(),
            one.complete_through.into(),
            one.open_questions.into(),
            one.price_year.into(),
            one.start_year.into(),
            one.horizon.into(),
            one.path.clone().into(),
        ]
    };
    Rows::new(&RANKING, standings.iter().map(row).collect())
}
