//! The limits of the green cells: validation while typing, and formulas that find what was pasted.
//!
//! Owns what a cell may hold and the table of limits on the sheet of inputs. Excel validates typed values only, so the first
//! line of inputs and result says by formula which inputs are outside.

use rust_xlsxwriter::{
    ConditionalFormatFormula, DataValidation, DataValidationRule, Format, Formula, Worksheet, XlsxError,
};

use super::Case;
use super::sheet::{NumberFormat, Sheet};
use crate::number::number;
use foundation::words::Language;

/// What a green cell may hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Limit {
    /// A whole number in a range.
    Whole(i32, i32),
    /// A number in a range.
    Between(i32, i32),
    /// A number that is not negative.
    NotNegative,
    /// A number above zero.
    Positive,
    /// Any number.
    Number,
    /// One of the cells of a range.
    OneOf(String),
    /// Any text.
    Text,
}

impl Limit {
    fn validation(&self) -> DataValidation {
        let validation = DataValidation::new();
        match self {
            Limit::Whole(low, high) => validation.allow_whole_number(DataValidationRule::Between(*low, *high)),
            Limit::Between(low, high) => {
                validation.allow_decimal_number(DataValidationRule::Between(f64::from(*low), f64::from(*high)))
            }
            Limit::NotNegative => validation.allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0)),
            Limit::Positive => validation.allow_decimal_number(DataValidationRule::GreaterThan(0.0)),
            Limit::Number => validation.allow_decimal_number(DataValidationRule::Between(-1e15, 1e15)),
            Limit::OneOf(list) => validation.allow_list_formula(Formula::new(list)),
            Limit::Text => validation.allow_text_length(DataValidationRule::LessThanOrEqualTo(255)),
        }
    }

    /// The limit in words.
    fn words(&self, language: Language) -> String {
        let da = language == Language::Da;
        let span = |low: i32, high: i32| match language {
            Language::Da => format!("fra {low} til {high}"),
            Language::En => format!("from {low} to {high}"),
        };
        match self {
            Limit::Whole(low, high) if da => format!("et helt tal {}", span(*low, *high)),
            Limit::Whole(low, high) => format!("a whole number {}", span(*low, *high)),
            Limit::Between(0, 1) if da => "fra 0 % til 100 %".to_owned(),
            Limit::Between(0, 1) => "from 0 % to 100 %".to_owned(),
            Limit::Between(-1, 1) if da => "fra -100 % til 100 %".to_owned(),
            Limit::Between(-1, 1) => "from -100 % to 100 %".to_owned(),
            Limit::Between(low, high) if da => format!("et tal {}", span(*low, *high)),
            Limit::Between(low, high) => format!("a number {}", span(*low, *high)),
            Limit::NotNegative if da => "0 eller mere".to_owned(),
            Limit::NotNegative => "0 or more".to_owned(),
            Limit::Positive if da => "mere end 0".to_owned(),
            Limit::Positive => "more than 0".to_owned(),
            Limit::Number if da => "et tal".to_owned(),
            Limit::Number => "a number".to_owned(),
            Limit::OneOf(_) if da => "en værdi fra listen".to_owned(),
            Limit::OneOf(_) => "a value of the list".to_owned(),
            Limit::Text if da => "tekst".to_owned(),
            Limit::Text => "text".to_owned(),
        }
    }

    /// A formula that is above 0 if a cell of the range is outside. Empty cells are allowed where `may_be_empty`.
    fn outside(&self, range: &str, may_be_empty: bool) -> String {
        // Criteria are joined from text and number, since a decimal point in a text depends on the user's settings.
        let below = |low: i32| format!("COUNTIF({range},\"<\"&{low})");
        let above = |high: i32| format!("COUNTIF({range},\">\"&{high})");
        let of_numbers = match self {
            Limit::Whole(low, high) => {
                let fractions = format!("SUMPRODUCT(--({range}<>INT({range})))");
                format!("{}+{}+{fractions}", below(*low), above(*high))
            }
            Limit::Between(low, high) => format!("{}+{}", below(*low), above(*high)),
            Limit::NotNegative => below(0),
            Limit::Positive => format!("COUNTIF({range},\"<=\"&0)"),
            Limit::Number => "0".to_owned(),
            Limit::OneOf(list) => {
                let found = format!("SUMPRODUCT(COUNTIF({list},{range})*({range}<>\"\"))");
                let wanted = if may_be_empty { "COUNTA" } else { "ROWS" };
                return format!("{wanted}({range})-{found}");
            }
            Limit::Text => return "0".to_owned(),
        };
        // A text in place of a number, or nothing where a number is needed.
        let wanted = if may_be_empty { "COUNTA" } else { "ROWS" };
        format!("IF({wanted}({range})<>COUNT({range}),1,{of_numbers})")
    }
}

/// A range of green cells with its limit.
#[derive(Debug, Clone)]
pub struct Check {
    /// The input's label.
    label: String,
    /// The limit in words.
    words: String,
    /// A formula that is above 0 if the input is outside.
    outside: String,
}

impl Check {
    /// A check that is no validation of one range.
    pub fn new(label: String, words: String, outside: String) -> Check {
        Check { label, words, outside }
    }
}

/// Adds validation to cells of a worksheet, and returns their check. `range` is the cells as other sheets write them.
pub fn validated(
    worksheet: &mut Worksheet,
    (first, last, column): (u32, u32, u16),
    range: &str,
    limit: &Limit,
    may_be_empty: bool,
    (label, language): (&str, Language),
) -> Result<Check, XlsxError> {
    let words = limit.words(language);
    let title = match language {
        Language::Da => "Uden for arkets grænser",
        Language::En => "Outside the workbook's limits",
    };
    let validation = limit.validation().ignore_blank(may_be_empty).set_error_title(title)?;
    let validation = validation.set_error_message(shortened(&format!("{label}: {words}")))?;
    worksheet.add_data_validation(first, column, last, column, &validation)?;
    Ok(Check::new(label.to_owned(), words, limit.outside(range, may_be_empty)))
}

/// An error message holds 255 letters.
fn shortened(text: &str) -> String {
    text.chars().take(250).collect()
}

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
