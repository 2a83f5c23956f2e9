//! The scenarios of a draft: added with the case's own value, to be changed.

use calculation::case::declared::{Kind, Presence};
use toml_edit::{Item, Value};

use super::Draft;
use super::name::{SCENARIO, differing};
use crate::form_body::FormBody;

/// Adds a scenario that differs in the input that the form names, or lets an existing one differ in one more.
pub fn vary(draft: &mut Draft, row: Option<usize>, posted: &FormBody, name: &str) {
    let chosen = posted.get(&format!("vary/{}", row.map_or_else(|| "new".to_owned(), |row| row.to_string())));
    let Some((key, value)) = chosen.and_then(|chosen| of_case(draft, chosen)) else { return };
    let row = match row {
        Some(row) if row < draft.rows(SCENARIO) => row,
        Some(_) => return,
        None => {
            let Some(row) = draft.add_row(SCENARIO) else { return };
            let taken = |name: &str| draft.row_with(SCENARIO, "name", name).is_some();
            let free = (1..).map(|number| format!("{name} {number}")).find(|name| !taken(name));
            draft.set(SCENARIO, Some(row), "name", free.map(Value::from));
            row
        }
    };
    if draft.item(SCENARIO, Some(row), &key).is_none() {
        draft.set(SCENARIO, Some(row), &key, Some(value));
    }
}

/// The inputs that a scenario of this case can differ in, by their whole names: those that the case has.
pub fn choices(draft: &Draft) -> Vec<String> {
    let all = differing().map(|(section, input)| format!("{}.{}", section.path, input.key));
    all.filter(|name| of_case(draft, name).is_some()).collect()
}

/// An input by its whole name, with the value that the case has or that stands for none.
fn of_case(draft: &Draft, chosen: &str) -> Option<(String, Value)> {
    let (section, input) = differing().find(|(section, input)| format!("{}.{}", section.path, input.key) == chosen)?;
    let of_case = match draft.item(section.path, None, input.key) {
        Some(Item::Value(value)) => Some(value.clone().decorated(" ", "")),
        Some(Item::Table(table)) => Some(Value::from(table.clone().into_inline_table())),
        _ => None,
    };
    let default = || match (input.presence, input.kind) {
        (Presence::Default(default), _) => default.parse::<Value>().ok(),
        // A range of factors around 1 can be added to any case.
        (_, Kind::Range(_, most)) if most > 1.0 => "{ low = 0.9, high = 1.1 }".parse::<Value>().ok(),
        _ => None,
    };
    Some((chosen.to_owned(), of_case.or_else(default)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scenario_begins_with_the_value_of_the_case() {
        let mut draft =
            Draft::read("[intervention]\ncompletion_rate = 0.8 # of a year\n[effect]\nwith = 0.2\n").unwrap();
        let posted = FormBody::encoded(b"vary/new=intervention.completion_rate&vary/0=effect.with").unwrap();
        vary(&mut draft, None, &posted, "Scenarie");
        vary(&mut draft, Some(0), &posted, "Scenarie");
        vary(&mut draft, Some(7), &posted, "Scenarie");
        let text = draft.text();
        let wanted = "[[scenario]]\nname = \"Scenarie 1\"\nintervention.completion_rate = 0.8\neffect.with = 0.2\n";
        assert!(text.ends_with(wanted), "{text}");
        draft.set(SCENARIO, Some(0), "effect.with", None);
        assert!(draft.text().ends_with("completion_rate = 0.8\n"), "{}", draft.text());
        assert_eq!(draft.plain(SCENARIO, Some(0), "intervention.completion_rate").as_deref(), Some("0.8"));
        assert!(choices(&draft).contains(&"uncertainty.costs".to_owned()));
        assert!(!choices(&draft).contains(&"effect.without".to_owned()), "the case does not have it");
    }
}
