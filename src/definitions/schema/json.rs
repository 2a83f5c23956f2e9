//! The JSON Schema of what is declared.

use std::collections::BTreeMap;

use toml_files::json_schema::{Additional, DefaultValue, JsonSchema};

use super::declared::{Key, Object, Presence, Shape};

/// The schema of a table.
pub fn of_object(object: &Object) -> JsonSchema {
    let properties = object.keys.iter().map(|key| (key.name, of_key(key))).collect();
    let required = object.keys.iter().filter(|key| key.presence == Presence::Required).map(|key| key.name).collect();
    let closed = JsonSchema::closed(properties, required);
    match object.further {
        None => closed,
        Some(shape) => JsonSchema { additional_properties: Some(values(shape)), ..closed },
    }
}

fn of_key(key: &Key) -> JsonSchema {
    let default = match key.presence {
        Presence::Default(toml) => DefaultValue::of(toml),
        Presence::Required | Presence::Optional => None,
    };
    JsonSchema { description: Some(key.about.to_owned()), default, ..of_shape(&key.shape) }
}

fn values(shape: &Shape) -> Additional {
    match shape {
        Shape::Any => Additional::Allowed(true),
        other => Additional::Values(Box::new(of_shape(other))),
    }
}

fn of_shape(shape: &Shape) -> JsonSchema {
    let text = || JsonSchema::typed("string");
    let within = |kind, low: f64, high: f64| JsonSchema {
        minimum: (low > -MOST).then_some(low),
        maximum: (high < MOST).then_some(high),
        ..JsonSchema::typed(kind)
    };
    match shape {
        Shape::Text => text(),
        Shape::Id => JsonSchema { pattern: Some("^[A-Za-z0-9_-]+$"), ..text() },
        Shape::Pattern(pattern, example) => JsonSchema { pattern: Some(pattern), examples: vec![example], ..text() },
        Shape::Integer(first, last) => within("integer", *first as f64, *last as f64),
        Shape::Number(low, high) => within("number", *low, *high),
        Shape::Boolean => JsonSchema::typed("boolean"),
        Shape::Day => JsonSchema { format: Some("date"), ..text() },
        Shape::Words(words) => JsonSchema { words: Some(words()), ..text() },
        Shape::List(of) => JsonSchema::list(of_shape(of)),
        Shape::Table(object) => of_object(object),
        Shape::Tables(object) => JsonSchema::list(of_object(object)),
        Shape::ByName(of) => JsonSchema { additional_properties: Some(values(of)), ..JsonSchema::typed("object") },
        Shape::ByYear(of) => JsonSchema {
            pattern_properties: Some(BTreeMap::from([("^-?[0-9]+$", of_shape(of))])),
            additional_properties: Some(Additional::Allowed(false)),
            ..JsonSchema::typed("object")
        },
        Shape::AnyOf(shapes) => JsonSchema { any_of: shapes.iter().map(of_shape).collect(), ..JsonSchema::default() },
        Shape::Any => JsonSchema::default(),
    }
}

/// An editor needs no limits beyond it.
const MOST: f64 = 1e18;
