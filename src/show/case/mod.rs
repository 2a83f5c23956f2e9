//! A case's inputs and result, for people and for programs.

mod csv;
mod inputs;
mod json;
mod notes;
mod table;

use crate::calculator::CaseResult;
use crate::case::Inputs;
use crate::error::Result;
use crate::show::Format;
use crate::words::Language;

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

/// The words of one language.
fn say(language: Language, da: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Da => da,
        Language::En => en,
    }
}
