//! The reference of a case file for the documentation, made from the declared inputs.

use super::input::{Input, Kind, Occurs, Presence};
use super::sections::SECTIONS;

/// A heading and a table in Markdown for each section.
pub fn reference() -> String {
    let mut out = String::new();
    for section in SECTIONS {
        let (brackets, occurs) = match section.occurs {
            Occurs::Once => (format!("[{}]", section.path), "required"),
            Occurs::AtMostOnce => (format!("[{}]", section.path), "optional"),
            Occurs::Repeated => (format!("[[{}]]", section.path), "a list"),
        };
        let label = section.label.en.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ');
        out.push_str(&format!("#### `{brackets}`: {label}\n\n"));
        let help = section.help.en;
        out.push_str(&format!("This section is {occurs}.{}{help}\n\n", if help.is_empty() { "" } else { " " }));
        out.push_str("| key | value | unless given | meaning |\n|---|---|---|---|\n");
        for input in section.inputs {
            let (value, presence) = (value(input), presence(input));
            out.push_str(&format!("| `{}` | {value} | {presence} | {} |\n", input.key, input.help.en));
        }
        out.push('\n');
    }
    out
}

fn presence(input: &Input) -> String {
    match input.presence {
        Presence::Required => "required".to_owned(),
        Presence::Optional => String::new(),
        Presence::Default(default) => format!("`{default}`"),
    }
}

fn value(input: &Input) -> String {
    let kind = match input.kind {
        Kind::Text(most) => format!("text, at most {most} characters"),
        Kind::Id => "id".to_owned(),
        Kind::Integer(first, last) => format!("whole number, {first} to {last}"),
        Kind::Number(low, high) => format!("number, {low} to {high}"),
        Kind::Numbers(low, high) => format!("list of numbers, {low} to {high}"),
        Kind::Share => "share".to_owned(),
        Kind::Kroner => "kroner".to_owned(),
        Kind::Word(words) => quoted(&words()),
        Kind::Ids => "list of ids".to_owned(),
        Kind::WordOrIds(words) => format!("{} or a list of ids", quoted(words)),
        Kind::Texts => "list of texts".to_owned(),
        Kind::Shares => "list of shares".to_owned(),
        Kind::ByYear(first, last) => format!("numbers by year, {first} to {last}"),
        Kind::ByPayer => "`{ kommune, region, stat }` in kroner".to_owned(),
        Kind::ByName => "shares by name".to_owned(),
        Kind::Range(low, high) => format!("`{{ low, high }}`, {low} to {high}"),
        Kind::Ages => "`{ first, last }`".to_owned(),
        Kind::DiscountSteps => "list of `{ from_year, rate }`".to_owned(),
    };
    match input.unit.en {
        "" => kind,
        unit => format!("{kind} ({unit})"),
    }
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
