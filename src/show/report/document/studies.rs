//! The chapter on effects: what studies found.

use maud::{Markup, html};

use super::content::Document;
use crate::number::{number, percent};
use foundation::tables::published::EffectRow;
use foundation::text::Text;

/// Every study.
pub fn chapter(document: &Document<'_>) -> Markup {
    html! {
        @if document.database.effects.is_empty() {
            p { (document.say("Ingen.", "None.")) }
        } @else {
            p {
                (document.say(
                    "Hvad der ikke står ved et studie, oplyser kilden ikke, som den er læst.",
                    "What does not stand at a study is not stated by the source as it was read.",
                ))
            }
        }
        @for row in &document.database.effects { section.entry { (of(document, row)) } }
    }
}

fn of(document: &Document<'_>, row: &EffectRow) -> Markup {
    let language = document.language;
    let said = |text: Option<Text<&str>>| text.map(|text| text.get(language).to_owned());
    let interval = |value: f64, lower: Option<f64>, upper: Option<f64>| {
        let ends = lower
            .zip(upper)
            .map(|(lower, upper)| format!(" ({}; {})", number(lower, 2, language), number(upper, 2, language)));
        format!("{}{}", number(value, 2, language), ends.unwrap_or_default())
    };
    let whole = |count: i64| number(count as f64, 0, language);
    let end = |age: Option<i32>| age.map(|age| age.to_string()).unwrap_or_default();
    let ages = (row.first_age.is_some() || row.last_age.is_some())
        .then(|| format!("{}–{}", end(row.first_age), end(row.last_age)));
    let rate = row
        .with
        .zip(row.without)
        .map(|(with, without)| format!("{} – {}", percent(with, language), percent(without, language)));
    let rows = [
        (
            document.say("målgruppe", "target group"),
            row.target_group.as_deref().map(|id| document.group(id).to_owned()),
        ),
        (document.say("for hvem", "for whom"), said(row.group())),
        (document.say("alder", "ages"), ages),
        (document.say("intensitet", "intensity"), said(row.intensity())),
        (document.say("varighed", "duration"), said(row.duration())),
        (
            document.say("studiets år og land", "year and country"),
            row.study_year.map(|year| format!("{year} {}", row.country.as_deref().unwrap_or(""))),
        ),
        (document.say("design", "design"), row.design.map(|design| design.label(language).to_owned())),
        (document.say("evidensniveau", "evidence level"), Some(row.evidence_level.to_string())),
        (
            document.say("personer med og uden indsats", "persons with and without the intervention"),
            row.n_with.zip(row.n_without).map(|(with, without)| format!("{} – {}", whole(with), whole(without))),
        ),
        (document.say("personer i alt", "persons in all"), row.n_total.map(whole)),
        (document.say("antal studier", "number of studies"), row.studies.map(whole)),
        (document.say("udfaldsmål", "outcome"), said(row.outcome())),
        (document.say("målt", "measured"), said(row.measured())),
        (
            document.say("studiets tal", "the study's figure"),
            row.raw.map(|raw| {
                let unit = row.raw_unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
                let measure = row.measure.map(|measure| format!(" ({})", measure.label(language))).unwrap_or_default();
                format!("{}{unit}{measure}", interval(raw, row.raw_lower, row.raw_upper))
            }),
        ),
        (
            document.say("med og uden indsats", "with and without the intervention"),
            row.raw_with
                .zip(row.raw_without)
                .map(|(with, without)| format!("{} – {}", number(with, 2, language), number(without, 2, language))),
        ),
        (document.say("p-værdi", "p-value"), row.raw_p.clone()),
        (
            document.say("standardiseret effekt", "standardised effect"),
            row.standardised.map(|d| interval(d, row.standardised_lower, row.standardised_upper)),
        ),
        (
            document.say("standardiseret efter", "standardised by"),
            row.standardised_method.map(|method| method.label(language).to_owned()),
        ),
        (document.say("fund", "finding"), row.finding.map(|finding| finding.label(language).to_owned())),
        (document.say("undersøgt af", "studied by"), row.made_by.map(|by| by.label(language).to_owned())),
        (document.say("andel med succes, med og uden indsats", "share that succeeds, with and without"), rate),
        (
            document.say("andelene er af", "the shares are of"),
            row.denominator.map(|denominator| denominator.label(language).to_owned()),
        ),
        (document.say("hvorfor ingen succesrate", "why no success rate"), said(row.no_rate())),
        (document.say("resultat", "result"), said(row.result())),
        (document.say("kilde", "source"), Some(row.source.clone())),
        (document.say("adresse", "address"), row.link.clone()),
        (document.say("oprindelse", "provenance"), Some(row.provenance.label(language).to_owned())),
    ];
    html! {
        h3 { (row.label().get(document.language)) }
        table {
            caption { (document.say("Studiet", "The study")) }
            tbody {
                @for (what, shown) in rows {
                    @if let Some(shown) = shown.filter(|shown| !shown.is_empty()) { tr { th scope="row" { (what) } td { (shown) } } }
                }
            }
        }
    }
}
