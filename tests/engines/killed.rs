//! An engine that is killed, and a worker of it that is killed alone: a failure that says so and no release, or the same release.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use super::broken::refused;
use super::{DUCKDB, Engine, SAIL, THREE_WORKERS, built, small};
use crate::tools::files;
use crate::world::World;

/// Sail as a cluster of two workers, each a process of its own.
const TWO_PROCESSES: Engine =
    Engine { name: "sail-processes", run: &["sail", "--workers", "2", "--processes"], ..SAIL };

/// The small country with scripts, and how many there are.
fn with_scripts(engine: Engine) -> (World, usize) {
    let world = built(small());
    let written = engine.write(&world);
    assert!(written.status.success(), "{}", world.said(&written.stderr));
    let list = std::fs::read(engine.folder(&world).join("scripts.json")).unwrap();
    let list: serde_json::Value = serde_json::from_slice(&list).unwrap();
    (world, list["registers"].as_array().unwrap().len())
}

/// The scripts run again give the release.
#[track_caller]
fn runs_again(engine: Engine, python: &str, world: &World) {
    let ran = engine.run(python, &engine.folder(world));
    assert!(ran.status.success(), "{}", world.said(&ran.stderr));
    builds(engine, world);
}

/// The results give the release that the extracts gave.
#[track_caller]
fn builds(engine: Engine, world: &World) {
    let output = engine.build(world);
    assert!(output.status.success(), "{}", world.said(&output.stderr));
    engine.compare(world);
}

#[test]
fn an_engine_that_is_killed_leaves_no_release() {
    for engine in [DUCKDB, THREE_WORKERS] {
        if let Some(python) = engine.python() {
            killed(engine, &python);
        }
    }
}

/// Kills an engine with all its workers while it writes.
fn killed(engine: Engine, python: &str) {
    let (world, scripts) = with_scripts(engine);
    let folder = engine.folder(&world);
    // Killed as soon as so many scripts have ended, whatever the engine is doing then.
    for wanted in [1, scripts / 2] {
        let mut child = engine.command(python, std::slice::from_ref(&folder)).stderr(Stdio::null()).spawn().unwrap();
        let there = || {
            let all = files(&folder.join("results")).into_iter();
            let ended = all.filter(|(name, _)| name.to_str().unwrap().contains("totals"));
            ended.map(|(name, _)| name.parent().unwrap().to_owned()).collect::<BTreeSet<_>>().len()
        };
        while there() < wanted && child.try_wait().unwrap().is_none() {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        if there() < scripts {
            refused(engine, &world);
        }
    }
    runs_again(engine, python, &world);
}

#[test]
fn a_worker_that_is_killed_alone_changes_no_sum() {
    let Some(python) = TWO_PROCESSES.python() else { return };
    let (world, scripts) = with_scripts(TWO_PROCESSES);
    let folder = TWO_PROCESSES.folder(&world);
    for (wanted, worker) in [(1, "1"), (scripts / 2, "2")] {
        let _ = std::fs::remove_dir_all(folder.join("results"));
        let mut driver = TWO_PROCESSES.command(&python, std::slice::from_ref(&folder));
        let mut driver = driver.stderr(Stdio::piped()).spawn().unwrap();
        let (mut said, mut ended, mut process, mut killed) = (String::new(), 0, None, false);
        for line in BufReader::new(driver.stderr.take().unwrap()).lines() {
            let line = line.unwrap();
            process = process.or(line.strip_prefix(&format!("worker {worker}: process ")).map(str::to_owned));
            ended += usize::from(line.contains(".sql: "));
            // As soon as so many scripts have ended, while others are to come.
            if ended == wanted && !killed {
                let worker = process.as_ref().unwrap();
                assert!(Command::new("kill").args(["-KILL", worker]).status().unwrap().success());
                killed = true;
            }
            said += &format!("{line}\n");
        }
        assert!(killed, "{said}");
        if driver.wait().unwrap().success() {
            // The engine did the work of the worker again.
            assert_eq!(ended, scripts, "{said}");
            builds(TWO_PROCESSES, &world);
        } else {
            assert!(said.contains(".sql stopped: ") && said.contains("hint: run the scripts again"), "{said}");
            refused(TWO_PROCESSES, &world);
        }
    }
    runs_again(TWO_PROCESSES, &python, &world);
}
