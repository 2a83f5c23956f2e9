//! The JSON Schema (draft 2020-12) of a case file, made from the declared inputs.

use std::collections::BTreeMap;

use serde::Serialize;

use super::input::{Input, Kind, Occurs, Presence, Section};
use super::scenario;
use super::sections::SECTIONS;
use foundation::text::Text;
use foundation::words::{Language, Payer};

/// A schema, or a part of one.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Schema {
    /// The version of JSON Schema; of the whole only.
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    schema: Option<&'static str>,
    /// The label.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'static str>,
    /// The help, with the unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// The type.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    /// The words that a text can be.
    #[serde(rename = "enum", skip_serializing_if = "Option::is_none")]
    words: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_length: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_length: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<&'static str>,
    /// The default as TOML writes it; left out for lists and tables.
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<DefaultValue>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    any_of: Vec<Schema>,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Box<Schema>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<BTreeMap<&'static str, Schema>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    required: Vec<&'static str>,
    /// Whether other keys are allowed, or what their values are.
    #[serde(skip_serializing_if = "Option::is_none")]
    additional_properties: Option<AdditionalProperties>,
    /// What other keys look like.
    #[serde(skip_serializing_if = "Option::is_none")]
    property_names: Option<Box<Schema>>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
enum AdditionalProperties {
    Allowed(bool),
    Values(Box<Schema>),
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
enum DefaultValue {
    Number(i64),
    Text(&'static str),
}

/// The schema of a case file, with labels and help in one language.
pub fn schema(language: Language) -> Schema {
    let mut top = object(language, "");
    let sections: Vec<_> = top.properties.iter().flatten().map(|(key, section)| (*key, section.clone())).collect();
    // A scenario holds the sections of a case, with the inputs that differ.
    let scenario = top.properties.as_mut().and_then(|properties| properties.get_mut(scenario::PATH));
    let inputs = scenario.and_then(|list| list.items.as_mut()).and_then(|entry| entry.properties.as_mut());
    if let Some(inputs) = inputs {
        let others = sections.into_iter().filter(|(key, _)| *key != scenario::PATH);
        inputs.extend(others.map(|(key, section)| (key, section.optional())));
    }
    top.schema = Some("https://json-schema.org/draft/2020-12/schema");
    top
}

/// The table of a path with the tables below it.
fn object(language: Language, path: &str) -> Schema {
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
        let below = Schema {
            title: Some(section.label.get(language)),
            description: described(language, section.help, Text::NONE),
            ..object(language, section.path)
        };
        let below = match section.occurs {
            Occurs::Repeated => Schema { items: Some(Box::new(below)), ..typed("array") },
            Occurs::Once | Occurs::AtMostOnce => below,
        };
        properties.insert(key, below);
        if section.occurs == Occurs::Once {
            required.push(key);
        }
    }
    closed(properties, required)
}

impl Schema {
    /// The same without any key that must be written.
    fn optional(self) -> Schema {
        let properties = self
            .properties
            .map(|properties| properties.into_iter().map(|(key, property)| (key, property.optional())).collect());
        let items = self.items.map(|items| Box::new(items.optional()));
        Schema { properties, items, required: Vec::new(), ..self }
    }
}

fn parent(section: &Section) -> &'static str {
    section.path.rsplit_once('.').map_or("", |(above, _)| above)
}

fn of_input(language: Language, input: &Input) -> Schema {
    let default = match input.presence {
        Presence::Default(text) => match text.parse() {
            Ok(number) => Some(DefaultValue::Number(number)),
            Err(_) if text.starts_with('"') => Some(DefaultValue::Text(text.trim_matches('"'))),
            Err(_) => None,
        },
        Presence::Required | Presence::Optional => None,
    };
    let description = described(language, input.help, input.unit);
    Schema { title: Some(input.label.get(language)), description, default, ..of_kind(input.kind) }
}

fn described(language: Language, help: Text, unit: Text) -> Option<String> {
    match (help.get(language), unit.get(language)) {
        ("", _) => None,
        (help, "") => Some(help.to_owned()),
        (help, unit) => Some(format!("{help} ({unit})")),
    }
}

fn of_kind(kind: Kind) -> Schema {
    let text = || Schema { min_length: Some(1), ..typed("string") };
    let number = |low, high| Schema { minimum: Some(low), maximum: Some(high), ..typed("number") };
    let whole = |first: i32, last: i32| Schema {
        minimum: Some(f64::from(first)),
        maximum: Some(f64::from(last)),
        ..typed("integer")
    };
    let list = |of: Schema| Schema { items: Some(Box::new(of)), ..typed("array") };
    let table =
        |keys: &[&'static str], of: Schema| closed(keys.iter().map(|key| (*key, of.clone())).collect(), keys.to_vec());
    let by = |names: Option<Schema>, of: Schema| Schema {
        property_names: names.map(Box::new),
        additional_properties: Some(AdditionalProperties::Values(Box::new(of))),
        ..typed("object")
    };
    match kind {
        Kind::Text(most) => Schema { max_length: Some(most), ..text() },
        Kind::Id => text(),
        Kind::Integer(first, last) => whole(first, last),
        Kind::Number(low, high) => number(low, high),
        Kind::Numbers(low, high) => list(number(low, high)),
        Kind::Share => number(0.0, 1.0),
        Kind::Kroner => kroner(r"^[0-9]+(\.[0-9]{1,2})?$"),
        Kind::Word(words) => Schema { words: Some(words()), ..typed("string") },
        Kind::Ids | Kind::Texts => list(text()),
        Kind::WordOrIds(words) => {
            let word = Schema { words: Some(words.to_vec()), ..typed("string") };
            Schema { any_of: vec![word, list(text())], ..Schema::default() }
        }
        Kind::Shares => list(number(0.0, 1.0)),
        Kind::ByYear(..) => by(Some(Schema { pattern: Some("^[0-9]+$"), ..Schema::default() }), typed("number")),
        Kind::ByPayer => {
            let payers: Vec<&'static str> = Payer::ALL.iter().map(|payer| payer.word()).collect();
            table(&payers, kroner(r"^[0-9]+(\.[0-9]{1,4})?$"))
        }
        Kind::ByName => by(None, number(0.0, 1.0)),
        Kind::Range(low, high) => table(&["low", "high"], number(low, high)),
        Kind::Ages => table(&["first", "last"], whole(0, 120)),
        Kind::DiscountSteps => {
            let steps = BTreeMap::from([("from_year", whole(0, 1000)), ("rate", number(0.0, 1.0))]);
            list(closed(steps, vec!["from_year", "rate"]))
        }
    }
}

/// Whole kroner, or text with decimals.
fn kroner(pattern: &'static str) -> Schema {
    let whole = Schema { minimum: Some(0.0), ..typed("integer") };
    let text = Schema { pattern: Some(pattern), ..typed("string") };
    Schema { any_of: vec![whole, text], ..Schema::default() }
}

fn typed(kind: &'static str) -> Schema {
    Schema { kind: Some(kind), ..Schema::default() }
}

fn closed(properties: BTreeMap<&'static str, Schema>, required: Vec<&'static str>) -> Schema {
    Schema {
        properties: Some(properties),
        required,
        additional_properties: Some(AdditionalProperties::Allowed(false)),
        ..typed("object")
    }
}
