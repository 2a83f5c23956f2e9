//! The fifth step: the consequences, one by one, with estimates, prices and qualification, and one's own figures.

use foundation::tables::published::{ConsequenceRow, PriceRow};
use foundation::words::{Area, Recommendation};
use maud::{Markup, html};
use show::case::labels::unit;
use show::number::number;

use super::field::Form;
use super::interval::{chart, years};
use super::own;
use crate::catalogue::label;
use crate::draft::places::{self, Group};

/// The fields of the step.
pub fn body(form: &Form<'_>) -> Markup {
    let group = places::group(form.draft);
    let used = places::used(form.draft, form.database);
    let all = places::candidates(form.draft, form.database, false);
    let rows: Vec<&ConsequenceRow> = form
        .database
        .consequences
        .iter()
        .filter(|row| all.contains(&row.consequence.as_str()) || used.contains(&row.consequence))
        .collect();
    html! {
        (form.said("consequences//use", calculation::case::declared::Kind::Id, &[]))
        @if let Some(group) = &group {
            p.legend {
                span.key.estimate { (form.say("● estimat med 95 %-interval", "● estimate with 95 % interval")) }
                span.key.none { (form.say("○ ikke signifikant, tæller som nul", "○ not significant, counts as zero")) }
                span.key.unknown { (form.say("? ukendt, tælles ikke med", "? unknown, not counted")) }
            }
            p.choices {
                button type="submit" name="do" value="use:all" { (form.say("Brug alle", "Use all")) }
                button type="submit" name="do" value="use:recommended" { (form.say("Brug kun de anbefalede", "Use the recommended ones only")) }
                span.small { (used.len()) " " (form.say("af", "of")) " " (rows.len()) " " (form.say("er med", "are used")) }
            }
            @for area in Area::ALL {
                @let of_area: Vec<_> = rows.iter().filter(|row| row.area == *area).collect();
                @if !of_area.is_empty() {
                    section.area {
                        h2 { (area.label(form.language)) }
                        @for row in of_area { (consequence(form, group, row, used.contains(&row.consequence))) }
                    }
                }
            }
        } @else {
            p.notice { (form.say("Vælg en målgruppe i trin 2, eller tilføj egne konsekvenser her.", "Choose a target group in step 2, or add consequences of your own here.")) }
        }
        (own::added(form))
        (form.field("consequences", None, "horizon"))
        (own::options(form))
        section.quality {
            h2 { (form.say("Tre spørgsmål om kvaliteten", "Three questions of quality")) }
            @for key in ["consequences", "prices", "years"] { (form.field("quality", None, key)) }
        }
    }
}

fn consequence(form: &Form<'_>, group: &Group, row: &ConsequenceRow, used: bool) -> Markup {
    let language = form.language;
    let id = &row.consequence;
    let name = label(language, &row.label_da, &row.label_en);
    let years = years(form.database, group, id);
    html! {
        article.consequence.off[!used] {
            div.head {
                label.pick {
                    input type="hidden" name="shown" value=(id);
                    input type="checkbox" name="ticked" value=(id) checked[used];
                    span { (name) }
                }
                (qualification(form, group, id))
            }
            div.facts {
                @if !years.is_empty() {
                    figure {
                        (chart(&years, name, language))
                        figcaption { (form.say("Forskel i", "Difference in")) " " (unit(&row.unit, language)) " " (form.say("pr. borger med succes, år efter", "per success, by follow-up year")) }
                    }
                }
                (prices(form, group, row))
            }
            (own::of(form, row, &years))
        }
    }
}

/// What the qualification recommends, with its reason.
fn qualification(form: &Form<'_>, group: &Group, id: &str) -> Markup {
    let row = form.database.qualifications.iter().find(|row| row.target_group == group.group && row.consequence == id);
    html! {
        @match row {
            Some(row) => {
                @let good = row.recommendation == Recommendation::Include;
                details.qualification {
                    summary class=(if good { "badge good" } else { "badge bad" }) { @if good { (form.say("anbefalet", "recommended")) } @else { (form.say("frarådet", "advised against")) } }
                    p.help { (label(form.language, &row.reason_da, &row.reason_en)) " (" (row.source) ", " (row.provenance.label(form.language).to_lowercase()) ")" }
                }
            }
            None => span.badge { (form.say("ikke kvalificeret", "not qualified")) },
        }
    }
}

/// The prices of a consequence that can hold for a group.
pub fn prices_of<'a>(form: &Form<'a>, group: &Group, id: &str) -> Vec<&'a PriceRow> {
    let of =
        |price: &&PriceRow| price.consequence == id && price.target_group.as_ref().is_none_or(|of| *of == group.group);
    form.database.prices.iter().filter(of).collect()
}

fn prices(form: &Form<'_>, group: &Group, row: &ConsequenceRow) -> Markup {
    let prices = prices_of(form, group, &row.consequence);
    let kroner = foundation::keys::is_kroner(&row.unit);
    let part = |value: f64| {
        if kroner { format!("{} %", number(value * 100.0, 0, form.language)) } else { number(value, 2, form.language) }
    };
    html! {
        @if prices.is_empty() { p.missing { (form.say("Der er ingen pris: angiv jeres egen.", "There is no price: give your own.")) } }
        @else {
            table.price {
                caption {
                    @if kroner { (form.say("Hvem kronerne tilfalder", "Who gets the kroner")) }
                    @else { (form.say("Pris pr. ", "Price per ")) (unit(&row.unit, form.language)) ", " (form.say("kr.", "DKK")) }
                }
                thead { tr {
                    th scope="col" { (form.say("Alder", "Age")) }
                    @for payer in foundation::words::Payer::ALL { th.number scope="col" { (payer.label(form.language)) } }
                } }
                tbody {
                    @for price in prices {
                        tr {
                            th scope="row" { (super::group::ages(form.language, price.first_age, price.last_age)) }
                            @for value in [price.kommune_kr, price.region_kr, price.stat_kr] { td.number { (part(value)) } }
                        }
                    }
                }
            }
        }
    }
}
