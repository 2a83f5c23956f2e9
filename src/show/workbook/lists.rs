//! The lists that words are chosen from, on the sheet of inputs.

use rust_xlsxwriter::XlsxError;

use super::case::Case;
use super::sheet::Sheet;
use foundation::words::{CostBasis, CostCategory, Denominator, Payer};

/// The columns of the lists that words are chosen from, to the right of what is printed.
const BASES: u16 = 10;
const PAYERS: u16 = 11;
const GIVERS: u16 = 12;
const DENOMINATORS: u16 = 13;
const CATEGORIES: u16 = 14;
/// The row of the first choice.
pub const CHOICES: u32 = 3;
/// The ranges that words are chosen from.
pub struct Lists {
    /// Bases of costs.
    pub bases: String,
    /// Payers.
    pub payers: String,
    /// Givers of grants.
    pub givers: String,
    /// Denominators of the net success rate.
    pub denominators: String,
    /// Categories of costs.
    pub categories: String,
}

impl Lists {
    /// Writes the lists beside the inputs.
    pub fn write(case: &Case<'_>, sheet: &mut Sheet) -> Result<Lists, XlsxError> {
        let language = case.language;
        sheet.text(CHOICES - 2, BASES, case.say("Valgmuligheder", "Choices"))?;
        let mut list = |column: u16, words: Vec<&str>| -> Result<String, XlsxError> {
            let mut at = CHOICES;
            for word in words {
                sheet.text(at, column, word)?;
                at += 1;
            }
            Ok(sheet.range(CHOICES..at, column))
        };
        let payers = || Payer::ALL.iter().map(move |payer| payer.label(language));
        Ok(Lists {
            bases: list(BASES, CostBasis::ALL.iter().map(|basis| basis.label(language)).collect())?,
            payers: list(PAYERS, payers().collect())?,
            givers: list(GIVERS, payers().chain([external(case)]).collect())?,
            denominators: list(DENOMINATORS, Denominator::ALL.iter().map(|word| word.label(language)).collect())?,
            categories: list(CATEGORIES, CostCategory::ALL.iter().map(|word| word.label(language)).collect())?,
        })
    }
}

/// The giver of a grant from outside the public sector.
pub fn external(case: &Case<'_>) -> &'static str {
    case.say("Ekstern", "External")
}
