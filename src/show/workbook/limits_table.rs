//! The table of limits on the sheet of inputs, and the line at the top of a sheet that says which inputs are outside.
//!
//! Excel validates typed values only, so the line is a formula.

use rust_xlsxwriter::{ConditionalFormatFormula, Format, XlsxError};

use super::case::Case;
use super::limits::Check;
use super::sheet::{NumberFormat, Sheet};
use crate::number::number;
use foundation::words::Language;

/// Writes the table of limits at the end of the sheet of inputs and the line at its top; returns both for other sheets.
pub fn table(case: &Case<'_>, sheet: &mut Sheet, at: u32, checks: &[Check]) -> Result<Limits, XlsxError> {
    sheet.heading(at, case.say("Grænser for de grønne celler", "Limits of the green cells"))?;
    let names =
        [case.say("Input", "Input"), case.say("Kan være", "Can be"), "", case.say("Antal uden for", "Number outside")];
    sheet.headers(at + 1, &names)?;
    let first = at + 2;
    let mut texts = Vec::with_capacity(checks.len());
    for (row, check) in (first..).zip(checks) {
        sheet.text(row, 0, &check.label)?;
        sheet.text(row, 1, &check.words)?;
        sheet.formula(row, 3, &check.outside, 0.0, NumberFormat::Plain)?;
        let (cell, label) = (sheet.cell(row, 3), sheet.cell(row, 0));
        texts.push(format!("IF({cell}>0,\" \"&{label}&\";\",\"\")"));
    }
    let last = first + u32::try_from(checks.len()).unwrap_or(1).max(1);
    let range = sheet.range(first..last, 3);
    let fine = case.say("Alle input er inden for arkets grænser.", "All inputs are within the workbook's limits.");
    let outside =
        case.say("FORKERT RESULTAT. Uden for arkets grænser:", "WRONG RESULT. Outside the workbook's limits:");
    let formula = format!("IF(SUM({range})=0,\"{fine}\",\"{outside}\"&{})", texts.join("&"));
    line(sheet, &formula, fine, &range)?;
    Ok(Limits { line: sheet.cell(LINE, 0), fine, counts: range })
}

/// The line of the sheet of inputs that says whether inputs are outside.
pub struct Limits {
    line: String,
    fine: &'static str,
    counts: String,
}

impl Limits {
    /// How many cells are outside, by check.
    pub fn counts(&self) -> &str {
        &self.counts
    }

    /// Repeats the line at the top of another sheet.
    pub fn line(&self, sheet: &mut Sheet) -> Result<(), XlsxError> {
        line(sheet, &self.line, self.fine, &self.counts)
    }
}

/// The row of the line.
const LINE: u32 = 1;

/// Writes the line at the top of a sheet, red where `counts` are not all zero.
fn line(sheet: &mut Sheet, formula: &str, fine: &str, counts: &str) -> Result<(), XlsxError> {
    sheet.formula_text(LINE, 0, formula, fine)?;
    let red = Format::new().set_bold().set_font_color(0x00B0_0020);
    let condition = format!("=SUM({counts})>0");
    let rule = ConditionalFormatFormula::new().set_rule(condition.as_str()).set_format(red);
    sheet.worksheet.add_conditional_format(LINE, 0, LINE, 0, &rule)?;
    Ok(())
}

/// The limit of calendar years: those that the sheet of the calculation has rows for.
pub fn room(case: &Case<'_>, years: [&str; 3], rows: usize) -> Check {
    let [operation, completion, horizon] = years;
    let label = case
        .say("År i drift + år til gennemførelse + tidshorisont", "Years in operation + years to completion + horizon");
    let most = number(rows as f64, 0, case.language);
    let words = match case.language {
        Language::Da => format!("højst {most} år i alt"),
        Language::En => format!("at most {most} years in all"),
    };
    let outside = format!("IF({operation}+{completion}+{horizon}>{rows},1,0)");
    Check::new(label.to_owned(), words, outside)
}
