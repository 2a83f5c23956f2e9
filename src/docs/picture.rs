//! The page `house` compared with the source: crate table and Cargo manifests, paths and names in the tables of changes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const PAGE: &str = include_str!("house.md");

/// The folder of the project.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn manifest(folder: &str) -> toml::Table {
    let path = project().join(folder).join("Cargo.toml");
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())).parse().unwrap()
}

/// The normal dependencies of a manifest.
fn dependencies(manifest: &toml::Table) -> BTreeSet<String> {
    manifest.get("dependencies").and_then(toml::Value::as_table).into_iter().flat_map(|t| t.keys().cloned()).collect()
}

/// All that a crate of the workspace depends on, through others too: by the manifests of crates, and by Cargo.lock below them.
fn needed(name: &str) -> BTreeSet<String> {
    let lock: toml::Table = std::fs::read_to_string(project().join("Cargo.lock")).unwrap().parse().unwrap();
    let mut locked: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in lock["package"].as_array().unwrap() {
        let dependencies = package.get("dependencies").and_then(toml::Value::as_array).into_iter().flatten();
        let names = dependencies.map(|dependency| dependency.as_str().unwrap().split(' ').next().unwrap());
        locked.entry(package["name"].as_str().unwrap()).or_default().extend(names);
    }
    let members = members();
    let mut all = BTreeSet::new();
    let mut next = vec![name.to_owned()];
    while let Some(name) = next.pop() {
        if members.contains(&name) {
            next.extend(
                dependencies(&manifest(&format!("src/{name}"))).into_iter().filter(|one| all.insert(one.clone())),
            );
        } else {
            let names = locked.get(&*name).unwrap_or_else(|| panic!("Cargo.lock has no `{name}`"));
            next.extend(names.iter().map(|one| (*one).to_owned()).filter(|one| all.insert(one.clone())));
        }
    }
    all
}

/// The text of a section, by its heading.
fn section(heading: &str) -> &'static str {
    let start = PAGE.find(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no section {heading}"));
    let text = &PAGE[start + 4..];
    &text[..text.find("\n## ").unwrap_or(text.len())]
}

/// The cells of a section's first table, without its head.
fn table(heading: &str) -> Vec<Vec<&'static str>> {
    let rows = section(heading).lines().filter(|line| line.starts_with('|')).skip(2);
    rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

/// The texts in backquotes.
fn code(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

fn workspace() -> toml::Table {
    manifest("").get("workspace").and_then(toml::Value::as_table).unwrap().clone()
}

/// The names of the workspace's crates.
pub fn members() -> BTreeSet<String> {
    let workspace = workspace();
    let members = workspace["members"].as_array().unwrap();
    members.iter().map(|member| member.as_str().unwrap().strip_prefix("src/").unwrap().to_owned()).collect()
}

#[test]
fn the_crate_table_is_the_dependencies_of_the_manifests() {
    let members = members();
    let mut above: Vec<&str> = Vec::new();
    for row in table("The crates") {
        let name = code(row[0])[0];
        let knows: BTreeSet<String> = code(row[1]).into_iter().map(str::to_owned).collect();
        let real: BTreeSet<String> =
            dependencies(&manifest(&format!("src/{name}"))).intersection(&members).cloned().collect();
        assert_eq!(knows, real, "`{name}`: the column \"knows\" of house.md, and src/{name}/Cargo.toml");
        for known in &knows {
            assert!(above.contains(&known.as_str()), "`{name}` knows `{known}`, which is not above it");
        }
        for room in code(row[2]) {
            let places = [format!("src/{name}/{room}.rs"), format!("src/{name}/{room}/mod.rs")];
            assert!(places.iter().any(|place| project().join(place).exists()), "`{name}` has no room `{room}`");
        }
        above.push(name);
    }
    assert_eq!(above.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>(), members);
    let page = include_str!("../lib.rs").lines().filter_map(|line| line.strip_prefix("//! | [`"));
    let listed: Vec<&str> = page.map(|line| line.split('`').next().unwrap()).collect();
    assert_eq!(listed, above, "the table of src/lib.rs, and that of house.md");
}

#[test]
fn heavy_dependencies_stay_behind_their_walls() {
    let members = members();
    let with = |library: &str| {
        let has = |name: &&String| dependencies(&manifest(&format!("src/{name}"))).contains(library);
        members.iter().filter(has).cloned().collect::<Vec<_>>()
    };
    let wall = PAGE.split("polars is a dependency of the crate `").nth(1).unwrap().split('`').next().unwrap();
    for library in ["polars", "polars-arrow"] {
        assert_eq!(with(library), [wall], "{library}");
    }
    let heavy = ["polars", "polars-arrow", "arrow", "parquet", "serde_json", "sql", "engine", "release"];
    for pure in ["statistics", "designs", "calculation"] {
        let needed = needed(pure);
        let found: Vec<&str> = heavy.into_iter().filter(|name| needed.contains(*name)).collect();
        assert_eq!(found, Vec::<&str>::new(), "`{pure}` depends on these, perhaps through others");
    }
    assert_eq!(with("synth"), ["cli"]);
    let listed: BTreeSet<String> =
        table("Dependencies").iter().flat_map(|row| code(row[0])).map(str::to_owned).collect();
    let all = workspace();
    let all: BTreeSet<String> = all["dependencies"].as_table().unwrap().keys().cloned().collect();
    let external: BTreeSet<String> = all.difference(&members).cloned().collect();
    assert_eq!(listed, external, "the table of dependencies, and [workspace.dependencies]");
}

/// The source below a path of the project, joined: a file, or all Rust files of a folder.
fn source(path: &str) -> String {
    fn read(path: &Path, all: &mut String) {
        if path.is_dir() {
            let mut paths: Vec<_> = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
            paths.sort();
            paths.iter().for_each(|path| read(path, all));
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("picture.rs") {
            all.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
    let mut all = String::new();
    read(&project().join(path), &mut all);
    all
}

/// Whether a text in backquotes is a path.
fn is_path(name: &str) -> bool {
    name.contains('/') || [".rs", ".toml", ".md"].iter().any(|end| name.ends_with(end))
}

/// Whether it is an argument of the program.
fn is_argument(name: &str) -> bool {
    name.starts_with("--") || name.starts_with("som ")
}

#[test]
fn paths_and_names_of_the_page_exist() {
    let source = source("src");
    let words: BTreeSet<&str> = source.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let mut missing = Vec::new();
    for heading in ["The verbs", "Where a change belongs", "Five changes, file by file", "Rules"] {
        for name in code(section(heading)) {
            let exists = if is_path(name) {
                project().join(name).exists()
            } else if is_argument(name) {
                true
            } else {
                name.trim_end_matches('!').split("::").all(|word| words.contains(word))
            };
            // A room's page is in each crate, so these two names are of many files.
            if !exists && !["lib.rs", "mod.rs"].contains(&name) {
                missing.push(format!("{heading}: `{name}`"));
            }
        }
    }
    assert!(missing.is_empty(), "house.md names what does not exist:\n{}", missing.join("\n"));
}

#[test]
fn names_occur_in_the_files_beside_them() {
    let cells = table("Where a change belongs").into_iter().flatten();
    let paragraphs =
        ["Five changes, file by file", "Rules"].into_iter().flat_map(|heading| section(heading).split("\n\n"));
    let mut missing = Vec::new();
    for text in cells.chain(paragraphs) {
        let (paths, names): (Vec<&str>, Vec<&str>) =
            code(text).into_iter().filter(|name| !is_argument(name)).partition(|name| is_path(name));
        let paths: Vec<&str> = paths.into_iter().filter(|path| path.ends_with(".rs") || path.ends_with('/')).collect();
        if paths.is_empty() {
            continue;
        }
        let source: String = paths.iter().map(|path| source(path)).collect();
        let words: BTreeSet<&str> = source.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        let is_missing = |name: &&str| !name.trim_end_matches('!').split("::").all(|word| words.contains(word));
        missing.extend(
            names.into_iter().filter(is_missing).map(|name| format!("`{name}` is not in {}", paths.join(", "))),
        );
    }
    assert!(missing.is_empty(), "house.md places names in files that do not have them:\n{}", missing.join("\n"));
}

/// The files of a folder that name a member of the enum of kinds of registers.
fn naming_kinds(path: &Path, found: &mut BTreeSet<String>) {
    if path.is_dir() {
        std::fs::read_dir(path).unwrap().for_each(|entry| naming_kinds(&entry.unwrap().path(), found));
    } else if path.extension().is_some_and(|end| end == "rs") {
        let text = std::fs::read_to_string(path).unwrap();
        let is_named = |kind: &crate::words::RegisterKind| text.contains(&format!("Kind::{kind:?}"));
        if crate::words::RegisterKind::ALL.iter().any(is_named) {
            found.insert(path.strip_prefix(project()).unwrap().display().to_string());
        }
    }
}

#[test]
fn kinds_of_registers_are_named_only_where_they_differ() {
    let mut found = BTreeSet::new();
    naming_kinds(&project().join("src"), &mut found);
    found.retain(|path| !path.starts_with("src/definitions/register/") && !path.ends_with("tests.rs"));
    let differ = ["src/engine/variables/kinds.rs", "src/scripts/lib.rs", "src/synth/declared.rs"];
    assert_eq!(found.into_iter().collect::<Vec<_>>(), differ, "ask `KindRules`; house.md lists where kinds differ");
}
