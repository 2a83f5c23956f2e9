//! A chart on a page, with its table and its downloads.

use foundation::tables::ControlGroup;
use foundation::words::Language;
use maud::{Markup, html};

use crate::charts::{Chart, balance_of};
use crate::wording::code;
use show::say;

/// The balance of an intervention of the release. Its downloads are links.
pub fn balance(of: &ControlGroup, language: Language) -> Markup {
    let address = |kind: &str| format!("/{}/balance/{}/{kind}", code(language), of.design.intervention);
    html! {
        @if let Some(chart) = balance_of(of, language) {
            @if let Some(drawing) = &chart.drawing { figure.drawing tabindex="0" role="group" aria-label=(chart.title) { (drawing.both()) } }
            p.save {
                (say(language, "Hent: ", "Download: "))
                @for kind in ["svg", "csv"] { a href=(address(kind)) download { (kind.to_uppercase()) span.hide { " " (chart.title) } } " " }
            }
        }
    }
}

/// The chart of a case. Its downloads are buttons of the form that carries the case.
pub fn figure(chart: &Chart, language: Language) -> Markup {
    let save = |kind: &str| format!("/{}/save/{kind}/{}", code(language), chart.id);
    html! {
        section.chart id=(format!("chart-{}", chart.id)) {
            h2 { (chart.title) }
            p.lead { (chart.sentence) }
            @if let Some(drawing) = &chart.drawing { figure.drawing tabindex="0" role="group" aria-label=(chart.title) { (drawing.both()) } }
            details {
                summary { (say(language, "Tallene som tabel", "The figures as a table")) }
                div.wide-table tabindex="0" role="group" aria-label=(chart.title) { (chart.table.html()) }
            }
            p.save {
                (say(language, "Hent: ", "Download: "))
                @if chart.drawing.is_some() { button.link type="submit" formaction=(save("svg")) { "SVG" span.hide { " " (chart.title) } } }
                button.link type="submit" formaction=(save("csv")) { "CSV" span.hide { " " (chart.title) } }
            }
        }
    }
}
