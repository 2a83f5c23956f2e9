//! Reading a declared input from a table, with the checks that its kind implies.

use std::fmt::Display;

use serde::de::DeserializeOwned;
use toml::de::ValueDeserializer;

use super::input::{Input, Kind, Presence, SHORT_TEXT};
use crate::case::checks::{check_decimals, check_kroner, check_rate, check_text};
use toml_files::Amount;
use toml_files::source::At;
use toml_files::table::Table;

/// The value as it is written, or its default. A missing required value, and a value of the wrong type, are noted.
pub fn value<T: DeserializeOwned>(table: &Table<'_>, input: &Input) -> Option<At<T>> {
    match input.presence {
        Presence::Required => table.required(input.key),
        Presence::Optional => table.optional(input.key),
        Presence::Default(default) => {
            table.optional(input.key).or_else(|| Some(At { value: from_toml(default)?, place: table.place().clone() }))
        }
    }
}

/// The default of an input; `None` where it has none. A test holds that each default can be read.
pub fn default<T: DeserializeOwned>(input: &Input) -> Option<T> {
    match input.presence {
        Presence::Default(default) => from_toml(default),
        Presence::Required | Presence::Optional => None,
    }
}

fn from_toml<T: DeserializeOwned>(text: &str) -> Option<T> {
    T::deserialize(ValueDeserializer::parse(text).ok()?).ok()
}

/// One of the declared words.
pub fn word<T: DeserializeOwned + Display>(table: &Table<'_>, input: &Input) -> Option<At<T>> {
    let word = value::<T>(table, input)?;
    if let Kind::Word(words) = input.kind {
        let written = word.to_string();
        if !words().contains(&written.as_str()) {
            table.report().unknown(&word.place, "word", &written, words());
            return None;
        }
    }
    Some(word)
}

/// A text on one line with something in it.
pub fn text(table: &Table<'_>, input: &Input) -> Option<At<String>> {
    let text = value::<String>(table, input)?;
    check_text(input.key, &text, table.report());
    check_length(input, &text, table);
    Some(text)
}

/// Names, each on one line with something in it.
pub fn texts(table: &Table<'_>, input: &Input) -> Option<At<Vec<String>>> {
    let texts = value::<Vec<String>>(table, input)?;
    for text in &texts.value {
        let at = At { value: text.clone(), place: texts.place.within(text) };
        check_text(input.key, &at, table.report());
        check_length(input, &at, table);
    }
    Some(texts)
}

/// Notes a text that is longer than its kind allows. Longer texts do not fit into a workbook.
pub fn check_length(input: &Input, text: &At<String>, table: &Table<'_>) {
    let most = match (input.kind, SHORT_TEXT) {
        (Kind::Text(most), _) | (Kind::Id | Kind::Texts, Kind::Text(most)) => most,
        _ => return,
    };
    let letters = text.chars().count();
    if letters > most {
        let message = format!("`{}` has {letters} characters: it holds at most {most}", input.key);
        table.report().mistake_with_hint(&text.place, message, "shorten the text");
    }
}

/// A whole number between its limits.
pub fn integer(table: &Table<'_>, input: &Input) -> Option<At<i32>> {
    let number = value::<i32>(table, input)?;
    if let Kind::Integer(first, last) = input.kind
        && !(first..=last).contains(&number.value)
    {
        let message = format!("`{}` is {}: it lies between {first} and {last}", input.key, number.value);
        table.report().mistake(&number.place, message);
    }
    Some(number)
}

/// A whole number from 0 between its limits.
pub fn whole(table: &Table<'_>, input: &Input) -> Option<At<u32>> {
    let number = integer(table, input)?;
    // A negative number is below the limits, which is noted already.
    Some(At { value: u32::try_from(number.value).ok()?, place: number.place })
}

/// A number between its limits.
pub fn number(table: &Table<'_>, input: &Input) -> Option<At<f64>> {
    let number = value::<f64>(table, input)?;
    if let Kind::Number(low, high) = input.kind
        && !(low..=high).contains(&number.value)
    {
        let message = format!("`{}` is {}: it lies between {low} and {high}", input.key, number.value);
        table.report().mistake_with_hint(&number.place, message, input.help.en);
    }
    Some(number)
}

/// A list of numbers between their limits.
pub fn numbers(table: &Table<'_>, input: &Input) -> Option<At<Vec<f64>>> {
    let numbers = value::<Vec<f64>>(table, input)?;
    if let Kind::Numbers(low, high) = input.kind {
        for number in numbers.iter().filter(|number| !(low..=high).contains(*number)) {
            let message = format!("`{}` holds {number}: each lies between {low} and {high}", input.key);
            table.report().mistake_with_hint(&numbers.place.within(&number.to_string()), message, input.help.en);
        }
    }
    Some(numbers)
}

/// A number from 0 to 1.
pub fn share(table: &Table<'_>, input: &Input) -> Option<At<f64>> {
    let share = value::<f64>(table, input)?;
    check_rate(input.key, &share, table.report());
    Some(share)
}

/// An amount in kroner, not negative.
pub fn kroner(table: &Table<'_>, input: &Input) -> Option<At<Amount>> {
    let kr = value::<Amount>(table, input)?;
    if kr.kroner < 0.0 {
        table.report().mistake_with_hint(
            &kr.place,
            "a cost is not negative",
            "costs that the intervention saves belong under `[[costs.displaced]]`",
        );
    }
    check_kroner(input.key, kr.kroner, &kr.place, table.report());
    check_decimals(input.key, &kr, &kr.place, table.report());
    Some(kr)
}
