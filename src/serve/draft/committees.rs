//! The splits of a result follow the names of committees: a committee that is renamed keeps its shares, and one that is taken away
//! leaves none behind.

use toml_edit::{InlineTable, Item, Value};

use super::Draft;

const SPLIT: &str = "committees.split";

/// Renames and removes the shares of committees that were called otherwise before.
pub fn follow(draft: &mut Draft, before: &[String]) {
    let now = draft.ids("committees", "names");
    if now == before {
        return;
    }
    let gone: Vec<&String> = before.iter().filter(|name| !now.contains(name)).collect();
    let new: Vec<&String> = now.iter().filter(|name| !before.contains(name)).collect();
    let name_now = |was: &str| -> Option<String> {
        let Some(at) = gone.iter().position(|name| *name == was) else { return Some(was.to_owned()) };
        // As many new names as old ones: each took the place of one.
        if gone.len() == new.len() { new.get(at).map(|name| (*name).clone()) } else { None }
    };
    for row in 0..draft.rows(SPLIT) {
        let Some(shares) = draft.item(SPLIT, Some(row), "shares").and_then(Item::as_table_like) else { continue };
        let values = shares.iter().filter_map(|(name, item)| Some((name, item.as_value()?)));
        let kept: InlineTable = values.filter_map(|(name, value)| Some((name_now(name)?, value.clone()))).collect();
        let same = kept.iter().map(|(name, _)| name).eq(shares.iter().map(|(name, _)| name));
        if !same {
            draft.set(SPLIT, Some(row), "shares", (!kept.is_empty()).then(|| Value::from(kept)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASE: &str = "[committees]\nnames = [\"A\", \"B\"]\n[[committees.split]]\nof = \"all\"\nshares = { \"A\" = 0.25, \"B\" = 0.75 }\n";

    fn followed(names: &[&str]) -> String {
        let mut draft = Draft::read(CASE).unwrap();
        let before = draft.ids("committees", "names");
        let names: toml_edit::Array = names.iter().copied().collect();
        draft.set("committees", None, "names", Some(Value::from(names)));
        follow(&mut draft, &before);
        draft.text()
    }

    #[test]
    fn shares_follow_the_names_of_committees() {
        assert!(followed(&["A", "Børn og unge"]).contains("shares = { A = 0.25, \"Børn og unge\" = 0.75 }"));
        assert!(followed(&["B", "A"]).contains("\"A\" = 0.25, \"B\" = 0.75"), "an order is no name");
        assert!(followed(&["B"]).contains("shares = { B = 0.75 }"));
        assert!(followed(&["A", "B", "C"]).contains("\"A\" = 0.25, \"B\" = 0.75"));
    }
}
