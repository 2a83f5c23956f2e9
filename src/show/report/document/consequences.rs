//! The chapters on consequences with their registers and years, and on registers.

use maud::{Markup, html};

use super::content::Document;
use crate::case::labels::unit;
use crate::remarks;
use definitions::variable::Source;
use foundation::tables::published::ConsequenceRow;
use foundation::words::Area;

/// Every consequence, by area, and those of the sources that are not here.
pub fn chapter(document: &Document<'_>) -> Markup {
    html! {
        @for area in Area::ALL {
            @let of_area: Vec<&ConsequenceRow> =
                document.database.consequences.iter().filter(|row| row.area == *area).collect();
            @if !of_area.is_empty() {
                h3 { (area.label(document.language)) }
                @for row in of_area { section.entry { (of(document, row)) } }
            }
        }
        (missing(document))
    }
}

/// The consequences that the sources name and the catalogue lacks, each with the reason.
fn missing(document: &Document<'_>) -> Markup {
    let language = document.language;
    html! {
        @if !document.definitions.missing_consequences.is_empty() {
            section.entry {
                h3 { (document.say("Konsekvenser, der ikke er med, og hvorfor", "Consequences that are not here, and why")) }
                table {
                    thead { tr {
                        th scope="col" { (document.say("Konsekvens", "Consequence")) }
                        th scope="col" { (document.say("Område", "Area")) }
                        th scope="col" { (document.say("Hvorfor", "Why")) }
                        th scope="col" { (document.say("Kilde", "Source")) }
                    } }
                    tbody {
                        @for missing in &document.definitions.missing_consequences {
                            tr {
                                th scope="row" { (missing.label.get(language)) }
                                td { (missing.area.label(language)) }
                                td { (missing.reason.get(language)) }
                                td { (missing.source) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn of(document: &Document<'_>, row: &ConsequenceRow) -> Markup {
    let language = document.language;
    let variable =
        document.definitions.consequence(&row.consequence).map(|consequence| consequence.variable.value.as_str());
    let sources =
        variable.and_then(|id| document.definitions.variable(id)).map_or(&[][..], |variable| variable.from.as_slice());
    let overlaps = row.overlaps.iter().flat_map(|ids| ids.split(',')).map(|id| document.consequence(id.trim()));
    let overlaps = overlaps.collect::<Vec<_>>().join(", ");
    html! {
        h4 { (row.label().get(document.language)) " " code.small { (row.consequence) } }
        p {
            (row.kind.label(language)) ", " (document.say("enhed", "unit")) ": " (unit(&row.unit, language)) ". "
            @if !overlaps.is_empty() { (document.say("Tæller samme penge som ", "Counts the same money as ")) (overlaps) ". " }
            (row.provenance.label(language)) ": " (row.source)
        }
        @for remark in remarks::of_consequence(row, language) { p { (remark) } }
        (of_sources(document, document.say("Registre og år", "Registers and years"), sources))
    }
}

/// The registers, days and SQL of a variable's sources, as a table under a caption.
pub(super) fn of_sources(document: &Document<'_>, caption: &str, sources: &[Source]) -> Markup {
    html! {
        div.wide {
            table {
                caption { (caption) }
                thead { tr {
                    th scope="col" { (document.say("Register", "Register")) }
                    th scope="col" { (document.say("Dage", "Days")) }
                    th scope="col" { (document.say("Betingelse (SQL)", "Condition (SQL)")) }
                    th scope="col" { (document.say("Værdi (SQL)", "Value (SQL)")) }
                } }
                tbody { @for source in sources { (source_row(document, source)) } }
            }
        }
    }
}

/// A source with the days that it serves: those that its register covers, within its own.
fn source_row(document: &Document<'_>, source: &Source) -> Markup {
    let register = document.definitions.register(&source.register);
    let first = register.map(|register| register.covers.first_day());
    let last = register.map(|register| register.covers.last_day());
    let since = source.since.as_ref().map(|day| day.value).into_iter().chain(first).max();
    let until = source.until.as_ref().map(|day| day.value).into_iter().chain(last).min();
    let day = |day: Option<definitions::day::Day>| day.map(|day| day.to_string()).unwrap_or_default();
    html! {
        tr {
            th scope="row" {
                @if let Some(register) = register { (document.say(&register.label.da, &register.label.en)) " " }
                code.small { (source.register.value) }
            }
            td { (day(since)) " – " (day(until)) }
            td { code { (source.filter.as_ref().map_or("", |filter| filter.text.value.as_str())) } }
            td { code { (source.value.text.value) } }
        }
    }
}

/// The registers.
pub fn registers(document: &Document<'_>) -> Markup {
    html! {
        section.entry {
            div.wide {
                table {
                    caption { (document.say("Registre, som versionen er bygget på", "Registers that the release is built from")) }
                    thead { tr {
                        th scope="col" { (document.say("Register", "Register")) }
                        th scope="col" { (document.say("Art", "Kind")) }
                        th scope="col" { (document.say("Dage", "Days")) }
                        th scope="col" { (document.say("Kilde", "Source")) }
                        th scope="col" { (document.say("Oprindelse", "Provenance")) }
                    } }
                    tbody {
                        @for row in &document.database.sources {
                            tr {
                                th scope="row" { (row.label().get(document.language)) " " code.small { (row.register) } }
                                td { (row.kind.label(document.language)) }
                                td { (row.first_day) " – " (row.last_day) }
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
