//! The values of a case as the texts of fields, and back.
//!
//! Owns how each kind of input is written in a form: shares in per cent, kroner and numbers in the notation of the language. A
//! text that cannot be understood goes into the file as it is, so that the reader of cases refuses it and nothing is lost.

use calculation::case::declared::Kind;
use foundation::words::{Language, Payer};
use toml_edit::{Array, InlineTable, Item, Value};

use super::decimal::{Decimal, units};

/// A part of a value and its text.
pub type Texts = Vec<(String, String)>;

/// How the numbers of an input are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// In per cent.
    Percent,
    /// As it is.
    Plain,
    /// A whole number that is not an amount: years have no points.
    Year,
    /// No number.
    None,
}

/// How the numbers of a kind are written.
pub fn notation(kind: Kind) -> Notation {
    match kind {
        Kind::Share | Kind::Shares | Kind::ByName => Notation::Percent,
        Kind::Range(_, high) | Kind::Number(_, high) if high <= 1.0 => Notation::Percent,
        Kind::Integer(first, _) if first >= 1000 => Notation::Year,
        Kind::Integer(..) | Kind::Number(..) | Kind::Numbers(..) | Kind::Kroner | Kind::ByYear(..) | Kind::ByPayer => {
            Notation::Plain
        }
        Kind::Range(..) | Kind::Ages => Notation::Plain,
        Kind::DiscountSteps => Notation::Percent,
        Kind::Text(_) | Kind::Id | Kind::Word(_) | Kind::Ids | Kind::WordOrIds(_) | Kind::Texts => Notation::None,
    }
}

/// The texts that a form shows for a value. A value of another form than its kind is one text.
pub fn texts(kind: Kind, item: Option<&Item>, language: Language) -> Texts {
    texts_in(kind, notation(kind), item, language)
}

/// The texts that a form shows for a value, in another notation than that of its kind.
pub fn texts_in(kind: Kind, written: Notation, item: Option<&Item>, language: Language) -> Texts {
    let Some(value) = item.and_then(Item::as_value) else {
        // A table in the file is a value with parts.
        let table = item.and_then(Item::as_table_like);
        return table
            .map(|table| parts(table.iter().filter_map(|(key, item)| Some((key, item.as_value()?))), written, language))
            .unwrap_or_default();
    };
    let one = |text: String| vec![(String::new(), text)];
    match (kind, value) {
        (Kind::DiscountSteps, Value::Array(steps)) => steps
            .iter()
            .enumerate()
            .flat_map(|(position, step)| {
                let of = |key: &str| step.as_inline_table().and_then(|step| step.get(key));
                [
                    (
                        format!("{position}.from"),
                        of("from_year").map(|year| number(year, Notation::Year, language)).unwrap_or_default(),
                    ),
                    (
                        format!("{position}.rate"),
                        of("rate").map(|rate| number(rate, Notation::Percent, language)).unwrap_or_default(),
                    ),
                ]
            })
            .collect(),
        (Kind::Ids | Kind::WordOrIds(_), Value::Array(list)) => {
            list.iter().map(|id| (String::new(), plain(id))).collect()
        }
        (Kind::Texts, Value::Array(list)) => one(list.iter().map(plain).collect::<Vec<_>>().join("\n")),
        (Kind::Shares | Kind::Numbers(..), Value::Array(list)) => {
            one(list.iter().map(|value| number(value, written, language)).collect::<Vec<_>>().join("; "))
        }
        (Kind::ByYear(..) | Kind::ByPayer | Kind::ByName | Kind::Range(..) | Kind::Ages, Value::InlineTable(table)) => {
            parts(table.iter(), written, language)
        }
        (_, value) => one(number(value, written, language)),
    }
}

fn parts<'a>(values: impl Iterator<Item = (&'a str, &'a Value)>, written: Notation, language: Language) -> Texts {
    values.map(|(key, value)| (key.to_owned(), number(value, written, language))).collect()
}

/// A number or text of a file as a field shows it.
fn number(value: &Value, notation: Notation, language: Language) -> String {
    let decimal = match value {
        Value::Integer(number) => Decimal::read(&number.value().to_string(), Language::Da),
        Value::Float(number) => Decimal::of(*number.value()),
        // Kroner with øre are text in the file, with a point.
        Value::String(text) if notation != Notation::Year && notation != Notation::None && is_plain(text.value()) => {
            Decimal::read(text.value(), Language::En)
        }
        _ => None,
    };
    match (decimal, notation) {
        (Some(decimal), Notation::Percent) => decimal.shifted(2).shown(language),
        // Only kroner are text, and they are written with øre or without.
        (Some(decimal), Notation::Plain) if value.is_str() && decimal.decimals() > 0 => {
            decimal.with_two_decimals(language)
        }
        (Some(decimal), Notation::Plain) => decimal.shown(language),
        (Some(decimal), Notation::Year) => decimal.plain(),
        _ => plain(value),
    }
}

fn is_plain(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction) && fraction.len() <= 2,
        None => digits(text),
    }
}

/// A value without quotation marks.
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.value().clone(),
        other => other.clone().decorated("", "").to_string(),
    }
}

/// The value that the texts of a form stand for, in a notation; `None` where all are empty.
pub fn value(kind: Kind, written: Notation, texts: &[(&str, &str)], language: Language) -> Option<Value> {
    let filled = || texts.iter().map(|(part, text)| (*part, text.trim())).filter(|(_, text)| !text.is_empty());
    let first = || filled().map(|(_, text)| text).next();
    match kind {
        Kind::Text(_) | Kind::Id | Kind::Word(_) => first().map(one_line).map(Value::from),
        Kind::Integer(..) | Kind::Number(..) | Kind::Share | Kind::Kroner => {
            Some(read(kind, written, first()?, language))
        }
        Kind::Ids => Some(filled().map(|(_, id)| id).collect::<Array>()).filter(|ids| !ids.is_empty()).map(Value::from),
        Kind::WordOrIds(words) => match filled().map(|(_, id)| id).collect::<Vec<_>>().as_slice() {
            [] => None,
            [word] if words.contains(word) => Some(Value::from(*word)),
            ids => Some(Value::from(ids.iter().copied().collect::<Array>())),
        },
        Kind::Texts => {
            let lines: Array = first()?.lines().map(str::trim).filter(|line| !line.is_empty()).map(one_line).collect();
            Some(Value::from(lines))
        }
        Kind::Shares | Kind::Numbers(..) => {
            let each = |text: &str| read(kind, written, text, language);
            Some(Value::from(
                first()?.split([';', '\n']).map(str::trim).filter(|text| !text.is_empty()).map(each).collect::<Array>(),
            ))
        }
        Kind::ByYear(..) | Kind::ByPayer | Kind::ByName | Kind::Range(..) | Kind::Ages => {
            let mut table = InlineTable::new();
            for (part, text) in filled().filter(|(part, _)| is_part(kind, part)) {
                table.insert(part, read(kind, written, text, language));
            }
            (!table.is_empty()).then(|| Value::from(table))
        }
        Kind::DiscountSteps => steps(&filled().collect::<Vec<_>>(), language),
    }
}

/// A text of any number of lines; `None` where it is empty.
pub fn lines(texts: &[(&str, &str)]) -> Option<Value> {
    let text: Vec<String> = texts.iter().flat_map(|(_, text)| text.lines()).map(one_line).collect();
    let text = text.join("\n");
    (!text.trim().is_empty()).then(|| Value::from(text.trim()))
}

/// Whether a kind of value has such a part.
fn is_part(kind: Kind, part: &str) -> bool {
    match kind {
        Kind::ByYear(first, last) => part.parse::<i32>().is_ok_and(|year| (first..=last).contains(&year)),
        Kind::ByPayer => Payer::ALL.iter().any(|payer| payer.word() == part),
        Kind::Range(..) => part == "low" || part == "high",
        Kind::Ages => part == "first" || part == "last",
        _ => !part.is_empty(),
    }
}

fn steps(filled: &[(&str, &str)], language: Language) -> Option<Value> {
    let mut list = Array::new();
    for position in 0..10 {
        let of =
            |key: &str| filled.iter().find(|(part, _)| *part == format!("{position}.{key}")).map(|(_, text)| *text);
        let (from, rate) = (of("from"), of("rate"));
        if from.is_none() && rate.is_none() {
            continue;
        }
        let mut step = InlineTable::new();
        if let Some(from) = from {
            step.insert("from_year", read(Kind::Integer(0, 1000), Notation::Plain, from, language));
        }
        if let Some(rate) = rate {
            step.insert("rate", read(Kind::Share, Notation::Percent, rate, language));
        }
        list.push(step);
    }
    (!list.is_empty()).then(|| Value::from(list))
}

/// The number that a field says; `None` if it names another unit than its own: 20 % is not a factor, and 5 kr. is not a share.
pub fn decimal(text: &str, notation: Notation, language: Language) -> Option<Decimal> {
    let [kroner, per_cent] = units(text);
    let is_foreign = if notation == Notation::Percent { kroner } else { per_cent };
    Decimal::read(text, language).filter(|_| !is_foreign)
}

/// A text as a value of its kind; what is not a number stays text.
fn read(kind: Kind, written: Notation, text: &str, language: Language) -> Value {
    let as_text = || Value::from(one_line(text));
    let Some(decimal) = decimal(text, written, language) else { return as_text() };
    let decimal = if written == Notation::Percent { decimal.shifted(-2) } else { decimal };
    let parsed = |text: String| text.parse::<Value>().unwrap_or_else(|_| as_text());
    match kind {
        // A year with a point is a year: 2.024 thousandths is not meant.
        Kind::Integer(..) | Kind::Ages if decimal.decimals() == 0 => parsed(decimal.plain()),
        Kind::Integer(..) | Kind::Ages => as_text(),
        Kind::Kroner if decimal.decimals() == 0 => parsed(decimal.plain()),
        Kind::Kroner | Kind::ByPayer => Value::from(with_ore(&decimal)),
        Kind::Number(..) if decimal.decimals() == 0 => parsed(decimal.plain()),
        _ if decimal.decimals() == 0 => parsed(format!("{}.0", decimal.plain())),
        _ => parsed(decimal.plain()),
    }
}

/// An amount with at least two decimals.
fn with_ore(decimal: &Decimal) -> String {
    let plain = decimal.plain();
    match decimal.decimals() {
        0 => plain + ".00",
        1 => plain + "0",
        _ => plain,
    }
}

/// A text without line breaks and other characters that a file cannot have in a text on one line.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}
