//! What the buttons of a form do to a case: rows added and removed, knowledge taken in, consequences chosen.

use calculation::case::declared::Occurs;
use foundation::keys::WHOLE_GROUP;
use foundation::tables::Database;
use foundation::words::Language;
use toml_edit::{Array, Value};

use super::name::section;
use super::{Draft, places, scenarios};
use crate::form_body::FormBody;
use show::say;

/// The keys that state an effect.
const EFFECT: [&str; 7] =
    ["with", "without", "net_success_rate", "standardised", "effect", "denominator", "standard_error"];

/// Does what a button says: `add:costs.item`, `remove:costs.item:2`, `group:homelessness`, `effect:an_id`, `use:all`, …
pub fn act(draft: &mut Draft, action: &str, posted: &FormBody, database: &Database, language: Language) {
    let (verb, object) = action.split_once(':').unwrap_or((action, ""));
    match verb {
        "add" => add(draft, object),
        "remove" => {
            if let Some((path, row)) = object.rsplit_once(':')
                && section(path).is_some_and(|section| section.occurs == Occurs::Repeated)
                && let Ok(row) = row.parse()
            {
                draft.remove_row(path, row);
            }
        }
        "group" => group(draft, object, database),
        "effect" => effect(draft, object),
        "standardised" => standardised(draft, object, database),
        "use" => {
            draft.set(
                "consequences",
                None,
                "use",
                Some(Value::from(if object == "recommended" { object } else { "all" })),
            );
            draft.set("consequences", None, "leave_out", None);
        }
        "no_group" => no_group(draft, database),
        "vary" => scenarios::vary(draft, object.parse().ok(), posted, say(language, "Scenarie", "Scenario")),
        "own_value" | "own_price" => own(draft, verb, object, database),
        _ => {}
    }
}

fn add(draft: &mut Draft, path: &str) {
    if section(path).is_none_or(|section| section.occurs != Occurs::Repeated) {
        return;
    }
    let Some(row) = draft.add_row(path) else { return };
    let id = (1..).map(|number| format!("own_{number}")).find(|id| draft.row_with(path, "id", id).is_none());
    let mut set = |key: &str, text: &str| draft.set(path, Some(row), key, Some(Value::from(text)));
    match path {
        "costs.item" | "costs.displaced" => {
            set("category", "operation");
            set("basis", "per_year");
            set("payer", "kommune");
        }
        "costs.grant" => {
            set("basis", "per_year");
            set("to", "kommune");
        }
        // A name that only the file needs.
        "consequences.own" => set("id", id.as_deref().unwrap_or_default()),
        _ => {}
    }
}

/// A target group with its first subgroup and success measure, unless the case's own fit.
fn group(draft: &mut Draft, chosen: &str, database: &Database) {
    let mut parts = chosen.split('/');
    let group = parts.next().unwrap_or_default();
    if !database.target_groups.iter().any(|row| row.target_group == group) {
        return;
    }
    let subgroups =
        || database.subgroups.iter().filter(|row| row.target_group == group).map(|row| row.subgroup.as_str());
    let measures = || {
        database.success_measures.iter().filter(|row| row.target_group == group).map(|row| row.success_measure.as_str())
    };
    let wanted_subgroup = parts.next().map(str::to_owned).or_else(|| draft.plain("target_group", None, "subgroup"));
    let wanted_measure =
        parts.next().map(str::to_owned).or_else(|| draft.plain("target_group", None, "success_measure"));
    let subgroup = subgroups().find(|name| Some(*name) == wanted_subgroup.as_deref()).unwrap_or(WHOLE_GROUP);
    let measure = measures().find(|name| Some(*name) == wanted_measure.as_deref()).or(measures().next());
    let before = draft.plain("target_group", None, "group");
    let changed = before.as_deref() != Some(group);
    draft.set("target_group", None, "group", Some(Value::from(group)));
    draft.set("target_group", None, "subgroup", Some(Value::from(subgroup)));
    draft.set("target_group", None, "success_measure", measure.map(Value::from));
    if database.intervention(group).is_some() {
        of_intervention(draft);
    } else if before.is_some_and(|before| database.intervention(&before).is_some()) {
        leave_intervention(draft);
    }
    if changed {
        // Exclusions for the former group do not hold for this one.
        draft.set("consequences", None, "use", Some(Value::from("all")));
        draft.set("consequences", None, "leave_out", None);
    }
}

/// A target group of the user's own that borrows no estimates.
fn no_group(draft: &mut Draft, database: &Database) {
    let before = draft.plain("target_group", None, "group");
    ["group", "subgroup", "success_measure"].iter().for_each(|key| draft.set("target_group", None, key, None));
    if before.is_some_and(|before| database.intervention(&before).is_some()) {
        leave_intervention(draft);
    }
}

/// An intervention's estimates hold the effect: everyone who starts counts once, from the year after the start on.
fn of_intervention(draft: &mut Draft) {
    for key in EFFECT {
        draft.set("effect", None, key, None);
    }
    draft.set("effect", None, "net_success_rate", Some(Value::from(1.0)));
    draft.set("effect", None, "denominator", Some(Value::from("started")));
    draft.remove("effect.optimism");
    draft.set("uncertainty", None, "net_rate", None);
    draft.set("intervention", None, "years_to_completion", Some(Value::from(1)));
}

/// Removes what [`of_intervention`] wrote, which does not hold for a target group: the user states its effect and the years to completion.
fn leave_intervention(draft: &mut Draft) {
    for key in EFFECT {
        draft.set("effect", None, key, None);
    }
    draft.set("intervention", None, "years_to_completion", None);
}

/// A range that was given for the case's own rate says nothing of a study's.
fn effect(draft: &mut Draft, id: &str) {
    for key in EFFECT {
        draft.set("effect", None, key, None);
    }
    draft.set("effect", None, "effect", Some(Value::from(id)));
    draft.set("effect.optimism", None, "evidence_level", None);
    draft.set("uncertainty", None, "net_rate", None);
}

/// The standardised effect of a study that has no rates. The rate without the intervention is the case's own to give.
fn standardised(draft: &mut Draft, id: &str, database: &Database) {
    let Some(row) = database.effects.iter().find(|row| row.effect == id) else { return };
    let Some(size) = row.standardised.and_then(|size| size.to_string().parse::<Value>().ok()) else { return };
    for key in ["with", "net_success_rate", "effect", "standard_error"] {
        draft.set("effect", None, key, None);
    }
    draft.set("effect", None, "standardised", Some(size));
    if let Some(of) = row.denominator {
        draft.set("effect", None, "denominator", Some(Value::from(of.word())));
    }
    if draft.table("effect.optimism", None).is_some() {
        draft.set("effect.optimism", None, "evidence_level", Some(Value::from(i64::from(row.evidence_level))));
    }
    draft.set("uncertainty", None, "net_rate", None);
}

/// A value or price of the user's own for a consequence of the release, to be filled in.
fn own(draft: &mut Draft, list: &str, id: &str, database: &Database) {
    let Some(row) = database.consequences.iter().find(|row| row.consequence == id) else { return };
    let path = if list == "own_value" { "consequences.own_value" } else { "consequences.own_price" };
    if draft.row_with(path, "consequence", id).is_some() {
        return;
    }
    let Some(position) = draft.add_row(path) else { return };
    draft.set(path, Some(position), "consequence", Some(Value::from(id)));
    let kroner = foundation::keys::is_kroner(&row.unit);
    if kroner == (list == "own_value") {
        draft.set(path, Some(position), "price_year", Some(Value::from(i64::from(database.price_year))));
    }
}

/// The boxes of the consequences: those that were shown and are not ticked are left out.
pub fn choose(draft: &mut Draft, posted: &FormBody, database: &Database) {
    let shown: Vec<&str> = posted.all("shown").collect();
    if shown.is_empty() {
        return;
    }
    let ticked: Vec<&str> = posted.all("ticked").collect();
    let before: Vec<String> = places::used(draft, database);
    if shown.iter().all(|id| before.iter().any(|used| used == id) == ticked.contains(id)) {
        return;
    }
    let wanted = database
        .consequences
        .iter()
        .map(|row| row.consequence.as_str())
        .filter(|id| if shown.contains(id) { ticked.contains(id) } else { before.iter().any(|used| used == id) });
    let wanted: Vec<&str> = wanted.collect();
    let choice = draft.plain("consequences", None, "use");
    let candidates = places::candidates(draft, database, choice.as_deref() == Some("recommended"));
    let listed = draft.item("consequences", None, "use").is_some_and(|item| item.as_array().is_some());
    if listed || wanted.iter().any(|id| !candidates.contains(id)) {
        draft.set("consequences", None, "use", Some(Value::from(wanted.iter().copied().collect::<Array>())));
        draft.set("consequences", None, "leave_out", None);
        return;
    }
    let left_out: Array = candidates.iter().filter(|id| !wanted.contains(id)).copied().collect();
    draft.set("consequences", None, "leave_out", (!left_out.is_empty()).then(|| Value::from(left_out)));
}

/// The ways to state an effect. The keys of the others are removed when the chosen way has a value, and not before: what was
/// written is not lost by looking at another way.
pub fn way(draft: &mut Draft, posted: &FormBody) {
    let given = |key: &str| draft.item("effect", None, key).is_some();
    let (keep, begun): (&[&str], bool) = match posted.get("way") {
        // A rate without the intervention also goes with a standardised effect.
        Some("pair") => (
            &["with", "without", "denominator", "standard_error"],
            given("with") || given("without") && !given("standardised"),
        ),
        Some("net") => (&["net_success_rate", "denominator", "standard_error"], given("net_success_rate")),
        Some("standardised") => (&["standardised", "without", "denominator", "standard_error"], given("standardised")),
        Some("database") => (&["effect"], given("effect")),
        _ => return,
    };
    if !begun {
        return;
    }
    for key in EFFECT {
        if !keep.contains(&key) {
            draft.set("effect", None, key, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(case: &str, chosen: &str) -> String {
        let mut draft = Draft::read(case).unwrap();
        way(&mut draft, &FormBody::encoded(format!("way={chosen}").as_bytes()).unwrap());
        draft.text()
    }

    #[test]
    fn another_way_without_a_value_loses_nothing_and_with_one_replaces_the_first() {
        let pair = "[effect]\nwith = 0.2\nwithout = 0.1\ndenominator = \"started\"\n";
        assert_eq!(chosen(pair, "net"), pair);
        assert_eq!(chosen(pair, "standardised"), pair);
        assert_eq!(chosen(pair, "database"), pair);
        let both = format!("{pair}net_success_rate = 0.1\n");
        assert_eq!(chosen(&both, "net"), "[effect]\ndenominator = \"started\"\nnet_success_rate = 0.1\n");
        assert_eq!(chosen(&both, "pair"), pair);
    }

    #[test]
    fn an_effect_of_the_database_leaves_no_range_of_another_rate_behind() {
        let case = "[effect]\nwith = 0.2\n[uncertainty]\nnet_rate = { low = 0.05, high = 0.15 }\n";
        let mut draft = Draft::read(case).unwrap();
        effect(&mut draft, "a_study");
        assert_eq!(draft.text(), "[effect]\neffect = \"a_study\"\n[uncertainty]\n");
    }
}
