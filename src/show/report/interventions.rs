//! The section on an intervention's control group, with every result that is shown of it: the number and its making belong
//! together.

use maud::{Markup, html};

use super::balance::love_plot;
use crate::charts::{Pair, Shape};
use crate::control_group::{balance, heading, listing, lots, sentence, variable_name, warnings};
use crate::say;
use crate::table::Listing;
use foundation::tables::{ControlGroup, Database};
use foundation::words::Language;

/// The chart of balance, from a control group.
pub type Draw<'a> = &'a dyn Fn(&ControlGroup) -> Markup;

/// The section of an intervention of a release; nothing of a target group.
pub fn design(database: &Database, id: &str, draw: Draw<'_>, language: Language) -> Markup {
    let name = |id: &str| {
        let row = database.consequences.iter().find(|row| row.consequence == id);
        row.map_or_else(|| id.to_owned(), |row| row.label().get(language).to_owned())
    };
    html! {
        @if let Some(of) = database.control_group(id) {
            section.design { h3 { (heading(language)) } (section(&of, &name, draw, language)) }
        }
    }
}

/// The section below its heading. `name` is what a consequence is called, `draw` the chart with what belongs to it.
pub fn section(of: &ControlGroup, name: &dyn Fn(&str) -> String, draw: Draw<'_>, language: Language) -> Markup {
    let mut facts = listing(of, language);
    facts.title = say(language, "Design", "Design").to_owned();
    html! {
        p { (sentence(of, language)) }
        @for warning in warnings(of, language) { div.warning role="note" { (warning) } }
        (wide(&facts))
        @if let Some(table) = balance(of, language) {
            (draw(of))
            (wide(&table))
        }
        @if let Some(table) = lots(of, name, language) { (wide(&table)) }
    }
}

/// A table that can be moved sideways where it is wider than its place, in a report and in a browser.
fn wide(table: &Listing) -> Markup {
    html! { div.wide.wide-table tabindex="0" role="group" aria-label=(table.title) { (table.html()) } }
}

/// The sections of all interventions, with their names.
pub fn all(database: &Database, language: Language) -> Markup {
    let label = |id: &str| {
        let row = database.target_groups.iter().find(|row| row.target_group == id);
        row.map_or_else(|| id.to_owned(), |row| row.label().get(language).to_owned())
    };
    html! {
        @if !database.interventions.is_empty() {
            section {
                h2 { (say(language, "Indsatser", "Interventions")) }
                @for row in &database.interventions {
                    h3 { (label(&row.intervention)) " " code { (row.intervention) } }
                    (design(database, &row.intervention, &|of| drawn(of, language), language))
                }
            }
        }
    }
}

/// The chart on a page of a report.
pub fn drawn(of: &ControlGroup, language: Language) -> Markup {
    html! { figure { (plot(of, Shape::Page, language)) } }
}

/// The Love plot of the differences that leave.
pub fn plot(of: &ControlGroup, shape: Shape, language: Language) -> Markup {
    let pairs = of.balance.iter().filter_map(|row| {
        Some(Pair {
            name: variable_name(&row.variable, language),
            before: row.difference_before?,
            after: row.difference?,
        })
    });
    // A lot's limits are wider, by what chance adds to each variable's difference.
    let is_lot = of.design.largest_variance_ratio.is_none();
    let limit = of.design.largest_difference;
    let limits = if is_lot { Vec::new() } else { vec![-limit, limit] };
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let id: String =
        format!("balance-{}-{}", of.design.intervention, say(language, "da", "en")).chars().map(plain).collect();
    love_plot(&id, &pairs.collect::<Vec<Pair>>(), &limits, shape, language)
}
