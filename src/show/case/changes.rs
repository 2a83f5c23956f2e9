//! The user's own figures: use during the intervention, and overrides of the release with what they replace.

use super::labels::{discount, item_label, unit};
use crate::number::{number, percent};
use crate::say;
use crate::table::{Align, Listing};
use calculation::case::Inputs;
use calculation::case::inputs::{During, Override, Price, Value};
use foundation::words::{Language, Payer, Status};

/// Use of services during the intervention.
pub fn during(inputs: &Inputs, language: Language) -> Option<Listing> {
    let headers = [
        (
            say(language, "Under indsatsen, pr. deltager, der begynder", "During the intervention, per start"),
            Align::Left,
        ),
        (say(language, "År efter start", "Years after start"), Align::Right),
        (say(language, "Værdi", "Value"), Align::Right),
        (say(language, "Enhed", "Unit"), Align::Left),
        (say(language, "Pris", "Price"), Align::Right),
    ];
    let row = |during: &During, (year, value): &(i32, f64)| {
        vec![
            during.label.get(language).to_owned(),
            year.to_string(),
            number(*value, 2, language),
            unit(&during.unit, language).to_owned(),
            parts(&during.price, language),
        ]
    };
    let rows: Vec<_> =
        inputs.during.iter().flat_map(|during| during.values.iter().map(move |value| row(during, value))).collect();
    (!rows.is_empty()).then(|| Listing::new("", &headers, rows))
}

/// Every override and the value that it replaces.
pub fn changes(inputs: &Inputs, language: Language) -> Option<Listing> {
    let headers = [
        (say(language, "Ændret af brugeren", "Changed by the user"), Align::Left),
        (say(language, "Før", "Was"), Align::Right),
        (say(language, "Nu", "Now"), Align::Right),
        (say(language, "Begrundelse", "Reason"), Align::Left),
    ];
    let rows: Vec<_> = inputs.overrides.iter().map(|change| override_row(inputs, change, language)).collect();
    (!rows.is_empty()).then(|| Listing::new("", &headers, rows))
}

fn override_row(inputs: &Inputs, change: &Override, language: Language) -> Vec<String> {
    match change {
        Override::Value { consequence, follow_up_year, was, now, reason } => vec![
            format!(
                "{}, {} {follow_up_year}",
                item_label(inputs, consequence, language),
                say(language, "år efter", "follow-up year")
            ),
            value(was, language),
            number(*now, 2, language),
            reason.clone(),
        ],
        Override::Price { consequence, was, now, reason } => {
            vec![
                format!("{}, {}", item_label(inputs, consequence, language), say(language, "pris", "price")),
                if was.is_empty() {
                    say(language, "ingen", "none").to_owned()
                } else {
                    was.iter().map(|price| parts(price, language)).collect::<Vec<_>>().join("; ")
                },
                parts(now, language),
                reason.clone(),
            ]
        }
        Override::Added { consequence, reason } => vec![
            item_label(inputs, consequence, language).to_owned(),
            say(language, "ikke i databasen", "not in the database").to_owned(),
            say(language, "egen konsekvens", "own consequence").to_owned(),
            reason.clone(),
        ],
        Override::During { consequence, reason } => vec![
            format!(
                "{}, {}",
                item_label(inputs, consequence, language),
                say(language, "under indsatsen", "during the intervention")
            ),
            say(language, "ingen", "none").to_owned(),
            say(language, "se ovenfor", "see above").to_owned(),
            reason.clone(),
        ],
        Override::Group { was, now, reason } => vec![
            say(language, "Målgruppe", "Target group").to_owned(),
            was.as_ref().map_or_else(|| say(language, "ingen", "none"), |label| label.get(language)).to_owned(),
            now.clone(),
            reason.clone(),
        ],
        Override::PhaseIn { now, reason } => vec![
            say(language, "Indfasning, andel pr. år efter", "Phase-in, share per follow-up year").to_owned(),
            percent(1.0, language),
            now.iter().map(|share| percent(*share, language)).collect::<Vec<_>>().join(", "),
            reason.clone(),
        ],
        Override::Discount { was, now } => vec![
            say(language, "Diskontering", "Discounting").to_owned(),
            discount(was, language),
            discount(now, language),
            String::new(),
        ],
    }
}

fn value(value: &Value, language: Language) -> String {
    match value {
        Value::Estimate { value, .. } | Value::Own { value, .. } => number(*value, 2, language),
        Value::Zero { status: Status::Estimated } => say(language, "ikke signifikant", "not significant").to_owned(),
        Value::Zero { status } => status.label(language).to_owned(),
        Value::Unknown { status: Some(status) } => status.label(language).to_owned(),
        Value::Unknown { status: None } => say(language, "ikke i databasen", "not in the database").to_owned(),
    }
}

fn parts(price: &Price, language: Language) -> String {
    let part =
        |payer: &Payer| format!("{} {}", payer.label(language).to_lowercase(), number(price.part(*payer), 2, language));
    let parts = Payer::ALL.iter().map(part).collect::<Vec<_>>().join(", ");
    match price.price_year {
        Some(year) => format!("{parts} ({year})"),
        None => parts,
    }
}
