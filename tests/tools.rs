//! Runs the command and reads its output.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The project's folder.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the command in the project's folder.
pub fn som(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_som")).current_dir(project()).args(arguments).output().unwrap()
}

/// Runs the command and expects success; returns standard output.
pub fn fine(arguments: &[&str]) -> String {
    let output = som(arguments);
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "som {arguments:?} failed: {error}");
    String::from_utf8(output.stdout).unwrap()
}

/// Runs the command and expects an exit code; returns standard error.
pub fn fails(code: i32, arguments: &[&str]) -> String {
    let output = som(arguments);
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "som {arguments:?} said: {error}");
    error
}

/// The target groups of whom `som synth` knows the truth.
const MODELLED: [&str; 4] = ["homelessness", "drug_use_18_25", "foster_care_6_13", "anxiety_depression_6_13"];

/// The project's definitions with the four target groups of whom `som synth` knows the truth, each text changed, in a folder
/// `pipelines`: a smaller plan than the catalogue's.
pub fn modelled(folder: &Path, change: &dyn Fn(&str) -> String) -> PathBuf {
    let pipelines = folder.join("pipelines");
    for (path, bytes) in files(&project().join("pipelines")) {
        let named = path.file_stem().is_some_and(|name| MODELLED.iter().any(|group| name == *group));
        // Arguments and studies name groups that are not here.
        let of_others = match path.components().next().map(|part| part.as_os_str().to_string_lossy()) {
            Some(part) if part == "target_groups" => !named,
            Some(part) if part == "effects" => !path.ends_with("examples.toml"),
            Some(part) => part == "qualification",
            None => false,
        };
        if !of_others {
            let to = pipelines.join(&path);
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::write(to, change(&String::from_utf8(bytes).unwrap())).unwrap();
        }
    }
    pipelines
}

/// Every file below a folder with its bytes, except the cache and the room.
pub fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.ends_with(".cache") || path.ends_with(".room") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push((path.strip_prefix(folder).unwrap().to_owned(), std::fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// Compares results with `tests/expected/<name>.txt`, case by case. `SOM_EXPECT=write` in the environment writes the file
/// instead, for review before it is committed.
pub fn expected(name: &str, found: &[(String, String)]) {
    let path = project().join("tests/expected").join(format!("{name}.txt"));
    let text: String = found.iter().map(|(case, said)| format!("=== {case}\n{}\n\n", said.trim_end())).collect();
    if blessing() {
        std::fs::write(&path, &text).unwrap();
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    let cases = |text: &str| -> Vec<String> { text.split("=== ").skip(1).map(str::to_owned).collect() };
    for (found, wanted) in cases(&text).iter().zip(cases(&wanted)) {
        assert_eq!(*found, wanted, "{name}: what was said is not what {} says", path.display());
    }
    assert_eq!(text.lines().count(), wanted.lines().count(), "{name}: cases are missing");
}

/// How many trials a list has. Each has a name of its own and tests that are there, unless its result says that it is open.
pub fn trials_with_tests(list: &str) -> usize {
    let mut sources = String::new();
    for folder in ["tests", "src"] {
        for (path, bytes) in files(&project().join(folder)) {
            if path.extension().is_some_and(|extension| extension == "rs") {
                sources += &String::from_utf8(bytes).unwrap();
            }
        }
    }
    let mut reader = csv::Reader::from_path(project().join(list)).unwrap();
    let (mut trials, mut missing) = (std::collections::BTreeSet::new(), Vec::new());
    for row in reader.records() {
        let row = row.unwrap();
        assert!(trials.insert(row[1].to_owned()), "{row:?} is listed twice");
        let tests: Vec<&str> = row[4].split_whitespace().collect();
        assert!(!tests.is_empty() || row[3].starts_with("open"), "{row:?}");
        missing.extend(tests.into_iter().filter(|test| !sources.contains(&format!("fn {test}("))).map(str::to_owned));
    }
    assert!(missing.is_empty(), "no such tests: {missing:?}");
    trials.len()
}

/// Whether expectations are written instead of compared.
pub fn blessing() -> bool {
    std::env::var("SOM_EXPECT").as_deref() == Ok("write")
}
