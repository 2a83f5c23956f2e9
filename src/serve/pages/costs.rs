//! The third step: lines of costs, displaced costs and grants.

use maud::{Markup, html};

use super::field::Form;
use crate::draft::name::section;

/// The fields of the step.
pub fn body(form: &Form<'_>) -> Markup {
    let ranges = ["costs", "displaced"].iter().any(|key| form.draft.item("uncertainty", None, key).is_some());
    html! {
        (form.field("costs", None, "price_year"))
        (lines(form, "costs.item", form.say("Indsatsens omkostninger", "Costs of the intervention"), form.say("Tilføj en omkostning", "Add a cost")))
        (lines(form, "costs.displaced", form.say("Det, som indsatsen sparer ved at træde i stedet for noget andet", "What the intervention saves by replacing something else"), form.say("Tilføj en sparet omkostning", "Add a displaced cost")))
        (lines(form, "costs.grant", form.say("Tilskud", "Grants"), form.say("Tilføj et tilskud", "Add a grant")))
        details open[ranges] {
            summary { (form.say("Hvor sikre er omkostningerne?", "How sure are the costs?")) }
            p.help { (form.say("En faktor på alle linjer: 0,9 til 1,2 betyder fra 10 % lavere til 20 % højere.", "A factor on all lines: 0.9 to 1.2 means from 10 % lower to 20 % higher.")) }
            (form.field("uncertainty", None, "costs"))
            (form.field("uncertainty", None, "displaced"))
        }
    }
}

fn lines(form: &Form<'_>, path: &'static str, title: &str, add: &str) -> Markup {
    html! {
        section.lines {
            h2 { (title) }
            @for row in 0..form.draft.rows(path) { (line(form, path, row)) }
            (form.more_rows(path))
            button.add type="submit" name="do" formaction=(form.back_here()) value=(format!("add:{path}")) { "+ " (add) }
        }
    }
}

fn line(form: &Form<'_>, path: &'static str, row: usize) -> Markup {
    let has = |key: &str| section(path).is_some_and(|section| section.inputs.iter().any(|input| input.key == key));
    let given = |key: &str| form.draft.item(path, Some(row), key).is_some();
    let field = |key: &str| form.field(path, Some(row), key);
    let name = form.draft.plain(path, Some(row), "name").unwrap_or_default();
    let more = ["hours", "hourly_kr", "group_size", "residual_kr", "year", "price_year"];
    html! {
        fieldset.line id=[form.here_in(path, row)] {
            legend.hide { @if name.is_empty() { (form.say("Ny linje", "New line")) } @else { (name) } }
            div.row.first { (field("name")) (field("kr")) }
            div.row {
                (field("basis"))
                @if has("category") { (field("category")) }
                @if has("payer") { (field("payer")) }
                @if has("to") { (field("to")) (field("from")) }
            }
            details open[more.iter().any(|key| given(key))] {
                summary { (form.say("Timer, grupper, restværdi, eget prisår", "Hours, groups, residual value, own price year")) }
                div.row { (field("hours")) (field("hourly_kr")) }
                div.row { (field("group_size")) @if has("residual_kr") { (field("residual_kr")) } }
                div.row { (field("year")) (field("price_year")) }
            }
            button.remove type="submit" name="do" value=(format!("remove:{path}:{row}"))
                aria-label=(format!("{} {name}", form.say("Fjern", "Remove"))) { (form.say("Fjern", "Remove")) }
        }
    }
}
