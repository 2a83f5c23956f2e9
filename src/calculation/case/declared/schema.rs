//! The JSON Schema (draft 2020-12) of a case file, made from the declared inputs.

use std::collections::BTreeMap;

use super::input::{Input, Kind, Occurs, Presence, Section};
use super::scenario;
use super::sections::SECTIONS;
use foundation::text::Text;
use foundation::words::{Language, Payer};
use toml_files::json_schema::{Additional, DefaultValue, JsonSchema};

/// The schema of a case file, with labels and help in one language.
pub fn schema(language: Language) -> JsonSchema {
    let mut top = object(language, "");
    let sections: Vec<_> = top.properties.iter().flatten().map(|(key, section)| (*key, section.clone())).collect();
    // A scenario holds the sections of a case, with the inputs that differ.
    let scenario = top.properties.as_mut().and_then(|properties| properties.get_mut(scenario::PATH));
    let inputs = scenario.and_then(|list| list.items.as_mut()).and_then(|entry| entry.properties.as_mut());
    if let Some(inputs) = inputs {
        let others = sections.into_iter().filter(|(key, _)| *key != scenario::PATH);
        inputs.extend(others.map(|(key, section)| (key, optional(section))));
    }
    top.schema = Some("https://json-schema.org/draft/2020-12/schema");
    top
}

/// The table of a path with the tables below it.
fn object(language: Language, path: &str) -> JsonSchema {
    let mut properties = BTreeMap::new();
    let mut required = Vec::new();
    if let Some(section) = SECTIONS.iter().find(|section| section.path == path) {
        for input in section.inputs {
            properties.insert(input.key, of_input(language, input));
            if input.presence == Presence::Required {
                required.push(input.key);
            }
        }
    }
    for section in SECTIONS.iter().filter(|section| parent(section) == path) {
        let key = section.path.rsplit('.').next().unwrap_or(section.path);
        let below = JsonSchema {
            title: Some(section.label.get(language)),
            description: described(language, section.help, Text::NONE),
            ..object(language, section.path)
        };
        let below = match section.occurs {
            Occurs::Repeated => JsonSchema { items: Some(Box::new(below)), ..JsonSchema::typed("array") },
            Occurs::Once | Occurs::AtMostOnce => below,
        };
        properties.insert(key, below);
        if section.occurs == Occurs::Once {
            required.push(key);
        }
    }
    JsonSchema::closed(properties, required)
}

/// The same without any key that must be written.
fn optional(schema: JsonSchema) -> JsonSchema {
    let properties = schema
        .properties
        .map(|properties| properties.into_iter().map(|(key, property)| (key, optional(property))).collect());
    let items = schema.items.map(|items| Box::new(optional(*items)));
    JsonSchema { properties, items, required: Vec::new(), ..schema }
}

fn parent(section: &Section) -> &'static str {
    section.path.rsplit_once('.').map_or("", |(above, _)| above)
}

fn of_input(language: Language, input: &Input) -> JsonSchema {
    let default = match input.presence {
        Presence::Default(text) => DefaultValue::of(text),
        Presence::Required | Presence::Optional => None,
    };
    let description = described(language, input.help, input.unit);
    JsonSchema { title: Some(input.label.get(language)), description, default, ..of_kind(input.kind) }
}

fn described(language: Language, help: Text, unit: Text) -> Option<String> {
    match (help.get(language), unit.get(language)) {
        ("", _) => None,
        (help, "") => Some(help.to_owned()),
        (help, unit) => Some(format!("{help} ({unit})")),
    }
}

fn of_kind(kind: Kind) -> JsonSchema {
    let text = || JsonSchema { min_length: Some(1), ..JsonSchema::typed("string") };
    let number = |low, high| JsonSchema { minimum: Some(low), maximum: Some(high), ..JsonSchema::typed("number") };
    let whole = |first: i32, last: i32| JsonSchema {
        minimum: Some(f64::from(first)),
        maximum: Some(f64::from(last)),
        ..JsonSchema::typed("integer")
    };
    let list = JsonSchema::list;
    let table = |keys: &[&'static str], of: JsonSchema| {
        JsonSchema::closed(keys.iter().map(|key| (*key, of.clone())).collect(), keys.to_vec())
    };
    let by = |names: Option<JsonSchema>, of: JsonSchema| JsonSchema {
        property_names: names.map(Box::new),
        additional_properties: Some(Additional::Values(Box::new(of))),
        ..JsonSchema::typed("object")
    };
    match kind {
        Kind::Text(most) => JsonSchema { max_length: Some(most), ..text() },
        Kind::Id => text(),
        Kind::Integer(first, last) => whole(first, last),
        Kind::Number(low, high) => number(low, high),
        Kind::Numbers(low, high) => list(number(low, high)),
        Kind::Share => number(0.0, 1.0),
        Kind::Kroner => kroner(r"^[0-9]+(\.[0-9]{1,2})?$"),
        Kind::Word(words) => JsonSchema { words: Some(words()), ..JsonSchema::typed("string") },
        Kind::Ids | Kind::Texts => list(text()),
        Kind::WordOrIds(words) => {
            let word = JsonSchema { words: Some(words.to_vec()), ..JsonSchema::typed("string") };
            JsonSchema { any_of: vec![word, list(text())], ..JsonSchema::default() }
        }
        Kind::Shares => list(number(0.0, 1.0)),
        Kind::ByYear(..) => {
            by(Some(JsonSchema { pattern: Some("^[0-9]+$"), ..JsonSchema::default() }), JsonSchema::typed("number"))
        }
        Kind::ByPayer => {
            let payers: Vec<&'static str> = Payer::ALL.iter().map(|payer| payer.word()).collect();
            table(&payers, kroner(r"^[0-9]+(\.[0-9]{1,4})?$"))
        }
        Kind::ByName => by(None, number(0.0, 1.0)),
        Kind::Range(low, high) => table(&["low", "high"], number(low, high)),
        Kind::Ages => table(&["first", "last"], whole(0, 120)),
        Kind::DiscountSteps => {
            let steps = BTreeMap::from([("from_year", whole(0, 1000)), ("rate", number(0.0, 1.0))]);
            list(JsonSchema::closed(steps, vec!["from_year", "rate"]))
        }
    }
}

/// Whole kroner, or text with decimals.
fn kroner(pattern: &'static str) -> JsonSchema {
    let whole = JsonSchema { minimum: Some(0.0), ..JsonSchema::typed("integer") };
    let text = JsonSchema { pattern: Some(pattern), ..JsonSchema::typed("string") };
    JsonSchema { any_of: vec![whole, text], ..JsonSchema::default() }
}
