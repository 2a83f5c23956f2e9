//! Every command of the README's table and of the tutorial, run in order in a scratch folder. Each must exit with 0.

use std::path::Path;
use std::process::Command;

use crate::tools::project;

/// Commands of the README's table, in order.
fn readme() -> Vec<String> {
    let page = std::fs::read_to_string(project().join("README.md")).unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `som ")?.split('`').next());
    rows.map(|rest| format!("som {rest}")).collect()
}

/// Commands and blocks of the tutorial, in order: a block is appended to the file that its first line names.
fn tutorial() -> Vec<(bool, String)> {
    let page = std::fs::read_to_string(project().join("src/docs/tutorial.md")).unwrap();
    let mut steps = Vec::new();
    for part in page.split("\n```").skip(1).step_by(2) {
        if let Some(commands) = part.strip_prefix("sh\n") {
            steps.extend(commands.lines().map(|command| (true, command.to_owned())));
        } else if let Some(block) = part.strip_prefix("toml\n# add to case.toml\n") {
            steps.push((false, block.to_owned()));
        }
    }
    steps
}

/// Copies a folder of the project.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let into = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &into) } else { std::fs::copy(&path, &into).map(|_| ()).unwrap() }
    }
}

fn run(folder: &Path, command: &str) {
    let mut words = command.split_whitespace();
    assert_eq!(words.next(), Some("som"), "{command}");
    let output = Command::new(env!("CARGO_BIN_EXE_som")).current_dir(folder).args(words).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{command}\n{error}");
}

#[test]
fn every_command_of_the_readme_and_the_tutorial_succeeds() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["pipelines", "fixtures"] {
        copy(&project().join(name), &folder.path().join(name));
    }
    let commands = readme();
    assert!(commands.len() >= 15, "{commands:?}");
    commands.iter().for_each(|command| run(folder.path(), command));
    // The tutorial begins with an empty case, on the release of the demo that the README has made.
    for name in ["case.toml", "report.html", "case.xlsx"] {
        std::fs::remove_file(folder.path().join(name)).unwrap();
    }
    let steps = tutorial();
    assert!(steps.iter().filter(|(is_command, _)| *is_command).count() >= 5, "{steps:?}");
    for (is_command, text) in steps {
        if is_command && text != "som demo" {
            run(folder.path(), &text);
        } else if !is_command {
            let case = folder.path().join("case.toml");
            let so_far = std::fs::read_to_string(&case).unwrap();
            std::fs::write(&case, format!("{so_far}\n{text}")).unwrap();
        }
    }
}
