//! `som new`: valid as it stands; a case is the same in both languages.

use std::path::Path;

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

/// Every option that is commented out in a template is valid.
#[test]
fn every_example_in_a_comment_is_valid() {
    for language in ["da", "en"] {
        let (text, _) = new(language);
        let on: String = text
            .lines()
            .map(|line| {
                let bare = line.strip_prefix("# ").unwrap_or(line);
                let key = bare.split(" = ").next().unwrap_or_default();
                let is_key = bare.contains(" = ") && key.chars().all(|c| c.is_ascii_lowercase() || "_.".contains(c));
                let is_table = bare.starts_with('[') && !bare.contains("…");
                let comment = line.starts_with("# ") && !is_key && !is_table;
                format!("{}\n", if comment { "" } else { bare })
            })
            .collect();
        let on: String =
            on.lines().filter(|line| !line.starts_with("leave_out")).map(|line| format!("{line}\n")).collect();
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

fn copy(from: &Path, to: &Path) {
    for (name, bytes) in tools::files(from) {
        let path = to.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

/// The lines of a template with what is switched off by a `#` switched on, but for some.
fn switched_on(text: &str, but: &[&str]) -> String {
    let on = |line: &str| {
        let bare = line.strip_prefix("# ").filter(|bare| {
            let key = bare.split(" = ").next().unwrap_or_default();
            let is_key = bare.contains(" = ") && key.chars().all(|c| c.is_ascii_lowercase() || "_.".contains(c));
            (is_key || bare.starts_with('[')) && !but.contains(&key)
        });
        format!("{}\n", bare.unwrap_or(line))
    };
    text.lines().map(on).collect()
}

#[test]
fn a_target_group_and_an_experience_are_valid_in_the_catalogue() {
    let folder = tempfile::tempdir().unwrap();
    let pipelines = folder.path().join("pipelines");
    copy(&tools::project().join("pipelines"), &pipelines);
    let at = |name: &str| pipelines.join(name).display().to_string();
    let check = || tools::fine(&["check", "--pipelines", pipelines.to_str().unwrap()]);
    let persons = |said: &str| said.lines().nth(1).unwrap().split(' ').next().unwrap().parse::<usize>().unwrap();
    let groups = |said: &str| {
        let (before, _) = said.split_once(" target groups").unwrap();
        before.rsplit(' ').next().unwrap().parse::<usize>().unwrap()
    };
    let before = check();
    let (group, experience) = (at("target_groups/adults/new.toml"), at("experiences/new.toml"));
    tools::fine(&["new", "target-group", "--to", &group]);
    tools::fine(&["new", "experience", "--to", &experience]);
    let said = check();
    assert_eq!((groups(&said), persons(&said)), (groups(&before) + 1, persons(&before) + 5), "{said}");
    for (path, but) in [(&group, &[][..]), (&experience, &["link"])] {
        let text = std::fs::read_to_string(path).unwrap();
        assert_ne!(switched_on(&text, but), text);
        std::fs::write(path, switched_on(&text, but)).unwrap();
        check();
        assert!(tools::fails(15, &["new", "experience", "--to", path]).contains("cannot be written"));
    }
}

/// From an empty folder to a release: definitions, a check, and a build from extracts.
#[test]
fn a_folder_of_definitions_makes_a_release() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (pipelines, extracts, output) = (at("definitions"), at("extracts"), at("output"));
    tools::fine(&["new", "release", "--to", &pipelines]);
    let said = tools::fine(&["check", "--pipelines", &pipelines]);
    assert!(
        said.starts_with(
            "6 registers, 2 variables, 2 consequences, 1 target group, 2 prices: no mistakes\n5 test persons"
        ),
        "{said}"
    );
    let of = tools::modelled(folder.path(), &str::to_owned).display().to_string();
    tools::fine(&["synth", "--pipelines", &of, "--persons", "20000", "--seed", "3", "--out", &extracts]);
    let given = ["--pipelines", &pipelines, "--extracts", &extracts, "--output", &output, "--release", "2026.1"];
    tools::fine(&[&["build"], &given[..]].concat());
    let said = tools::fine(&["verify", &at("output/2026.1")]);
    assert!(said.starts_with("2026.1: 18 tables, 20 regressions"), "{said}");
    assert!(tools::fails(15, &["new", "release", "--to", &pipelines]).contains("cannot be written"));
}
