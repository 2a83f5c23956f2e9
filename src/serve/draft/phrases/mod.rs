//! The reader's messages on a page: in the language of the page, and without the spelling of the file.
//!
//! Owns how a message is found among the phrases and filled in. `{}` in a pattern stands for a part that is taken over: `{0}` as it
//! is, `{0:n}` as a number in the notation of the field, `{0:s}` as a share in per cent, and `{0:k}` as the label of an input.

mod phrase;
mod rules;
mod values;

use calculation::case::declared::SECTIONS;
use foundation::words::Language;

use super::decimal::Decimal;
use super::values::Notation;
use show::say;

/// A message as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageMessage {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// Whether it stayed in English.
    pub foreign: bool,
}

/// Messages that only say that something has not been filled in yet.
const MISSING: &[&str] = &[
    "the case has no effect",
    "`with` and `without` go together",
    "a cost is `kr`, or `hours` and `hourly_kr`",
    "a cost in a stated year has no year",
    "no consequence to use",
];

/// Whether a message says that something has not been filled in yet.
pub fn is_missing(message: &str) -> bool {
    MISSING.contains(&message) || message.ends_with("is missing")
}

/// A message in the language of a page; the notation is that of its field.
pub fn said(message: &str, hint: Option<&str>, notation: Notation, language: Language) -> PageMessage {
    // A mistake of a scenario says of which one, and then what a mistake of the case would say.
    if let Some((name, message)) = message.strip_prefix("scenario `").and_then(|rest| rest.split_once("`: ")) {
        let of_case = said(message, hint, notation, language);
        let message = match language {
            Language::Da => format!("Scenariet »{name}«: {}", of_case.message),
            Language::En => format!("Scenario “{name}”: {}", of_case.message),
        };
        return PageMessage { message, ..of_case };
    }
    let phrases = values::PHRASES.iter().chain(rules::PHRASES);
    let mut found = phrases.filter_map(|(pattern, da, en)| Some((captured(pattern, message)?, say(language, da, en))));
    match found.next() {
        Some((parts, phrase)) => {
            let message = filled(phrase, &parts, notation, language);
            PageMessage { message, hint: hint.and_then(|hint| suggestion(hint, language)), foreign: false }
        }
        None => PageMessage {
            message: message.to_owned(),
            hint: hint.map(str::to_owned),
            foreign: language == Language::Da,
        },
    }
}

/// The nearest known word, where the reader suggests one.
fn suggestion(hint: &str, language: Language) -> Option<String> {
    let word = hint.strip_prefix("did you mean `")?.strip_suffix("`?")?;
    Some(match language {
        Language::Da => format!("Mener I »{word}«?"),
        Language::En => format!("Do you mean “{word}”?"),
    })
}

/// The parts of a message at the places of `{}` in a pattern.
fn captured<'a>(pattern: &str, message: &'a str) -> Option<Vec<&'a str>> {
    let mut fixed = pattern.split("{}");
    let mut rest = message.strip_prefix(fixed.next()?)?;
    let mut parts = Vec::new();
    let mut fixed = fixed.peekable();
    while let Some(next) = fixed.next() {
        let at = if fixed.peek().is_none() && next.is_empty() {
            rest.len()
        } else if fixed.peek().is_none() {
            rest.len().checked_sub(next.len()).filter(|at| rest.get(*at..) == Some(next))?
        } else {
            rest.find(next)?
        };
        parts.push(rest.get(..at)?);
        rest = rest.get(at + next.len()..)?;
    }
    rest.is_empty().then_some(parts)
}

fn filled(template: &str, parts: &[&str], notation: Notation, language: Language) -> String {
    let mut out = template.to_owned();
    for (position, part) in parts.iter().enumerate() {
        let forms: [(&str, &dyn Fn() -> String); 4] = [
            ("", &|| (*part).to_owned()),
            (":n", &|| number(part, notation, language)),
            (":s", &|| number(part, Notation::Percent, language)),
            (":k", &|| label(part, language)),
        ];
        for (form, text) in forms {
            let place = format!("{{{position}{form}}}");
            if out.contains(&place) {
                out = out.replace(&place, &text());
            }
        }
    }
    out
}

/// A number of a message as the field writes it.
fn number(text: &str, notation: Notation, language: Language) -> String {
    let Ok(value) = text.parse::<f64>() else { return text.to_owned() };
    let Some(decimal) = Decimal::of(value) else { return text.to_owned() };
    match notation {
        Notation::Percent => decimal.shifted(2).shown(language) + " %",
        Notation::Year => decimal.plain(),
        Notation::Plain | Notation::None => decimal.shown(language),
    }
}

/// What an input is called, by its key.
fn label(key: &str, language: Language) -> String {
    let mut inputs = SECTIONS.iter().flat_map(|section| section.inputs.iter());
    let found = inputs.find(|input| input.key == key);
    found.map_or_else(|| key.to_owned(), |input| input.label.get(language).to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn danish(message: &str, notation: Notation) -> String {
        said(message, None, notation, Language::Da).message
    }

    #[test]
    fn a_message_is_put_in_danish_with_its_parts() {
        assert_eq!(
            danish("`horizon` is 11: it lies between 1 and 10", Notation::Plain),
            "Tallet ligger mellem 1 og 10"
        );
        assert_eq!(
            danish("the cost `Løn` is listed twice; first in line 7", Notation::None),
            "Navnet »Løn« er brugt to gange: giv linjerne hver sit navn"
        );
        assert_eq!(danish("missing key `name`", Notation::None), "Skal udfyldes");
        assert_eq!(danish("something else", Notation::None), "something else");
    }

    #[test]
    fn numbers_of_a_message_are_in_the_notation_of_the_field() {
        let wide = "`participants` is 0: it lies between 0.01 and 10000000";
        assert_eq!(danish(wide, Notation::Plain), "Tallet ligger mellem 0,01 og 10.000.000");
        let share = "`share` is 3: it lies between 0 and 0.5";
        assert_eq!(danish(share, Notation::Percent), "Tallet ligger mellem 0 % og 50 %");
        let year = "`year` is 1: it lies between 2024 and 2030";
        assert_eq!(danish(year, Notation::Year), "Tallet ligger mellem 2024 og 2030");
    }

    #[test]
    fn a_text_in_place_of_a_number_is_answered_in_the_notation_of_the_language() {
        for message in [
            "`participants`: text \"tyve\", where a number is wanted",
            "`kr`: write kroner as a whole number or as text: 250000 or \"1250.50\"",
        ] {
            assert!(
                danish(message, Notation::Plain).ends_with("skriv et tal, fx 1.250,50"),
                "{}",
                danish(message, Notation::Plain)
            );
        }
    }

    #[test]
    fn an_unknown_key_keeps_its_suggestion_and_an_unknown_id_is_not_in_the_release() {
        let said = |message, hint| said(message, Some(hint), Notation::None, Language::Da);
        let key = said("unknown key `particpants`", "did you mean `participants`?");
        assert_eq!(key.message, "»particpants« er ikke et felt i en beregning");
        assert_eq!(key.hint.as_deref(), Some("Mener I »participants«?"));
        assert_eq!(said("unknown consequence `x`", "").message, "»x« findes ikke i vidensdatabasen");
    }

    /// Two patterns of which the first takes every message of the second would leave the second without use.
    #[test]
    fn every_phrase_is_reached_and_uses_only_the_parts_that_it_has() {
        let all: Vec<&phrase::Phrase> = values::PHRASES.iter().chain(rules::PHRASES).collect();
        for (position, (pattern, da, en)) in all.iter().enumerate() {
            let message = pattern.replace("{}", "7");
            let first = all.iter().position(|(earlier, ..)| captured(earlier, &message).is_some());
            assert_eq!(first, Some(position), "{pattern}");
            let parts = captured(pattern, &message).unwrap();
            for phrase in [da, en] {
                let text = filled(phrase, &parts, Notation::Plain, Language::Da);
                assert!(!text.contains('{') && !text.contains('`'), "{text}");
            }
        }
    }
}
