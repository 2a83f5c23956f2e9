//! The chapter on prices and price indices.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::content::Document;
use crate::number::number;
use foundation::tables::published::{PriceIndexRow, PriceRow};
use foundation::words::Payer;

/// Prices, then indices.
pub fn chapter(document: &Document<'_>) -> Markup {
    html! {
        section.entry { (prices(document)) }
        (indices(document))
    }
}

fn prices(document: &Document<'_>) -> Markup {
    let language = document.language;
    html! {
        div.wide {
            table {
                caption { (document.say("Priser pr. enhed, kr.", "Prices per unit, DKK")) }
                thead { tr {
                    th scope="col" { (document.say("Konsekvens", "Consequence")) }
                    th scope="col" { (document.say("For", "For")) }
                    th.number scope="col" { (document.say("Prisår", "Price year")) }
                    @for payer in Payer::ALL { th.number scope="col" { (payer.label(language)) } }
                    th scope="col" { (document.say("Indeks", "Index")) }
                    th scope="col" { (document.say("Kilde og udledning", "Source and derivation")) }
                    th scope="col" { (document.say("Oprindelse", "Provenance")) }
                } }
                tbody {
                    @for row in &document.database.prices {
                        tr {
                            th scope="row" { (document.consequence(&row.consequence)) }
                            td { (whom(document, row)) }
                            td.number { (row.price_year) }
                            @for kr in [row.kommune_kr, row.region_kr, row.stat_kr] {
                                td.number { (number(kr, 2, language)) }
                            }
                            td { (row.series.as_deref().unwrap_or("")) }
                            td {
                                (row.source)
                                @if let Some(derivation) = row.derivation() { " " (derivation.get(document.language)) }
                            }
                            td { (row.provenance.label(language)) }
                        }
                    }
                }
            }
        }
    }
}

fn whom(document: &Document<'_>, row: &PriceRow) -> String {
    let group = row.target_group.as_deref().map(|id| document.group(id).to_owned());
    let ages = row.first_age.zip(row.last_age).map(|(first, last)| match document.language {
        foundation::words::Language::Da => format!("{first}–{last} år"),
        foundation::words::Language::En => format!("aged {first}–{last}"),
    });
    let parts: Vec<String> = group.into_iter().chain(ages).collect();
    if parts.is_empty() { document.say("alle", "all").to_owned() } else { parts.join(", ") }
}

fn indices(document: &Document<'_>) -> Markup {
    let mut series: BTreeMap<&str, Vec<&PriceIndexRow>> = BTreeMap::new();
    for row in &document.database.price_index {
        series.entry(row.series.as_deref().unwrap_or("")).or_default().push(row);
    }
    html! {
        @for (id, rows) in series {
            @let label = rows.first().and_then(|row| row.label()).map(|label| label.get(document.language));
            section.entry {
                table {
                    caption { (document.say("Prisindeks", "Price index")) ": " (label.unwrap_or(id)) }
                    thead { tr {
                        th.number scope="col" { (document.say("År", "Year")) }
                        th.number scope="col" { (document.say("Indeks", "Index")) }
                        th scope="col" { (document.say("Kilde", "Source")) }
                        th scope="col" { (document.say("Oprindelse", "Provenance")) }
                    } }
                    tbody {
                        @for row in rows {
                            tr {
                                th.number scope="row" { (row.year) }
                                td.number { (number(row.index, 4, document.language)) }
                                td { (row.source) }
                                td { (row.provenance.label(document.language)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
