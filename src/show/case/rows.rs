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
    Rows::new(&LINES, of_lines(inputs, result, language))
}

/// The same, with a first column `scenario` and the lines of all scenarios where the case has any; it is empty for the case itself.
pub fn lines_with_scenarios(inputs: &Inputs, result: &CaseResult, language: Language) -> Rows {
    if result.scenarios.is_empty() {
        return lines(inputs, result, language);
    }
    let named = |name: &str, rows: Vec<Vec<Field>>| -> Vec<Vec<Field>> {
        rows.into_iter().map(|row| std::iter::once(Field::from(name)).chain(row).collect()).collect()
    };
    let mut rows = named("", of_lines(inputs, result, language));
    for scenario in &result.scenarios {
        rows.extend(named(&scenario.name, of_lines(&scenario.inputs, &scenario.result, language)));
    }
    let columns: Vec<&str> = std::iter::once("scenario").chain(LINES).collect();
    Rows::new(&columns, rows)
}

fn of_lines(inputs: &Inputs, result: &CaseResult, language: Language) -> Vec<Vec<Field>> {
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
    result.lines.iter().map(row).collect()
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
