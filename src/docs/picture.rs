//! The page `house` against the source: crate table and Cargo manifests, paths and names in the tables of changes.

use std::collections::BTreeSet;
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
    for pure in ["statistics", "designs", "calculation"] {
        let found = dependencies(&manifest(&format!("src/{pure}")));
        for library in ["polars", "polars-arrow", "parquet", "arrow", "serde_json"] {
            assert!(!found.contains(library), "`{pure}` depends on {library}");
        }
    }
    assert_eq!(with("synth"), ["cli"]);
    let listed: BTreeSet<String> =
        table("Dependencies").iter().flat_map(|row| code(row[0])).map(str::to_owned).collect();
    let all = workspace();
    let all: BTreeSet<String> = all["dependencies"].as_table().unwrap().keys().cloned().collect();
    let external: BTreeSet<String> = all.difference(&members).cloned().collect();
    assert_eq!(listed, external, "the table of dependencies, and [workspace.dependencies]");
}

/// The source of the program, joined.
fn source() -> String {
    fn read(folder: &Path, all: &mut String) {
        let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                read(&path, all);
            } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("picture.rs") {
                all.push_str(&std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut all = String::new();
    read(&project().join("src"), &mut all);
    all
}

#[test]
fn paths_and_names_of_the_page_exist() {
    let source = source();
    let words: BTreeSet<&str> = source.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let mut missing = Vec::new();
    for heading in ["The verbs", "Where a change belongs", "Five changes, file by file", "Rules"] {
        for name in code(section(heading)) {
            let is_path = name.contains('/') || [".rs", ".toml", ".md"].iter().any(|end| name.ends_with(end));
            let exists = if is_path {
                project().join(name).exists()
            } else if name.starts_with("--") || name.starts_with("som ") {
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
