//! The declared inputs of a case: what is made from them is what stands in the template and in the documentation.

use std::path::Path;

use som::case::declared::{Kind, Presence, SECTIONS, quality, read, reference, schema, template, uncertainty};
use som::words::{Language, Question};

use crate::calculator::fixture::path;
use crate::tools;

/// Compares a file with what is made, or writes it when results are accepted.
fn same(file: &Path, made: &str) {
    if tools::blessing() {
        std::fs::write(file, made).unwrap();
    }
    let written = std::fs::read_to_string(file).unwrap();
    let differs = written.lines().zip(made.lines()).find(|(written, made)| written != made);
    assert!(written == made, "{} differs from what the inputs make of it: {differs:?}", file.display());
}

#[test]
fn templates_are_made_from_the_inputs() {
    same(&path("src/cli/new/case.da.toml"), &template(Language::Da));
    same(&path("src/cli/new/case.en.toml"), &template(Language::En));
}

#[test]
fn the_documentation_is_made_from_the_inputs() {
    let page = path("src/docs/calculator.md");
    let text = std::fs::read_to_string(&page).unwrap();
    let (begin, end) = ("<!-- case inputs: begin -->\n", "<!-- case inputs: end -->");
    let (before, rest) = text.split_once(begin).unwrap();
    let (_, after) = rest.split_once(end).unwrap();
    same(&page, &format!("{before}{begin}\n{}{end}{after}", reference()));
}

#[test]
fn every_input_has_labels_and_help_and_stands_once_in_its_section() {
    for section in SECTIONS {
        for (position, input) in section.inputs.iter().enumerate() {
            let texts = [input.label.da, input.label.en, input.help.da, input.help.en];
            assert!(texts.iter().all(|text| !text.is_empty()), "{}.{}", section.path, input.key);
            assert_eq!(input.unit.da.is_empty(), input.unit.en.is_empty(), "{}.{}", section.path, input.key);
            let earlier = section.inputs.iter().take(position).any(|earlier| earlier.key == input.key);
            assert!(!earlier, "{}.{} is declared twice", section.path, input.key);
        }
        for entry in section.examples.iter().flat_map(|example| example.entries) {
            // A scenario names inputs of other sections.
            let (path, key) = entry.key.rsplit_once('.').unwrap_or((section.path, entry.key));
            let of = SECTIONS.iter().find(|section| section.path == path);
            let known = of.is_some_and(|section| section.inputs.iter().any(|input| input.key == key));
            assert!(known, "{}.{}", section.path, entry.key);
        }
    }
}

#[test]
fn every_default_can_be_read() {
    for input in SECTIONS.iter().flat_map(|section| section.inputs) {
        if let Presence::Default(text) = input.presence {
            let value: toml::Value = read::default(input).unwrap_or_else(|| panic!("{}: {text}", input.key));
            match input.kind {
                Kind::Integer(first, last) => {
                    assert!((i64::from(first)..=i64::from(last)).contains(&value.as_integer().unwrap()));
                }
                Kind::Word(words) => assert!(words().contains(&value.as_str().unwrap())),
                _ => {}
            }
        }
    }
    let without = crate::calculator::fixture::inputs().uncertainty;
    assert_eq!(read::default::<u32>(&uncertainty::DRAWS), Some(without.draws));
    assert_eq!(read::default::<u64>(&uncertainty::SEED), Some(without.seed));
    let questions: Vec<&str> = Question::ALL.iter().map(|question| question.word()).collect();
    let keys: Vec<&str> = quality::SECTION.inputs.iter().map(|input| input.key).collect();
    assert_eq!(questions, keys);
}

/// The schema has every input, and the cases of the fixtures have the keys that it requires and no others.
#[test]
fn the_schema_describes_the_cases_of_the_fixtures() {
    let schema = serde_json::to_value(schema(Language::En)).unwrap();
    for file in
        ["fixtures/cases/homelessness.toml", "fixtures/calculator/extended.toml", "fixtures/calculator/costs.toml"]
    {
        let case: toml::Value = std::fs::read_to_string(path(file)).unwrap().parse::<toml::Table>().unwrap().into();
        holds(&schema, &serde_json::to_value(case).unwrap(), file);
    }
    let participants = &schema["properties"]["intervention"]["properties"]["participants"];
    assert_eq!(participants["title"], "Participants per year");
    assert_eq!(participants["maximum"], 1e7);
    assert_eq!(schema["properties"]["consequences"]["properties"]["horizon"]["default"], 10);
}

/// The part of JSON Schema that the schema of a case uses.
fn holds(schema: &serde_json::Value, value: &serde_json::Value, place: &str) {
    if let Some(any) = schema["anyOf"].as_array() {
        let fits = any.iter().any(|one| one["type"] == kind(value) || one["type"] == "number" && value.is_number());
        assert!(fits, "{place}: {value}");
        return;
    }
    let number = schema["type"] == "number" && value.is_number();
    assert!(number || schema["type"] == kind(value), "{place}: {value} is not {}", schema["type"]);
    if let Some(words) = schema["enum"].as_array() {
        assert!(words.contains(value), "{place}: {value}");
    }
    if let (Some(number), Some(low), Some(high)) =
        (value.as_f64(), schema["minimum"].as_f64(), schema["maximum"].as_f64())
    {
        assert!((low..=high).contains(&number), "{place}: {value}");
    }
    for item in value.as_array().into_iter().flatten() {
        holds(&schema["items"], item, place);
    }
    for key in schema["required"].as_array().into_iter().flatten() {
        assert!(value.get(key.as_str().unwrap()).is_some(), "{place} lacks {key}");
    }
    for (key, below) in value.as_object().into_iter().flatten() {
        let place = format!("{place}.{key}");
        match schema["properties"].get(key) {
            Some(schema) => holds(schema, below, &place),
            None => {
                assert!(schema["additionalProperties"].is_object(), "{place} is not declared");
                holds(&schema["additionalProperties"], below, &place);
            }
        }
    }
}

fn kind(value: &serde_json::Value) -> &'static str {
    match value {
        serde_json::Value::String(_) => "string",
        serde_json::Value::Array(_) => "array",
        serde_json::Value::Object(_) => "object",
        serde_json::Value::Number(number) if number.is_i64() => "integer",
        _ => "number",
    }
}
