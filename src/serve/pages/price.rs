//! What a consequence costs a payer, for a target group: by age where the price differs.

use foundation::keys::is_kroner;
use foundation::tables::Database;
use foundation::tables::published::{ConsequenceRow, PriceRow};
use foundation::words::{Language, Payer};
use maud::{Markup, html};
use show::case::labels::unit;
use show::number::number;

use super::group::ages;
use show::say;

/// The prices of a consequence that can hold for a group.
pub fn rows<'a>(database: &'a Database, group: &str, consequence: &str) -> Vec<&'a PriceRow> {
    let of = |price: &&PriceRow| {
        price.consequence == consequence && price.target_group.as_ref().is_none_or(|of| *of == group)
    };
    database.prices.iter().filter(of).collect()
}

/// A part of a price: for a consequence in kroner the share of each krone.
pub fn part(value: f64, kroner: bool, language: Language) -> String {
    if kroner { format!("{} %", number(value * 100.0, 0, language)) } else { number(value, 2, language) }
}

/// The prices as a table.
pub fn of_group(database: &Database, group: &str, row: &ConsequenceRow, language: Language) -> Markup {
    let prices = rows(database, group, &row.consequence);
    let kroner = is_kroner(&row.unit);
    html! {
        @if prices.is_empty() { p.missing { (say(language, "Der er ingen pris: angiv jeres egen i en beregning.", "There is no price: give your own in a case.")) } }
        @else {
            table.price {
                caption {
                    @if kroner { (say(language, "Hvem kronerne tilfalder", "Who gets the kroner")) }
                    @else { (say(language, "Pris pr. ", "Price per ")) (unit(&row.unit, language)) ", " (say(language, "kr.", "DKK")) }
                }
                thead { tr {
                    th scope="col" { (say(language, "Alder", "Age")) }
                    @for payer in Payer::ALL { th scope="col" { (payer.label(language)) } }
                } }
                tbody {
                    @for price in prices {
                        tr {
                            th scope="row" { (ages(language, price.first_age, price.last_age)) }
                            @for value in [price.kommune_kr, price.region_kr, price.stat_kr] { td { (part(value, kroner, language)) } }
                        }
                    }
                }
            }
        }
    }
}
