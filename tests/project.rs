//! Properties of the project: what network code is among the dependencies, and a README with the tested commands.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use crate::tools::project;

/// HTTP clients, TLS libraries and their foundations.
const BANNED: &[&str] = &[
    "reqwest",
    "rustls",
    "native-tls",
    "openssl",
    "openssl-sys",
    "ring",
    "aws-lc-rs",
    "object_store",
    "ureq",
    "curl",
    "h2",
    "tokio-rustls",
    "hyper-rustls",
    "webpki-roots",
];

/// The server of `som serve`, which a build without default features leaves out.
const SERVER: &[&str] = &["hyper", "hyper-util", "axum", "axum-core", "http", "som-serve", "tower"];

/// The crates of a build.
fn tree(options: &[&str]) -> Vec<String> {
    // Cargo.lock also lists packages of features that are off, so the resolved tree is compared.
    let tree = Command::new(env!("CARGO"))
        .current_dir(project())
        .args(["tree", "--locked", "--offline", "--edges", "normal,build", "--prefix", "none", "--package", "som"])
        .args(options)
        .output()
        .unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8(tree.stdout).unwrap();
    let names: Vec<String> =
        tree.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect();
    assert!(
        names.iter().any(|name| name == "polars") && names.iter().any(|name| name == "parquet"),
        "the tree is read wrongly"
    );
    names
}

#[test]
fn no_http_client_and_no_tls_is_in_either_build() {
    let has = |names: &[String], wanted: &[&str]| -> Vec<String> {
        wanted.iter().filter(|name| names.iter().any(|found| found == *name)).map(|name| (*name).to_owned()).collect()
    };
    let default = tree(&[]);
    assert_eq!(has(&default, BANNED), Vec::<String>::new());
    assert_eq!(has(&default, SERVER).len(), SERVER.len(), "the list of the server's crates is up to date");
    let bare = tree(&["--no-default-features"]);
    assert_eq!(has(&bare, &[BANNED, SERVER].concat()), Vec::<String>::new());
}

#[test]
fn the_server_has_no_client_beside_it() {
    let features = Command::new(env!("CARGO"))
        .current_dir(project())
        .args([
            "tree",
            "--locked",
            "--offline",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--package",
            "som",
            "--format",
            "{p} [{f}]",
        ])
        .output()
        .unwrap();
    let features = String::from_utf8(features.stdout).unwrap();
    for line in features.lines().filter(|line| line.starts_with("hyper ") || line.starts_with("hyper-util ")) {
        assert!(line.contains('[') && !line.contains("client") && !line.contains("http2"), "{line}");
    }
}

/// The lock's packages, each with the packages it lists.
fn lock() -> BTreeMap<String, Vec<String>> {
    let lock = std::fs::read_to_string(project().join("Cargo.lock")).unwrap();
    let lock: toml::Table = toml::from_str(&lock).unwrap();
    let mut graph: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in lock["package"].as_array().unwrap() {
        let listed = package.get("dependencies").and_then(toml::Value::as_array).cloned().unwrap_or_default();
        let names = listed.iter().filter_map(|d| d.as_str()?.split_whitespace().next().map(str::to_owned));
        graph.entry(package["name"].as_str().unwrap().to_owned()).or_default().extend(names);
    }
    graph
}

#[test]
fn the_lock_reaches_a_network_crate_only_through_polars_features_that_are_off() {
    let mut graph = lock();
    // The lock lists packages of all features. polars' reader and error crates have object stores behind a feature that is
    // off. Without these edges no package in the lock may lead to the network.
    // hyper's second protocol is behind another.
    let off =
        [("polars-io", "object_store"), ("polars-io", "reqwest"), ("polars-error", "object_store"), ("hyper", "h2")];
    for (from, to) in off {
        let listed = graph.get_mut(from).unwrap();
        assert!(listed.iter().any(|name| name == to), "{from} no longer lists {to}: take it off this list");
        listed.retain(|name| name != to);
    }
    let mut seen = BTreeSet::new();
    let mut next = vec!["som".to_owned()];
    while let Some(name) = next.pop() {
        if seen.insert(name.clone()) {
            next.extend(graph.get(&name).cloned().unwrap_or_default());
        }
    }
    let found: Vec<&&str> = BANNED.iter().filter(|banned| seen.contains(**banned)).collect();
    assert!(found.is_empty(), "the lock leads to {found:?}");
}

#[test]
fn the_readme_names_one_command_to_run_and_one_to_test() {
    let readme = std::fs::read_to_string(project().join("README.md")).unwrap();
    assert!(readme.contains("cargo run --release -- demo"));
    assert!(readme.contains("cargo test --release"));
    let ci = std::fs::read_to_string(project().join(".ci/run")).unwrap();
    assert!(ci.contains("README.md"), "the checks run the README's own test command");
}

/// What was wrong once stays right: each such finding has a test.
#[test]
fn every_finding_has_its_test() {
    let findings = crate::tools::trials_with_tests("fixtures/findings/findings.csv");
    assert!(findings > 75, "{findings}");
}
