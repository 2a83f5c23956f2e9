//! The fields of a form applied to a case.
//!
//! A field that shows what the file has leaves the file as it is, to the letter; what is emptied is removed.

use std::collections::BTreeMap;

use calculation::case::declared::Occurs;
use foundation::tables::Database;
use foundation::words::Language;

use super::name::Name;
use super::{Draft, committees, places, values};
use crate::form_body::FormBody;

/// The texts of one value, by part.
type Parts<'a> = Vec<(&'a str, &'a str)>;

/// Applies every field of the form that a case has.
pub fn apply(draft: &mut Draft, posted: &FormBody, database: &Database, language: Language) {
    let committees = draft.ids("committees", "names");
    let mut fields: BTreeMap<(usize, Option<usize>, &str), (Name<'_>, Parts<'_>)> = BTreeMap::new();
    for (position, (name, text)) in posted.fields().iter().enumerate() {
        let Some(field) = Name::parse(name) else { continue };
        let order = order(field.section.path).unwrap_or(position);
        let entry = fields.entry((order, field.row, field.key)).or_insert((field, Vec::new()));
        entry.1.push((field.part, text));
    }
    for (field, texts) in fields.values() {
        let (path, row, key) = (field.section.path, field.row, field.key);
        if (field.section.occurs == Occurs::Repeated) != row.is_some() {
            continue;
        }
        // A list has one more row only by the button that adds it.
        if row.is_some_and(|row| row >= draft.rows(path)) {
            continue;
        }
        let kind = field.input.kind;
        let is_share = places::is_share_of_kroner(draft, database, path, row, field.input);
        let written = if is_share { values::Notation::Percent } else { values::notation(kind) };
        let shown = values::texts_in(kind, written, draft.item(path, row, key), language);
        // An answer may have several lines; the reader wants all other texts on one.
        let value = match path {
            "quality" => values::lines(texts),
            _ => values::value(kind, written, texts, language),
        };
        if same(&shown, texts) || (value.is_none() && draft.item(path, row, key).is_none()) {
            continue;
        }
        // What the page has no field for stays, until it is changed in the text.
        let has_field = |part: &str| texts.iter().any(|(sent, _)| *sent == part);
        if shown.iter().any(|(part, text)| !text.is_empty() && !has_field(part)) {
            continue;
        }
        draft.set(path, row, key, value);
    }
    committees::follow(draft, &committees);
    for path in ["target_group.own", "effect.optimism", "consequences.phase_in", "uncertainty", "quality", "committees"]
    {
        let empty = draft.table(path, None).is_some_and(|table| table.is_empty());
        if empty && fields.values().any(|(field, _)| field.section.path == path) {
            draft.remove(path);
        }
    }
}

fn order(path: &str) -> Option<usize> {
    calculation::case::declared::SECTIONS.iter().position(|section| section.path == path)
}

/// Whether the form sent what it was shown.
fn same(shown: &values::Texts, sent: &Parts<'_>) -> bool {
    let filled = |parts: &mut dyn Iterator<Item = (&str, &str)>| {
        let mut parts: Vec<(String, String)> = parts
            .map(|(part, text)| (part.to_owned(), text.trim().replace("\r\n", "\n")))
            .filter(|(_, text)| !text.is_empty())
            .collect();
        parts.sort();
        parts
    };
    filled(&mut shown.iter().map(|(part, text)| (part.as_str(), text.as_str()))) == filled(&mut sent.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASE: &str = "# mine\n[intervention]\nname = \"A\" # a name\nparticipants = 20\ncompletion_rate = 0.850\n\n[[costs.item]]\nname = \"x\"\nkr = \"1250.50\" # with øre\n";

    fn applied(case: &str, fields: &[(&str, &str)]) -> String {
        let mut draft = Draft::read(case).unwrap();
        let body: String = fields
            .iter()
            .map(|(name, text)| {
                format!("{}={}&", name, form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>())
            })
            .collect();
        apply(&mut draft, &FormBody::encoded(body.as_bytes()).unwrap(), &Database::default(), Language::Da);
        draft.text()
    }

    #[test]
    fn what_is_shown_and_sent_back_changes_nothing() {
        let fields = [
            ("intervention//name", "A"),
            ("intervention//participants", "20"),
            ("intervention//completion_rate", "85"),
            ("intervention//years_to_completion", ""),
            ("costs.item/0/kr", "1.250,5"),
            ("uncertainty//net_rate/low", ""),
        ];
        assert_eq!(applied(CASE, &fields), CASE);
    }

    #[test]
    fn a_changed_field_keeps_its_comment() {
        let fields = [
            ("intervention//name", "Bolig \"først\""),
            ("intervention//completion_rate", "12,5 %"),
            ("costs.item/0/kr", "2.000"),
            ("uncertainty//net_rate/low", "5"),
            ("uncertainty//net_rate/high", "15"),
            ("costs.item/7/kr", "1"),
            ("nonsense//kr", "1"),
        ];
        let text = applied(CASE, &fields);
        assert!(text.contains("name = 'Bolig \"først\"' # a name"), "{text}");
        assert!(text.contains("completion_rate = 0.125\n"), "{text}");
        assert!(text.contains("kr = 2000 # with øre"), "{text}");
        assert!(text.contains("\n[uncertainty]\nnet_rate = { low = 0.05, high = 0.15 }\n"), "{text}");
        assert!(!text.contains("nonsense") && text.starts_with("# mine\n"), "{text}");
    }

    #[test]
    fn invalid_numbers_keep_their_text() {
        let text = applied(CASE, &[("intervention//participants", "tyve"), ("intervention//completion_rate", "1.2.3")]);
        assert!(text.contains("participants = \"tyve\"") && text.contains("completion_rate = \"1.2.3\""), "{text}");
    }
}
