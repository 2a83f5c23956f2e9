//! The first step: the intervention.

use maud::{Markup, html};

use super::field::Form;

const PATH: &str = "intervention";

/// The fields of the step.
pub fn body(form: &Form<'_>) -> Markup {
    let by_year = form.draft.item(PATH, None, "participants_by_year").is_some();
    let range = form.draft.item("uncertainty", None, "completion_rate").is_some();
    html! {
        (form.field(PATH, None, "name"))
        div.row { (form.field(PATH, None, "start_year")) (form.field(PATH, None, "years")) }
        (form.field(PATH, None, "participants"))
        details open[by_year] {
            summary { (form.say("Deltagerne er ikke lige mange hvert år", "Participants differ from year to year")) }
            p.help { (form.say("Ét tal for hvert år i drift, adskilt af semikolon: 10; 20; 30. Lad så feltet ovenfor være tomt.", "A number for each year in operation, separated by semicolons: 10; 20; 30. Leave the field above empty.")) }
            (form.field(PATH, None, "participants_by_year"))
        }
        (form.field(PATH, None, "completion_rate"))
        details open[range] {
            summary { (form.say("Hvor sikker er andelen?", "How sure is the share?")) }
            (form.field("uncertainty", None, "completion_rate"))
        }
        (form.field(PATH, None, "years_to_completion"))
    }
}
