//! JSON Schema as data. Only keywords that editors for TOML know since draft 4 are used.

use std::collections::BTreeMap;

use serde::Serialize;

/// A schema, or a part of one.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct JsonSchema {
    /// The version of JSON Schema; of the whole only.
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    pub schema: Option<&'static str>,
    /// The label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<&'static str>,
    /// The meaning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The type.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    /// What a text stands for: `date`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<&'static str>,
    /// The words that a text can be.
    #[serde(rename = "enum", skip_serializing_if = "Option::is_none")]
    pub words: Option<Vec<&'static str>>,
    /// The least number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<f64>,
    /// The largest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<f64>,
    /// The fewest characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<usize>,
    /// The most characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
    /// A regular expression that the text has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<&'static str>,
    /// Values that it allows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<&'static str>,
    /// The default as TOML writes it; left out for lists and tables.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<DefaultValue>,
    /// One of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<JsonSchema>,
    /// The entries of a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Box<JsonSchema>>,
    /// The keys of a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub properties: Option<BTreeMap<&'static str, JsonSchema>>,
    /// Keys by a regular expression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern_properties: Option<BTreeMap<&'static str, JsonSchema>>,
    /// Keys that must be written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<&'static str>,
    /// Whether other keys are allowed, or what their values are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_properties: Option<Additional>,
    /// What other keys look like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub property_names: Option<Box<JsonSchema>>,
}

/// What is said of keys that are not listed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Additional {
    /// Whether they are allowed.
    Allowed(bool),
    /// What their values are.
    Values(Box<JsonSchema>),
}

/// A default.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum DefaultValue {
    /// True or false.
    Truth(bool),
    /// A whole number.
    Whole(i64),
    /// A number with decimals.
    Number(f64),
    /// Text.
    Text(&'static str),
}

impl DefaultValue {
    /// A default written as TOML; `None` of a list or table.
    pub fn of(toml: &'static str) -> Option<DefaultValue> {
        let whole = || toml.parse().ok().map(DefaultValue::Whole);
        let truth = || toml.parse().ok().map(DefaultValue::Truth);
        let number = || toml.parse().ok().map(DefaultValue::Number);
        let text = || toml.strip_prefix('"')?.strip_suffix('"').map(DefaultValue::Text);
        whole().or_else(truth).or_else(number).or_else(text)
    }
}

impl JsonSchema {
    /// A schema of a type.
    pub fn typed(kind: &'static str) -> JsonSchema {
        JsonSchema { kind: Some(kind), ..JsonSchema::default() }
    }

    /// A list.
    pub fn list(of: JsonSchema) -> JsonSchema {
        JsonSchema { items: Some(Box::new(of)), ..JsonSchema::typed("array") }
    }

    /// A table of these keys and no others.
    pub fn closed(properties: BTreeMap<&'static str, JsonSchema>, required: Vec<&'static str>) -> JsonSchema {
        JsonSchema {
            properties: Some(properties),
            required,
            additional_properties: Some(Additional::Allowed(false)),
            ..JsonSchema::typed("object")
        }
    }
}
