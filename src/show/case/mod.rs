//! A case's inputs and result, for people and for programs.

mod beside;
mod changes;
mod compare;
mod costs;
mod csv;
mod even;
mod inputs;
mod json;
mod notes;
mod quality;
mod report;
mod sides;
mod sure;
mod table;
mod workbook;

use crate::Format;
use calculation::calculator::CaseResult;
use calculation::calculator::compare::CaseSummary;
use calculation::case::Inputs;
use foundation::error::Result;
use foundation::words::Language;

/// The whole case in one form.
///
/// # Errors
/// None that a user can cause.
pub fn show(inputs: &Inputs, result: &CaseResult, format: Format, language: Language) -> Result<String> {
    match format {
        Format::Table => Ok(table::table(inputs, result, language)),
        Format::Json => json::json(inputs, result),
        Format::Csv => csv::csv(inputs, result, language),
    }
}

/// The result and who pays, for people in a hurry.
pub fn brief(inputs: &Inputs, result: &CaseResult, language: Language) -> String {
    table::brief(inputs, result, language)
}

/// The whole case as one HTML file.
pub fn report(inputs: &Inputs, result: &CaseResult, language: Language) -> String {
    report::report(inputs, result, language)
}

/// The whole case as a workbook with formulas: the bytes of an `.xlsx` file.
///
/// # Errors
/// None that a user can cause.
pub fn workbook(inputs: &Inputs, result: &CaseResult, language: Language) -> Result<Vec<u8>> {
    workbook::workbook(inputs, result, language)
}

/// Cases in order, for people.
pub fn ranking(standings: &[CaseSummary], language: Language) -> String {
    compare::ranking(standings, language)
}

/// Cases in order, one to a line.
///
/// # Errors
/// None that a user can cause.
pub fn ranking_csv(standings: &[CaseSummary]) -> Result<String> {
    csv::ranking(standings)
}

/// One case with two releases, for people.
pub fn releases(now: (&Inputs, &CaseResult), then: (&Inputs, &CaseResult), language: Language) -> String {
    compare::releases(now, then, language)
}

/// The words of one language.
pub(super) fn say<'a>(language: Language, da: &'a str, en: &'a str) -> &'a str {
    match language {
        Language::Da => da,
        Language::En => en,
    }
}
