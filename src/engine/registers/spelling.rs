//! Codes that differ from those of an expression in spelling alone: in letter case, blanks or leading zeros.
//!
//! A condition such as `reason = 'DF32'` silently loses the rows of a delivery that writes `df32`. So some rows of each batch
//! are written again in the spelling of the expression's own texts. Where the answer then differs, the delivery and the
//! definition disagree on spelling. An expression that has one text in both cases compares case on purpose.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, StringArray, UInt32Array};
use sql::Literals;

use definitions::expression::Expression;
use foundation::error::{Error, Result};

use super::digit_codes::{DigitCodes, is_digits};
pub use super::digit_codes::{LONGEST, beginnings};
use super::normal_forms::{NormalForms, is_blank, lower, upper};
use super::texts::Texts;

/// The most rows of a batch that are looked at while rows are read.
pub const ROWS: usize = 1024;

/// Codes in another spelling are a fault if they are at least one in so many of the rows that a condition meets.
const ONE_MISSPELLED_IN: u128 = 100;

/// Whether `count` rows in another spelling, of `looked_at` rows, are many: compared with the rows that meet the condition, of `rows`.
pub fn are_many(count: u64, looked_at: u64, (met, rows): (u64, u64)) -> bool {
    u128::from(count) * ONE_MISSPELLED_IN * u128::from(rows) >= u128::from(met) * u128::from(looked_at)
}

/// How the texts of an expression are spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spelling {
    /// The case of letters, if all texts agree on it.
    pub case: Option<Case>,
    /// Whether no text has a blank.
    pub without_blanks: bool,
    /// The number of digits, if all texts have that many and nothing else.
    pub digits: Option<usize>,
}

/// The case of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Case {
    /// Capital letters.
    Upper,
    /// Small letters.
    Lower,
}

impl Case {
    /// The case that all texts agree on. Letters behind a backslash, as in a pattern's `\\d`, have none.
    fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Option<Case> {
        let (mut upper, mut lower) = (false, false);
        for text in texts {
            let mut escaped = false;
            for character in text.chars() {
                upper |= !escaped && character.is_uppercase();
                lower |= !escaped && character.is_lowercase();
                escaped = !escaped && character == '\\';
            }
        }
        match (upper, lower) {
            (true, false) => Some(Case::Upper),
            (false, true) => Some(Case::Lower),
            _ => None,
        }
    }

    /// Whether each literal is in one case, both cases occur, and no literal occurs in both.
    fn differs_by_text(texts: &[String]) -> bool {
        let cases: Vec<Option<Case>> = texts.iter().map(|text| Case::of(std::iter::once(text.as_str()))).collect();
        let has_letters = |text: &String| text.chars().any(char::is_alphabetic);
        let mixed = texts.iter().zip(&cases).any(|(text, case)| case.is_none() && has_letters(text));
        let folded: BTreeSet<String> = texts.iter().map(|text| text.to_lowercase()).collect();
        let both = cases.contains(&Some(Case::Upper)) && cases.contains(&Some(Case::Lower));
        both && !mixed && folded.len() == texts.len()
    }
}

impl Spelling {
    /// The spelling of an expression's texts; `None` if it has no texts, or they have no common spelling.
    pub fn of(literals: &Literals) -> Option<Spelling> {
        let texts = &literals.texts;
        let any = |holds: fn(char) -> bool| texts.iter().any(|text| text.chars().any(holds));
        let case = Case::of(texts.iter().map(String::as_str));
        let first = texts.first()?.len();
        let all_digits = |text: &String| text.len() == first && text.bytes().all(|byte| byte.is_ascii_digit());
        let digits = (first > 1 && texts.iter().all(all_digits)).then_some(first);
        let without_blanks = !any(is_blank);
        let spelling = Spelling { case, without_blanks, digits };
        (case.is_some() || without_blanks || digits.is_some()).then_some(spelling)
    }

    /// A value in this spelling; `None` if it is so already, or too long for a code.
    fn rewritten(self, value: &str) -> Option<String> {
        let mut text: String =
            if self.without_blanks { value.chars().filter(|c| !is_blank(*c)).collect() } else { value.to_owned() };
        if text.len() > LONGEST {
            return None;
        }
        match self.case {
            Some(Case::Upper) => text = upper(text),
            Some(Case::Lower) => text = lower(text),
            None => {}
        }
        if let Some(digits) = self.digits
            && is_digits(&text)
        {
            text = format!("{text:0>digits$}");
        }
        (text != value).then_some(text)
    }
}

/// Expressions whose texts have a spelling.
pub struct Spellings<'a> {
    expressions: Vec<SpelledExpression<'a>>,
}

/// An expression, and the spellings in which its answers are compared.
struct SpelledExpression<'a> {
    /// Its number among those given.
    number: usize,
    expression: &'a Expression,
    answer: Answer,
    comparisons: Vec<Comparison>,
    /// The beginnings of codes of digits that it asks for.
    beginnings: BTreeSet<String>,
}

/// A spelling in which the answers of an expression are compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Comparison {
    /// How values are spelled.
    pub spelling: Spelling,
    /// Whether values of digits are filled with zeros up to the longest of the batch: a pattern that begins with a zero has
    /// no number of digits.
    pub to_longest: bool,
    /// The expression's codes by their normal form, which go before the spelling.
    pub forms: Option<NormalForms>,
    /// Whether only rows that meet the condition in the spelling, and do not without, are counted.
    pub gains_only: bool,
}

impl Comparison {
    /// The comparisons of an expression; none if it has no texts.
    pub fn of(expression: &Expression, answer: Answer) -> Vec<Comparison> {
        let texts = &expression.literals.texts;
        if texts.is_empty() {
            return Vec::new();
        }
        let compared = |spelling: Spelling, gains_only: bool| {
            let to_longest = spelling.digits.is_none() && texts.iter().any(|text| is_zero_pattern(text));
            Comparison { spelling, to_longest, forms: None, gains_only }
        };
        let none = Spelling { case: None, without_blanks: false, digits: None };
        let whole = compared(Spelling::of(&expression.literals).unwrap_or(none), false);
        let forms = Some(NormalForms::of(texts, expression.takes_parts_of_texts()));
        if answer == Answer::Condition && Case::differs_by_text(texts) {
            // Where the case differs by text, each case is compared on its own.
            let of_case = |case| compared(Spelling { case: Some(case), ..none }, true);
            let by_form = Comparison { forms, ..compared(none, true) };
            return vec![whole, of_case(Case::Upper), of_case(Case::Lower), by_form];
        }
        vec![Comparison { forms, ..whole }]
    }
}

/// What an expression gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// True, false or NULL.
    Condition,
    /// A number or NULL.
    Value,
}

/// What was found of the rows that were looked at, by number of the expression and column.
#[derive(Debug, Clone, Default)]
pub struct Misspelled {
    /// How many get another answer in the expression's spelling.
    rows: BTreeMap<(usize, String), u64>,
    /// Codes of digits, where the expression asks for beginnings of them.
    digits: BTreeMap<(usize, String), DigitCodes>,
}

impl Misspelled {
    /// Adds up.
    pub fn add(&mut self, other: Misspelled) {
        other.rows.into_iter().for_each(|(of, count)| *self.rows.entry(of).or_default() += count);
        other.digits.into_iter().for_each(|(of, codes)| self.digits.entry(of).or_default().add(&codes));
    }

    /// The same of another number of the expression, where there is one alone.
    pub fn numbered(&self, number: usize) -> Misspelled {
        Misspelled {
            rows: self.rows.iter().map(|((_, column), count)| ((number, column.clone()), *count)).collect(),
            digits: self.digits.iter().map(|((_, column), codes)| ((number, column.clone()), codes.clone())).collect(),
        }
    }

    /// Enters rows with a code in another spelling that were counted elsewhere.
    pub fn enter(&mut self, of: (usize, String), rows: u64) {
        if rows > 0 {
            *self.rows.entry(of).or_default() += rows;
        }
    }

    /// Enters rows with codes of digits that were counted elsewhere: their length, and their first digits.
    pub fn enter_digits(&mut self, of: (usize, String), beginnings: &BTreeSet<String>, code: (usize, &str), rows: u64) {
        self.digits.entry(of).or_default().enter(beginnings, code, rows);
    }

    /// How many rows have a code in another spelling, where `of_register` has the codes of all files, whose zeros give their length.
    pub fn counts(&self, of_register: &Misspelled) -> BTreeMap<(usize, String), u64> {
        let mut counts = self.rows.clone();
        for (of, codes) in &self.digits {
            let width = of_register.digits.get(of).and_then(DigitCodes::width);
            if let Some(differing) = width.map(|width| codes.differing(width)).filter(|count| *count > 0) {
                let known = counts.entry(of.clone()).or_default();
                *known = differing.max(*known);
            }
        }
        counts
    }
}

impl<'a> Spellings<'a> {
    /// Expressions, each with a number that its counts are found by.
    pub fn of(all: impl Iterator<Item = (usize, &'a Expression, Answer)>) -> Spellings<'a> {
        let spelled = all.map(|(number, expression, answer)| SpelledExpression {
            number,
            expression,
            answer,
            comparisons: Comparison::of(expression, answer),
            beginnings: beginnings(&expression.literals.texts, expression.takes_parts_of_texts()),
        });
        Spellings { expressions: spelled.filter(|spelled| !spelled.comparisons.is_empty()).collect() }
    }

    /// Whether no expression has a text whose spelling is looked at.
    pub fn is_empty(&self) -> bool {
        self.expressions.is_empty()
    }

    /// Counts the rows of a batch that get another answer in a spelling of an expression, of at most so many rows. A row counts once for
    /// a number and column. Returns how many rows were looked at.
    ///
    /// # Errors
    /// Internal errors only.
    pub fn count(
        &self,
        columns: &[(String, ArrayRef)],
        rows: usize,
        most: usize,
        misspelled: &mut Misspelled,
    ) -> Result<u64> {
        if self.is_empty() {
            return Ok(0);
        }
        let step = rows.div_ceil(most).max(1);
        let mut rewritten: BTreeMap<(&str, &Comparison), RespelledRows> = BTreeMap::new();
        let mut found: BTreeMap<(usize, &str), BTreeSet<u32>> = BTreeMap::new();
        for SpelledExpression { number, expression, answer, comparisons, beginnings } in &self.expressions {
            for name in &expression.columns {
                let array = columns.iter().find(|(other, _)| other == name).map(|(_, array)| array);
                let Some(texts) = array.and_then(Texts::of) else { continue };
                if !beginnings.is_empty() {
                    let codes = misspelled.digits.entry((*number, name.clone())).or_default();
                    let looked_at = (0..rows).step_by(step).filter_map(|row| texts.get(row));
                    looked_at.for_each(|text| codes.count(beginnings, text));
                }
                for comparison in comparisons {
                    let (at, values) = rewritten
                        .entry((name.as_str(), comparison))
                        .or_insert_with(|| rewrite(texts, comparison, (0..rows).step_by(step)));
                    if at.is_empty() {
                        continue;
                    }
                    let differ =
                        differing((expression, *answer), comparison.gains_only, (columns, name), (at, values))?;
                    if !differ.is_empty() {
                        found.entry((*number, name.as_str())).or_default().extend(differ);
                    }
                }
            }
        }
        for ((number, name), rows) in found {
            *misspelled.rows.entry((number, name.to_owned())).or_default() += rows.len() as u64;
        }
        Ok(rows.div_ceil(step) as u64)
    }
}

/// The rows, of some, for which an expression gives another answer with other values of a column.
fn differing(
    (expression, answer): (&Expression, Answer),
    gains_only: bool,
    (columns, name): (&[(String, ArrayRef)], &str),
    (at, values): (&[u32], &[String]),
) -> Result<Vec<u32>> {
    let taken = taken(expression, columns, at)?;
    let mut other = taken.clone();
    other.iter_mut().filter(|(column, _)| column == name).for_each(|(_, array)| {
        *array = Arc::new(StringArray::from_iter_values(values.iter())) as ArrayRef;
    });
    // SQL that fails on a value is a fault of its own.
    let differ: Vec<bool> = match answer {
        Answer::Condition => {
            let pairs = expression.truths(&taken, at.len()).ok().zip(expression.truths(&other, at.len()).ok());
            let counts = |(one, other): (Option<bool>, Option<bool>)| match gains_only {
                true => other == Some(true) && one != Some(true),
                false => one != other,
            };
            pairs.map_or_else(Vec::new, |(one, other)| one.into_iter().zip(other).map(counts).collect())
        }
        Answer::Value => {
            let pairs = expression.numbers(&taken, at.len()).ok().zip(expression.numbers(&other, at.len()).ok());
            pairs.map_or_else(Vec::new, |(one, other)| one.differing(&other))
        }
    };
    Ok(at.iter().zip(differ).filter_map(|(row, differs)| differs.then_some(*row)).collect())
}

/// Rows, and the value of each in a spelling.
type RespelledRows = (Vec<u32>, Vec<String>);

/// The rows whose value is spelled otherwise, and their values in the spelling.
fn rewrite(texts: Texts<'_>, comparison: &Comparison, rows: impl Iterator<Item = usize> + Clone) -> RespelledRows {
    let valid = rows.filter_map(|row| Some((row, texts.get(row)?)));
    let (mut spelling, forms) = (comparison.spelling, comparison.forms.as_ref());
    if comparison.to_longest {
        let codes = valid.clone().map(|(_, text)| text).filter(|text| text.len() <= LONGEST && is_digits(text));
        spelling.digits = codes.map(str::len).max();
    }
    let written = |value: &str| forms.and_then(|forms| forms.written(value)).or_else(|| spelling.rewritten(value));
    match texts {
        Texts::ByRow(_) => valid.filter_map(|(row, text)| Some((row as u32, written(text)?))).unzip(),
        Texts::ByValue(numbers, values) => {
            // Each value is written when the first row has it.
            let mut known: Vec<Option<Option<String>>> = vec![None; values.len()];
            let of = |(row, text): (usize, &str)| {
                let number = numbers.key(row)?;
                Some((row as u32, known.get_mut(number)?.get_or_insert_with(|| written(text)).clone()?))
            };
            valid.filter_map(of).unzip()
        }
    }
}

/// Whether a text is a pattern of digits that begins with a zero, such as `01%`.
fn is_zero_pattern(text: &str) -> bool {
    let digits = text.trim_end_matches(['%', '_']);
    digits.len() < text.len() && digits.starts_with('0') && is_digits(digits)
}

/// The columns that an expression reads, of some rows.
fn taken(expression: &Expression, columns: &[(String, ArrayRef)], rows: &[u32]) -> Result<Vec<(String, ArrayRef)>> {
    let rows = UInt32Array::from(rows.to_vec());
    let read = columns.iter().filter(|(name, _)| expression.columns.contains(name));
    read.map(|(name, array)| {
        let array = arrow::compute::take(array.as_ref(), &rows, None).map_err(|e| Error::internal(e.to_string()))?;
        Ok((name.clone(), array))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelling(texts: &[&str]) -> Option<Spelling> {
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        Spelling::of(&Literals { texts, ..Literals::default() })
    }

    #[test]
    fn values_take_the_spelling_of_the_texts() {
        let rewritten = |texts: &[&str], value: &str| spelling(texts).and_then(|spelling| spelling.rewritten(value));
        assert_eq!(rewritten(&["DF%", "DG1"], "df 32"), Some("DF32".to_owned()));
        assert_eq!(rewritten(&["DF%", "DG1"], "DF32"), None);
        assert_eq!(rewritten(&["woman"], "Woman"), Some("woman".to_owned()));
        assert_eq!(rewritten(&["0101", "0147"], "101"), Some("0101".to_owned()));
        assert_eq!(rewritten(&["0101", "0147"], "0101"), None);
        assert_eq!(rewritten(&["12%"], "7"), None, "patterns have no number of digits");
        assert_eq!(rewritten(&["a", "A"], "b"), None, "both cases are compared on purpose");
        assert_eq!(rewritten(&[r"^DF3\d$"], "df31"), Some("DF31".to_owned()), "an escape has no case");
        assert_eq!(spelling(&[]), None);
    }

    #[test]
    fn texts_of_different_cases_and_patterns_of_zeros() {
        let by_text =
            |texts: &[&str]| Case::differs_by_text(&texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>());
        assert!(by_text(&["DF%", "other"]) && by_text(&["DF%", "other", "12"]));
        assert!(!by_text(&["DF%", "DG1"]) && !by_text(&["DF%", "df%"]) && !by_text(&["DF%", "Other"]));
        let values = StringArray::from(vec![Some("0101"), Some("101"), None, Some("14"), Some("x1")]);
        let spelling = Spelling { case: None, without_blanks: true, digits: None };
        let rewritten = rewrite(
            Texts::ByRow(&values),
            &Comparison { spelling, to_longest: true, forms: None, gains_only: false },
            0..5,
        );
        assert_eq!(rewritten, (vec![1, 3], vec!["0101".to_owned(), "0014".to_owned()]));
        assert_eq!(["01%", "0_", "01", "%01", "1%"].map(is_zero_pattern), [true, true, false, false, false]);
    }
}
