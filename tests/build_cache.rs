//! The cache of builds. With entries reused, recomputed or repaired, a release has the same bytes as a build without a cache.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use arrow::array::AsArray;
use arrow::datatypes::Float64Type;

use crate::tools::{files, fine, modelled, som};
use crate::world::{World, numbers};

/// Builds a release and returns standard error.
fn build(world: &World, release: &str, more: &[&str]) -> String {
    let mut arguments = world.arguments();
    release.clone_into(arguments.last_mut().unwrap());
    arguments.extend(more.iter().map(|word| (*word).to_owned()));
    let output = som(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    let said = world.said(&output.stderr);
    assert!(output.status.success(), "{said}");
    said
}

/// The plan of reading: purpose, register, state and reason.
fn plan(world: &World) -> Vec<String> {
    let path = |name: &str| world.path(name).display().to_string();
    let [pipelines, extracts, output] = ["pipelines", "extracts", "output"].map(path);
    let words = ["plan", "--pipelines", &pipelines, "--extracts", &extracts, "--output", &output, "--format", "csv"];
    let output = som(&words);
    assert!(output.status.success(), "{}", world.said(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().skip(1).map(str::to_owned).collect()
}

/// The plan's rows without a cache entry.
fn again(world: &World) -> Vec<String> {
    plan(world).into_iter().filter(|line| !line.ends_with(",kept,")).collect()
}

/// A release and its audit, by file.
fn release(world: &World, name: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let (tables, audit) = (files(&world.path("output").join(name)), files(&world.path("output/audit").join(name)));
    tables.into_iter().chain(audit).collect()
}

/// Compares a build with the cache and one without, under one name.
#[track_caller]
fn same_as_cold(world: &World) -> String {
    let said = build(world, "warm", &[]);
    let warm = release(world, "warm");
    for folder in ["output/warm", "output/audit/warm"] {
        std::fs::remove_dir_all(world.path(folder)).unwrap();
    }
    world.unregister("warm");
    build(world, "warm", &["--no-cache"]);
    assert!(warm == release(world, "warm"), "other bytes");
    for folder in ["output/warm", "output/audit/warm"] {
        std::fs::remove_dir_all(world.path(folder)).unwrap();
    }
    world.unregister("warm");
    said
}

#[test]
fn only_changed_inputs_are_read_again() {
    let world = World::small();
    assert!(plan(&world).iter().all(|line| line.ends_with(",new,")), "{:?}", plan(&world));
    build(&world, "r", &[]);
    assert_eq!(again(&world), [""; 0]);
    same_as_cold(&world);

    world.change("income2012.parquet", |table| {
        table.map("INDKOMST", |array| numbers(array.as_primitive::<Float64Type>().values().iter().map(|x| x + 1.0)));
    });
    assert_eq!(again(&world), ["consequences,income,stale,file income2012.parquet changed"]);
    same_as_cold(&world);
    assert_eq!(again(&world), [""; 0]);

    world.define("variables/all.toml", "SUM(amount)", "MAX(amount)");
    let changed = again(&world);
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert!(changed[0].starts_with("consequences,visits,stale,variable `"), "{changed:?}");
    same_as_cold(&world);

    world.define("target_groups/adults/sheltered.toml", "last = 64", "last = 60");
    let changed = again(&world);
    assert!(changed.iter().all(|line| line.contains("the target groups' populations changed")), "{changed:?}");
    same_as_cold(&world);

    world.change("deaths.parquet", |table| table.take(1..5));
    let changed = again(&world);
    assert_eq!(changed[0], "population,,stale,file deaths.parquet changed");
    assert_eq!(changed.len(), plan(&world).len(), "everything follows from who is there");
    same_as_cold(&world);
}

#[test]
fn changes_of_labels_keep_every_entry() {
    let world = World::small();
    build(&world, "r", &[]);
    world.define("registers/visits.toml", "id =", "# a remark\n\nid =");
    world.define("variables/all.toml", "[[variable]]", "# another\n[[variable]]");
    assert_eq!(again(&world), [""; 0]);
}

#[test]
fn a_stopped_build_resumes_from_its_entries() {
    let world = World::small();
    world.bytes("income2013.parquet", |bytes| bytes.truncate(40));
    let stopped = world.build();
    assert_eq!(stopped.status.code(), Some(11));
    world.put("income2013.parquet", world.table("income2012.parquet"));
    let missing = again(&world);
    assert!(missing.iter().all(|line| line.starts_with("consequences,")), "{missing:?}");
    let finished = world.kept();
    assert!(finished.len() >= 2, "{finished:?}");
    build(&world, "went-on", &[]);
    assert!(finished.iter().all(|(path, at)| world.kept().get(path) == Some(at)), "finished work was done again");
    same_as_cold(&world);
}

#[test]
fn a_damaged_entry_is_detected_and_recomputed() {
    let world = World::small();
    build(&world, "r", &[]);
    let damaged: Vec<PathBuf> = world.kept().into_keys().collect();
    for (number, path) in damaged.iter().enumerate() {
        let mut bytes = std::fs::read(path).unwrap();
        match number % 3 {
            0 => bytes.clear(),
            1 => bytes.truncate(bytes.len() / 2),
            _ => {
                let middle = bytes.len() * 3 / 4;
                bytes[middle] ^= 1;
            }
        }
        std::fs::write(path, bytes).unwrap();
    }
    let said = same_as_cold(&world);
    assert!(said.contains(&format!("note: {} damaged cache entries were made anew", damaged.len())), "{said}");
    assert!(!same_as_cold(&world).contains("damaged"));
}

/// Every file below a folder, with its time of modification.
fn written(folder: &Path) -> Vec<(PathBuf, SystemTime)> {
    let read = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<_> = read.map(|path| (path.clone(), path.metadata().unwrap().modified().unwrap())).collect();
    found.sort();
    found
}

#[test]
fn an_unchanged_build_does_no_work() {
    let world = World::small();
    build(&world, "r", &[]);
    let before = (files(&world.path("output")), written(&world.path("output/r")), world.kept());
    assert_eq!(
        build(&world, "r", &[]),
        "nothing to do: DIR/output/r: the same extracts, definitions and program made this release\n"
    );
    let after = (files(&world.path("output")), written(&world.path("output/r")), world.kept());
    assert!(before == after, "something was written");
    // The same inputs under another name reuse every entry.
    build(&world, "s", &[]);
    assert_eq!(world.kept(), before.2);
    let refused = |why: &str| {
        let output = world.build();
        let said = world.said(&output.stderr);
        assert_eq!(output.status.code(), Some(16), "{why}: {said}");
        assert!(!said.contains("nothing to do"), "{why}: {said}");
    };
    std::fs::rename(world.path("output/audit/r"), world.path("audit")).unwrap();
    refused("without its audit a release is not what a build would make");
    std::fs::rename(world.path("audit"), world.path("output/audit/r")).unwrap();
    world.change("deaths.parquet", |table| table.take(1..5));
    refused("other extracts");
}

#[test]
fn a_refused_build_keeps_the_entries() {
    let world = World::small();
    build(&world, "r", &[]);
    let (before, releases) = (world.kept(), files(&world.path("output")));
    let good = world.table("visits/part1.parquet");
    world.change("visits/part1.parquet", |table| table.null("BELOB", &[5]));
    let refused = world.build_as("s");
    assert_eq!(refused.status.code(), Some(11));
    assert_eq!(files(&world.path("output")), releases, "nothing is published");
    assert!(before.iter().all(|(path, at)| world.kept().get(path) == Some(at)), "what was kept is kept");
    world.put("visits/part1.parquet", good);
    assert_eq!(again(&world), [""; 0]);
    build(&world, "s", &[]);
    assert_eq!(world.kept(), before, "nothing was read again");
}

/// A build of some seconds, stopped after its first cache entry.
#[cfg(unix)]
#[test]
fn an_interrupted_build_leaves_no_partial_release_and_can_resume() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (extracts, output) = (path("extracts"), path("output"));
    let pipelines = modelled(folder.path(), &str::to_owned).display().to_string();
    fine(&["synth", "--pipelines", &pipelines, "--persons", "60000", "--seed", "4", "--out", &extracts]);
    let to = ["--extracts", &extracts, "--output", &output, "--release", "r", "--threads", "1"];
    let arguments = [&["build", "--pipelines", &pipelines], &to[..]].concat();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_som"));
    command.current_dir(crate::tools::project()).args(&arguments).stdout(std::process::Stdio::null());
    let building = command.stderr(std::process::Stdio::piped()).spawn().unwrap();
    let cache = folder.path().join("output/.cache");
    let entries = || -> Vec<(PathBuf, SystemTime)> {
        let all = if cache.is_dir() { written(&cache) } else { Vec::new() };
        all.into_iter().filter(|(path, _)| path.extension().is_some_and(|end| end == "kept")).collect()
    };
    while entries().len() < 2 {
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    let id = building.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let stopped = building.wait_with_output().unwrap();
    let said = String::from_utf8(stopped.stderr).unwrap();
    assert_eq!(stopped.status.code(), Some(130), "{said}");
    let how = "error: interrupted: nothing was published\n\
               hint: run the same command again; a build goes on after the registers that it had finished\n";
    assert!(said.ends_with(how), "{said}");
    assert!(files(&folder.path().join("output")).is_empty(), "no half is left");
    let finished = entries();
    fine(&arguments);
    let now = entries();
    assert!(finished.iter().all(|entry| now.contains(entry)), "what was finished was not done again");
    fine(&["verify", &path("output/r")]);
}
