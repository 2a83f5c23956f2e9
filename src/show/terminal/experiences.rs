//! Experiences: published calculations of other interventions.

use crate::number::{kroner, number, percent};
use crate::paragraph::paragraph;
use crate::say;
use crate::table::{Align, Listing};
use foundation::tables::published::ExperienceRow;
use foundation::words::{Language, Payer};

/// A listing with a line per experience, and below it the findings and source of each.
pub fn experiences(rows: &[&ExperienceRow], language: Language) -> String {
    let right = |da, en| (say(language, da, en), Align::Right);
    let headers = [
        (say(language, "Erfaring", "Experience"), Align::Left),
        right("År", "Year"),
        right("Deltagere", "Participants"),
        right("Succesrate", "Success rate"),
        right("Horisont, år", "Horizon, years"),
        right("Nettoresultat, kr.", "Net result, DKK"),
        right("Pr. deltager, kr.", "Per participant, DKK"),
        (say(language, "Oprindelse", "Provenance"), Align::Left),
    ];
    let title = match language {
        Language::Da => "Erfaringer: offentliggjorte beregninger af andre indsatser (tomt: ikke oplyst)",
        Language::En => "Experiences: published calculations of other interventions (blank: not stated)",
    };
    if rows.is_empty() {
        return String::new();
    }
    let mut text = Listing::new(title, &headers, rows.iter().map(|row| line(row, language)).collect()).text();
    for row in rows {
        text.push('\n');
        text.push_str(&details(row, language));
    }
    text
}

fn line(row: &ExperienceRow, language: Language) -> Vec<String> {
    let amount = |kr: Option<f64>| kr.map(|kr| kroner(kr, language)).unwrap_or_default();
    vec![
        row.label().get(language).to_owned(),
        row.year.to_string(),
        row.participants.map(|persons| number(persons, 0, language)).unwrap_or_default(),
        row.success_rate.map(|rate| percent(rate, language)).unwrap_or_default(),
        row.horizon.map(|years| years.to_string()).unwrap_or_default(),
        amount(row.net_kr),
        amount(row.per_participant_kr),
        row.provenance.label(language).to_owned(),
    ]
}

/// The findings, inputs and source of one experience.
fn details(row: &ExperienceRow, language: Language) -> String {
    let mut text = format!("{} ({})\n", row.label().get(language), row.experience);
    text += &paragraph("  ", row.finding().get(language));
    let group = row.group().map(|group| group.get(language).to_owned());
    let inputs = inputs(row, language);
    let payers = [row.kommune_kr, row.region_kr, row.stat_kr];
    let payers = Payer::ALL
        .iter()
        .zip(payers)
        .filter_map(|(payer, kr)| Some(format!("{} {}", payer.label(language).to_lowercase(), kroner(kr?, language))));
    let payers = payers.collect::<Vec<_>>().join("; ");
    let unknown = || say(language, "ikke oplyst", "not stated").to_owned();
    let level = row.evidence_level.map(|level| level.to_string());
    let lines = [
        (say(language, "Målgruppe", "Target group"), group.or_else(|| row.target_group.clone())),
        (say(language, "Input", "Inputs"), (!inputs.is_empty()).then(|| inputs.join("; "))),
        (say(language, "Efter betaler, kr.", "By payer, DKK"), (!payers.is_empty()).then_some(payers)),
        (say(language, "Prisår", "Price year"), row.price_year.map(|year| year.to_string())),
        (say(language, "Evidensniveau", "Evidence level"), level),
        (say(language, "Estimater", "Estimates"), Some(row.release.clone().unwrap_or_else(unknown))),
        (say(language, "Kilde", "Source"), Some(row.source.clone())),
        (say(language, "Link", "Link"), row.link.clone()),
    ];
    for (name, what) in lines {
        if let Some(what) = what {
            text += &paragraph("  ", &format!("{name}: {what}"));
        }
    }
    text
}

/// The stated inputs.
fn inputs(row: &ExperienceRow, language: Language) -> Vec<String> {
    let persons = |persons: f64| number(persons, usize::from(persons.fract() != 0.0), language);
    let stated = [
        row.years.map(|years| format!("{years} {}", say(language, "år i drift", "years in operation"))),
        row.participants_per_year
            .map(|each| format!("{} {}", persons(each), say(language, "begynder pr. år", "start a year"))),
        row.completed_per_year
            .map(|each| format!("{} {}", persons(each), say(language, "gennemfører pr. år", "complete a year"))),
        row.costs_per_year_kr.map(|kr| match language {
            Language::Da => format!("{} kr. pr. år", kroner(kr, language)),
            Language::En => format!("DKK {} a year", kroner(kr, language)),
        }),
    ];
    stated.into_iter().flatten().collect()
}
