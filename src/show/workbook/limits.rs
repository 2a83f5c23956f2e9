//! The limits of the green cells: validation while typing, and formulas that find what was pasted.

use rust_xlsxwriter::{DataValidation, DataValidationRule, Formula, Worksheet, XlsxError};

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
        // Cells with something in them. The cells of a scenario that follow an empty one hold a blank.
        let wanted = match may_be_empty {
            true => format!("(COUNTA({range})-COUNTIF({range},\" \"))"),
            false => format!("ROWS({range})"),
        };
        // Criteria are joined from text and number, since a decimal point in a text depends on the user's settings.
        let below = |low: i32| format!("COUNTIF({range},\"<\"&{low})");
        let above = |high: i32| format!("COUNTIF({range},\">\"&{high})");
        let of_numbers = match self {
            Limit::Whole(low, high) => {
                // A blank has no whole part, so numbers are compared as they are written.
                let fractions = format!("SUMPRODUCT(({range}<>\"\")*(TEXT({range},\"0\")<>{range}&\"\"))");
                format!("{}+{}+{fractions}", below(*low), above(*high))
            }
            Limit::Between(low, high) => format!("{}+{}", below(*low), above(*high)),
            Limit::NotNegative => below(0),
            Limit::Positive => format!("COUNTIF({range},\"<=\"&0)"),
            Limit::Number => "0".to_owned(),
            Limit::OneOf(list) => {
                let found = format!("SUMPRODUCT(COUNTIF({list},{range})*({range}<>\"\"))");
                return format!("{wanted}-{found}");
            }
            Limit::Text => return "0".to_owned(),
        };
        // A text in place of a number, or nothing where a number is needed.
        format!("IF({wanted}<>COUNT({range}),1,{of_numbers})")
    }
}

/// A range of green cells with its limit.
#[derive(Debug, Clone)]
pub struct Check {
    /// The input's label.
    pub label: String,
    /// The limit in words.
    pub words: String,
    /// A formula that is above 0 if the input is outside.
    pub outside: String,
}

impl Check {
    /// A check without a validation of one range.
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
