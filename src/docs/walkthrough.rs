//! The walk-through on the page of definitions, done: its blocks added to the catalogue, loaded, and its test person run.

use std::path::Path;

use crate::check::test_persons;
use crate::definitions::Definitions;

const PAGE: &str = include_str!("definitions.md");

/// The file that a block is to be added to, and the block.
fn blocks() -> Vec<(&'static str, &'static str)> {
    let blocks = PAGE.split("```toml\n# add to ").skip(1);
    blocks.map(|block| block.split("```").next().unwrap().split_once('\n').unwrap()).collect()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let into = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &into) } else { std::fs::copy(&path, &into).map(|_| ()).unwrap() }
    }
}

#[test]
fn a_consequence_is_added_as_the_page_says() {
    let folder = tempfile::tempdir().unwrap();
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    copy(&project.join("pipelines"), &folder.path().join("pipelines"));
    let before = test_persons::run(&Definitions::load(&folder.path().join("pipelines")).unwrap()).unwrap().persons;
    assert_eq!(blocks().len(), 5);
    for (file, block) in blocks() {
        let path = folder.path().join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("{text}\n{block}")).unwrap();
    }
    let definitions = Definitions::load(&folder.path().join("pipelines")).unwrap_or_else(|error| panic!("{error}"));
    assert!(definitions.consequence("physiotherapy_contacts").is_some());
    let results = test_persons::run(&definitions).unwrap();
    assert_eq!((results.persons, results.failures), (before + 1, Vec::new()));
}
