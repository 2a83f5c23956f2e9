//! Literals: numbers, texts, truth values and dates.

use sqlparser::ast::{DataType, TypedString, Value};

use super::kind::Kind;
use super::term::{Term, TermResult, Translate, refused};

pub(super) fn literal(of: &dyn Translate, value: &Value) -> TermResult {
    match value {
        Value::Number(digits, _) => number(of, digits),
        Value::SingleQuotedString(text) => Ok(Term::of(of.dialect().text(text), Kind::Text)),
        Value::Boolean(truth) => Ok(Term::of(if *truth { "TRUE" } else { "FALSE" }, Kind::Truth)),
        other => Err(refused(format!("`{other}`"))),
    }
}

fn number(of: &dyn Translate, digits: &str) -> TermResult {
    if let Ok(whole) = digits.parse::<i64>() {
        // Beyond 32 bits a literal has 64.
        let kind = if i32::try_from(whole).is_ok() { Kind::Small(whole) } else { Kind::Whole };
        return Ok(Term { sql: whole.to_string(), kind, number: Some(whole as f64) });
    }
    let number = digits.parse::<f64>().ok().filter(|number| number.is_finite() && digits.contains(['.', 'e', 'E']));
    let number = number.ok_or_else(|| refused(format!("the number {digits}")))?;
    Ok(Term { sql: of.dialect().double(number), kind: Kind::Number, number: Some(number) })
}

/// `DATE '2012-05-17'`.
pub(super) fn typed(typed: &TypedString) -> TermResult {
    let text = match &typed.value.value {
        Value::SingleQuotedString(text) if typed.data_type == DataType::Date => Some(text),
        _ => None,
    };
    let is_day = |text: &&String| {
        text.len() == 10
            && text.bytes().enumerate().all(
                |(at, byte)| {
                    if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() }
                },
            )
    };
    let day = text.filter(is_day).ok_or_else(|| refused(format!("`{typed}`")))?;
    Ok(Term::of(format!("DATE '{day}'"), Kind::Date))
}
