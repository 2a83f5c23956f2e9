//! The form of scenarios: the case with some inputs otherwise, shown beside it.

use maud::{Markup, html};
use toml_edit::Item;

use super::field::Form;
use crate::draft::name::{SCENARIO, input, section};
use crate::draft::scenarios::choices;
use crate::draft::values::texts;

/// Every scenario, and the way to one more.
pub fn form(form: &Form<'_>) -> Markup {
    let rows = form.draft.rows(SCENARIO);
    let known = choices(form.draft);
    html! {
        details.settings open[rows > 0] {
            summary { (form.say("Scenarier: hvad nu hvis?", "Scenarios: what if?")) }
            p.help {
                (form.say(
                    "Et scenarie er den samme beregning, hvor noget er anderledes. Det følger med i filen og står ved siden af resultatet.",
                    "A scenario is the same case with something different. It is part of the file and stands beside the result.",
                ))
            }
            @for row in 0..rows { (scenario(form, row, &known)) }
            (choice(form, "new", &known, form.say("Hvad er anderledes?", "What differs?"), form.say("Tilføj et scenarie", "Add a scenario"), "vary:new"))
            @if rows > 0 {
                button type="submit" name="to" value="result" { (form.say("Vis resultatet igen", "Show the result again")) }
            }
        }
    }
}

fn scenario(form: &Form<'_>, row: usize, known: &[String]) -> Markup {
    let name = form.draft.plain(SCENARIO, Some(row), "name").unwrap_or_default();
    let differs = |key: &&String| form.draft.item(SCENARIO, Some(row), key).is_some();
    let (own, others): (Vec<&String>, Vec<&String>) = known.iter().partition(|key| differs(key));
    let others: Vec<String> = others.into_iter().cloned().collect();
    let in_file = only_in_file(form, row, known);
    let last = row + 1 == form.draft.rows(SCENARIO);
    let changed = form.done == "vary:new" && last || form.done == format!("vary:{row}");
    html! {
        fieldset.line id=[form.here(changed)] {
            legend.hide { (name) }
            (form.field(SCENARIO, Some(row), "name"))
            @for key in own { (form.field(SCENARIO, Some(row), key)) (in_the_case(form, key)) }
            @if !in_file.is_empty() {
                p.help { (form.say("Også anderledes, og kun at ændre i filen: ", "Also different, and only to be changed in the file: ")) (in_file.join(", ")) }
            }
            (form.field(SCENARIO, Some(row), "reason"))
            (choice(form, &row.to_string(), &others, form.say("Også anderledes", "Also different"), form.say("Tilføj", "Add"), &format!("vary:{row}")))
            button.remove type="submit" name="do" value=(format!("remove:{SCENARIO}:{row}"))
                aria-label=(format!("{} {name}", form.say("Fjern", "Remove"))) { (form.say("Fjern", "Remove")) }
        }
    }
}

/// What the case itself has.
fn in_the_case(form: &Form<'_>, key: &str) -> Markup {
    let found = key.rsplit_once('.').and_then(|(path, key)| {
        let declared = input(section(path)?, key)?;
        let texts = texts(declared.kind, form.draft.item(path, None, key), form.language);
        let shown: Vec<&str> = texts.iter().map(|(_, text)| text.as_str()).filter(|text| !text.is_empty()).collect();
        (!shown.is_empty())
            .then(|| shown.join(" – ") + form.unit(declared).map_or("", |unit| if unit == "%" { " %" } else { "" }))
    });
    html! { @if let Some(shown) = found { p.was-in { (form.say("I beregningen: ", "In the case: ")) (shown) } } }
}

/// What a scenario replaces that the form has no field for.
fn only_in_file(form: &Form<'_>, row: usize, known: &[String]) -> Vec<String> {
    let Some(table) = form.draft.table(SCENARIO, Some(row)) else { return Vec::new() };
    let mut found = Vec::new();
    for (key, item) in table.iter() {
        below(key, item, &mut found);
    }
    found.retain(|key| !["name", "reason"].contains(&key.as_str()) && !known.contains(key));
    found
}

fn below(path: &str, item: &Item, found: &mut Vec<String>) {
    match item.as_table_like() {
        // A range or a list of parts is a value.
        Some(table) if path.split('.').count() < 3 && section(path).is_some() => {
            table.iter().for_each(|(key, item)| below(&format!("{path}.{key}"), item, found));
        }
        _ => found.push(path.to_owned()),
    }
}

fn choice(form: &Form<'_>, of: &str, known: &[String], label: &str, button: &str, action: &str) -> Markup {
    let id = format!("vary-{of}");
    let named = known.iter().filter_map(|whole| {
        let (path, key) = whole.rsplit_once('.')?;
        let of = section(path)?;
        Some((of, whole, input(of, key)?.label.get(form.language)))
    });
    let named: Vec<_> = named.collect();
    html! {
        @if !known.is_empty() {
            div.field.vary {
                label for=(id) { (label) }
                span.entry {
                    select id=(id) name=(format!("vary/{of}")) {
                        @for part in named.chunk_by(|(one, ..), (other, ..)| one.path == other.path) {
                            @if let Some((of, ..)) = part.first() {
                                optgroup label=(of.label.get(form.language)) {
                                    @for (_, whole, label) in part { option value=(whole) { (label) } }
                                }
                            }
                        }
                    }
                    button.add type="submit" name="do" formaction=(form.back_here()) value=(action) { "+ " (button) }
                }
            }
        }
    }
}
