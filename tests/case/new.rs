//! `som new case`: valid as it stands, in both languages the same case.

use som::case::Inputs;

use super::parse;
use crate::tools;

fn new(language: &str) -> (String, Inputs) {
    let text = tools::fine(&["new", "case", "--language", language]);
    let inputs = parse(&text).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    (text, inputs)
}

#[test]
fn both_languages_are_the_same_case() {
    let ((_, danish), (_, mut english)) = (new("da"), new("en"));
    english.intervention.name.clone_from(&danish.intervention.name);
    for (danish, english) in [(&danish.costs, &mut english.costs), (&danish.displaced, &mut english.displaced)] {
        for (danish, english) in danish.iter().zip(english) {
            english.name.clone_from(&danish.name);
        }
    }
    assert_eq!(danish, english);
}

/// Every possibility that is switched off by a `#` is valid when switched on.
#[test]
fn every_example_in_a_comment_is_valid() {
    for language in ["da", "en"] {
        let (text, _) = new(language);
        let on: String = text
            .lines()
            .map(|line| {
                let bare = line.strip_prefix("# ").unwrap_or(line);
                let key = bare.split(" = ").next().unwrap_or_default();
                let is_key = bare.contains(" = ") && key.chars().all(|c| c.is_ascii_lowercase() || c == '_');
                let is_table = bare.starts_with('[') && !bare.contains("…");
                let comment = line.starts_with("# ") && !is_key && !is_table;
                format!("{}\n", if comment { "" } else { bare })
            })
            .collect();
        let on = on.replace("leave_out = [\"shelter_nights\"]\n", "");
        // The hand-made release has no shelter nights.
        let on = on.replace("consequence = \"shelter_nights\"", "consequence = \"hospital_nights\"");
        let inputs = parse(&on).unwrap_or_else(|mistakes| panic!("{on}\n{mistakes}"));
        assert!(inputs.group.own.is_some() && inputs.during.len() == 1 && inputs.committees.names.len() == 2);
        assert!(inputs.consequences.iter().any(|consequence| consequence.own));
        assert_eq!(inputs.answers.0.len(), 6);
    }
}

#[test]
fn a_file_that_is_there_is_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.toml").display().to_string();
    tools::fine(&["new", "case", "--to", &path]);
    let written = std::fs::read_to_string(&path).unwrap();
    assert_eq!(written, tools::fine(&["new", "case"]));
    let said = tools::fails(15, &["new", "case", "--to", &path]);
    assert!(said.contains("cannot be written"), "{said}");
}
