//! `som synth`: nothing remains after an interruption, and every planted delivery fault has its message. A build with a fault
//! publishes nothing, except for faults that are counted and not refused.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use som::synth::Fault;

use crate::tools::{blessing, expected, fails, files, fine, som};
use crate::world::World;

/// Faults that a build counts.
const COUNTED: [Fault; 7] = [
    Fault::UnmatchedKey,
    Fault::MissingPersons,
    Fault::NullKey,
    Fault::NullDate,
    Fault::UnknownCode,
    Fault::BornLater,
    Fault::EndsBeforeStart,
];

/// Beside a good release, whose files and cache must not change.
#[test]
fn every_planted_fault_has_its_own_message() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (good, output) = (path("good"), path("output"));
    let asked = ["synth", "--persons", "1500", "--seed", "3"];
    fine(&[&asked[..], &["--out", &good]].concat());
    fine(&["build", "--extracts", &good, "--output", &output, "--release", "good"]);
    let kept = || -> Vec<(PathBuf, Vec<u8>)> {
        let all = files(&folder.path().join("output/.cache"));
        all.into_iter().filter(|(name, _)| name.extension().is_some_and(|end| end == "kept")).collect()
    };
    let before = (files(Path::new(&output)), kept());
    let said = |fault: &Fault| {
        let name = fault.name();
        let extracts = path(&format!("extracts-{name}"));
        fine(&[&asked[..], &["--faults", &name, "--out", &extracts]].concat());
        let counted = COUNTED.contains(fault);
        // A successful build has its own output folder, since it adds cache entries.
        let output = if counted { path(&name) } else { output.clone() };
        let built = som(&["build", "--extracts", &extracts, "--output", &output, "--release", "r"]);
        let code = built.status.code().unwrap();
        let now = kept();
        let left = files(Path::new(&output)) == before.0 && before.1.iter().all(|entry| now.contains(entry));
        assert!(blessing() || (code == 0) == counted && left != counted, "{name}: exit {code}");
        std::fs::remove_dir_all(&extracts).unwrap();
        let error = String::from_utf8(built.stderr).unwrap();
        let error = error.replace(&extracts, "DIR/extracts").replace(folder.path().to_str().unwrap(), "DIR");
        (name, format!("exit {code}\n{error}"))
    };
    // Builds that succeed have folders of their own, so they can run beside those that are refused.
    let all = Fault::value_variants();
    let of = |counted: bool| {
        let chosen = all.iter().enumerate().filter(move |(_, fault)| COUNTED.contains(fault) == counted);
        chosen.map(|(at, fault)| (at, said(fault))).collect::<Vec<_>>()
    };
    let mut found = std::thread::scope(|scope| {
        let counted = scope.spawn(|| of(true));
        let refused = of(false);
        [counted.join().unwrap(), refused].concat()
    });
    found.sort_by_key(|(at, _)| *at);
    let found: Vec<(String, String)> = found.into_iter().map(|(_, found)| found).collect();
    expected("faults", &found);
    let plan = fine(&["plan", "--extracts", &good, "--output", &output, "--format", "csv"]);
    assert!(plan.lines().skip(1).all(|line| line.ends_with(",kept,")), "{plan}");
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

/// Definitions with registers, paths and columns that the generator's own model does not know.
#[test]
fn extracts_of_an_analysts_own_registers_build() {
    let world = World::small();
    let at = |name: &str| world.path(name).display().to_string();
    let pipelines = ["--pipelines", &at("pipelines")];
    let out = at("synthetic");
    let said = fine(&[&["synth", "--persons", "3000", "--out", &out], &pipelines[..]].concat());
    assert!(said.contains("\n  sheltered × left: rows added that make 25 persons succeed and 18 not; "), "{said}");
    for name in ["people/people2012.parquet", "income2014.parquet", "stays.parquet", "weeks.parquet", "deaths.parquet"]
    {
        assert!(Path::new(&out).join(name).is_file(), "{name} is not where the definitions look for it");
    }
    fine(&[&["build", "--extracts", &out, "--output", &at("made"), "--release", "r"], &pipelines[..]].concat());
    let demo =
        fine(&[&["demo", "--persons", "3000", "--language", "en", "--output", &at("demo")], &pipelines[..]].concat());
    assert!(demo.contains("sheltered / all / left") && demo.contains("som new case --database"), "{demo}");
}

/// A working folder with definitions and nothing else: the demo writes its example case.
#[test]
fn a_demo_outside_the_repository_has_its_example() {
    let folder = tempfile::tempdir().unwrap();
    let pipelines = crate::tools::project().join("pipelines").display().to_string();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_som"));
    command.current_dir(folder.path()).args(["demo", "--persons", "2000", "--pipelines", &pipelines]);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("som calculate output/demo/homelessness.toml --database output/demo/2026.1"), "{said}");
    assert!(folder.path().join("output/demo/homelessness.toml").is_file());
}

/// Large extracts, stopped while they are written: by one signal, and by two in a row.
#[cfg(unix)]
#[test]
fn stopped_synth_leaves_nothing() {
    for signals in [1, 2] {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("extracts");
        let left = || std::fs::read_dir(folder.path()).unwrap().count();
        let mut synth = std::process::Command::new(env!("CARGO_BIN_EXE_som"))
            .current_dir(crate::tools::project())
            .args(["synth", "--persons", "5000000", "--out", out.to_str().unwrap()])
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        while left() == 0 {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        for _ in 0..signals {
            let id = synth.id().to_string();
            assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        }
        assert_eq!(synth.wait().unwrap().code(), Some(130));
        assert_eq!(left(), 0, "after {signals} signal(s)");
    }
}
