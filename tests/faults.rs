//! Every fault of delivery that `som synth --faults` plants, and what a build says to it: nothing is published, unless the
//! fault is one that is counted and not refused.

use clap::ValueEnum;
use som::synth::Fault;

use crate::tools::{blessing, expected, fails, files, fine, som};

/// Faults that a build counts.
const COUNTED: [Fault; 2] = [Fault::Stranger, Fault::MissingPersons];

#[test]
fn every_planted_fault_has_its_own_message() {
    let said = |fault: &Fault| {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let (extracts, output, name) = (path("extracts"), path("output"), fault.name());
        fine(&["synth", "--persons", "1500", "--seed", "3", "--faults", &name, "--out", &extracts]);
        let built = som(&["build", "--extracts", &extracts, "--output", &output, "--release", "r"]);
        let code = built.status.code().unwrap();
        let left = std::path::Path::new(&output);
        let left = if left.is_dir() { files(left).len() } else { 0 };
        let counted = COUNTED.contains(fault);
        assert!(blessing() || (code == 0) == counted && (left == 0) != counted, "{name}: exit {code}, {left} files");
        let error = String::from_utf8(built.stderr).unwrap();
        (name, format!("exit {code}\n{}", error.replace(folder.path().to_str().unwrap(), "DIR")))
    };
    let found: Vec<(String, String)> = Fault::value_variants().iter().map(said).collect();
    expected("faults", &found);
}

#[test]
fn faults_are_listed_and_marked() {
    let help = fine(&["synth", "--help"]);
    for fault in Fault::value_variants() {
        assert!(help.contains(&format!("- {}:", fault.name())), "{help}");
    }
    let said = fails(2, &["synth", "--faults", "null-keys", "--out", "nowhere"]);
    assert!(said.contains("a similar value exists: 'null-key'"), "{said}");
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("extracts");
    let asked = ["--persons", "50", "--faults", "empty-file,null-key", "--out", out.to_str().unwrap()];
    fine(&[&["synth"], &asked[..]].concat());
    let mark = std::fs::read_to_string(out.join("SYNTHETIC.toml")).unwrap();
    assert!(mark.ends_with("faults = [\"empty-file\", \"null-key\"]\n"), "{mark}");
}
