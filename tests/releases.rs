//! Releases: complete or not there, never changed, the same bytes wherever they are built, and told apart from damaged ones.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use som::knowledge::parquet;
use som::tables::audit::{AuditFitRow, ReadingRow};
use som::words::Status;

use crate::tools::{blessing, expected, files, som};
use crate::world::{World, dates, integers};

fn built(world: &World) -> Vec<u8> {
    let output = world.build();
    assert!(output.status.success(), "{}", world.said(&output.stderr));
    output.stdout
}

fn start(world: &World) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_som"));
    command.args(world.arguments()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// A command's exit code and standard error, with release `r` standing for the output.
fn said(world: &World, arguments: &[&str]) -> String {
    let output = som(arguments);
    format!("exit {}\n{}", output.status.code().unwrap(), world.said(&output.stderr))
}

fn verify(world: &World) -> String {
    said(world, &["verify", world.path("output/r").to_str().unwrap()])
}

#[test]
fn the_same_bytes_on_one_thread_and_two_and_from_another_folder() {
    let (one, two) = (World::small(), World::small());
    for (world, threads) in [(&one, "1"), (&two, "2")] {
        let mut arguments = world.arguments();
        arguments.extend(["--threads".to_owned(), threads.to_owned()]);
        let output = som(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(output.status.success(), "{}", world.said(&output.stderr));
    }
    let (one, two) = (files(&one.path("output")), files(&two.path("output")));
    assert!(one.iter().any(|(name, _)| name == Path::new("r/manifest.json")));
    assert!(one == two, "other bytes");
}

#[test]
fn a_release_never_changes() {
    let world = World::small();
    built(&world);
    let before = files(&world.path("output"));
    let again = world.build();
    let mut found = vec![("a release that exists".to_owned(), code(&world, &again))];
    assert_eq!(files(&world.path("output")), before);
    for name in ["", ".", "..", "a/b", "../b", "audit", "Audit", "2026.1.", "tal for æøå", ".hidden"] {
        let mut arguments = world.arguments();
        name.clone_into(arguments.last_mut().unwrap());
        let output = som(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        found.push((format!("the name `{name}`"), code(&world, &output)));
    }
    assert_eq!(files(&world.path("output")), before);
    let world = World::small();
    world.text("output", "");
    found.push(("a file in the folder's place".to_owned(), code(&world, &world.build())));
    assert_eq!(std::fs::read(world.path("output")).unwrap(), b"");
    let world = World::small();
    world.text("output/audit", "");
    found.push(("a file in the place of the audits".to_owned(), code(&world, &world.build())));
    assert_eq!(world.left(), [Path::new("audit")]);
    let world = World::small();
    world.text("output/.r.release.AbCdEf/tables/fits.parquet", "half");
    built(&world);
    assert!(!world.path("output/.r.release.AbCdEf").exists(), "what a killed build left is swept");
    expected("releases", &found);
}

fn code(world: &World, output: &std::process::Output) -> String {
    format!("exit {}\n{}", output.status.code().unwrap(), world.said(&output.stderr))
}

/// Locks and half-written folders.
fn hidden(world: &World) -> Vec<std::path::PathBuf> {
    let is_hidden = |name: &std::path::PathBuf| name.to_str().unwrap().starts_with('.');
    world.left().into_iter().filter(is_hidden).collect()
}

#[test]
fn one_of_two_builds_at_once_gives_way() {
    let world = World::small();
    // The lock that a build holds from before it reads until its release is there.
    std::fs::create_dir_all(world.path("output")).unwrap();
    let lock = std::fs::File::create(world.path("output/.r.lock")).unwrap();
    lock.lock().unwrap();
    let refused = world.build();
    assert_eq!(world.left(), [Path::new(".r.lock")]);
    expected("locked", &[("a release that another build is writing".to_owned(), code(&world, &refused))]);
    drop(lock);
    let mut builds = [start(&world), start(&world)];
    let codes: Vec<Option<i32>> = builds.iter_mut().map(|build| build.wait().unwrap().code()).collect();
    assert!(codes.contains(&Some(0)), "{codes:?}");
    assert!(codes.iter().all(|code| [Some(0), Some(16)].contains(code)), "{codes:?}");
    assert_eq!(verify(&world).lines().next(), Some("exit 0"));
    assert!(hidden(&world).is_empty(), "{:?}", hidden(&world));
}

#[cfg(unix)]
#[test]
fn an_interrupted_build_leaves_nothing() {
    let world = World::small();
    let mut stopped = 0;
    for delay in 0..200 {
        let mut build = start(&world);
        std::thread::sleep(Duration::from_micros(1_000 + 400 * (delay % 100)));
        // A build that has ended already takes no signal.
        let _ = Command::new("kill").args(["-INT", &build.id().to_string()]).stderr(Stdio::null()).status().unwrap();
        let status = build.wait().unwrap();
        match status.code() {
            Some(0) => {
                assert_eq!(verify(&world).lines().next(), Some("exit 0"));
                std::fs::remove_dir_all(world.path("output")).unwrap();
            }
            Some(130) => {
                stopped += 1;
                assert!(world.left().is_empty(), "{:?}", world.left());
            }
            // Before the program listens, the signal ends it as it ends any other.
            None => assert!(world.left().is_empty(), "{:?}", world.left()),
            Some(code) => panic!("exit {code}"),
        }
        if stopped == 4 {
            return;
        }
    }
    assert!(stopped > 0, "no build was stopped in its middle");
}

#[test]
fn a_release_that_was_touched_is_not_verified() {
    let world = World::small();
    built(&world);
    let whole = files(&world.path("output/r"));
    let mut found = vec![("untouched".to_owned(), verify(&world))];
    for (name, bytes) in &whole {
        let path = world.path("output/r").join(name);
        let mut flipped = bytes.clone();
        let middle = flipped.len() / 2;
        flipped[middle] ^= 1;
        std::fs::write(&path, flipped).unwrap();
        let flipped = verify(&world);
        std::fs::remove_file(&path).unwrap();
        let missing = verify(&world);
        std::fs::write(&path, bytes).unwrap();
        // Every table must be told apart in the same words.
        let name = name.to_str().unwrap();
        let table = if name.starts_with("tables/") { "tables/TABLE.parquet" } else { name };
        for (what, said) in [("a flipped bit in", flipped), ("without", missing)] {
            let case = (format!("{what} {table}"), said.replace(name, table));
            if !found.contains(&case) {
                found.push(case);
            }
        }
    }
    for stranger in ["tables/notes.txt", "persons.parquet", "transfer/x"] {
        world.text(&format!("output/r/{stranger}"), "");
        found.push((format!("with {stranger}"), verify(&world)));
        std::fs::remove_file(world.path("output/r").join(stranger)).unwrap();
    }
    std::fs::remove_dir_all(world.path("output/r/transfer")).unwrap();
    let of = |name: &str| said(&world, &["verify", world.path(name).to_str().unwrap()]);
    found.push(("no release".to_owned(), of("output/s")));
    found.push(("a file".to_owned(), of("output/r/manifest.json")));
    found.push(("the audit".to_owned(), of("output/audit/r")));
    assert!(blessing() || found.iter().all(|(name, said)| said.starts_with("exit 12") || name == "untouched"));
    expected("verify", &found);
}

/// A build that goes on: how to make the cohorts odd, and what becomes of the regressions.
type Odd = (&'static str, fn(&World));

const ODD: &[Odd] = &[
    ("everybody is alike", |w| {
        w.define("target_groups/adults/sheltered.toml", "nights > 0", "nights > 100000");
    }),
    ("everybody succeeds", |w| w.define("target_groups/adults/sheltered.toml", "after = 0", "after >= 0")),
    ("nobody succeeds", |w| w.define("target_groups/adults/sheltered.toml", "after = 0", "after < 0")),
    ("success is undetermined", |w| {
        w.define("target_groups/adults/sheltered.toml", "after = 0", "CASE WHEN after = 0 THEN NULL ELSE NULL END = 1");
    }),
    ("success is sex", |w| w.define("target_groups/adults/sheltered.toml", "after = 0", "sex = 'man'")),
    ("a constant outcome", |w| w.define("variables/all.toml", "reason LIKE 'A%' OR reason LIKE 'B%'", "reason = 'C'")),
    ("few users", |w| w.define("variables/all.toml", "code BETWEEN 130 AND 139", "code = 130 AND week = 6")),
    ("few persons", |w| w.define("target_groups/adults/sheltered.toml", "after = 0", "after = 0 AND age > 48")),
    ("an event register without rows", |w| {
        w.change("visits/part0.parquet", |t| t.take([]));
        w.change("visits/part1.parquet", |t| t.take([]));
    }),
    ("stays that end before they begin, dropped", |w| {
        w.define("registers/stays.toml", "person =", "bad_rows = \"drop_and_count\"\nperson =");
        w.change("stays.parquet", |t| t.last("UD", &dates(["1999-01-01", "1999-01-02"])));
    }),
    ("persons whom nobody knows", |w| {
        w.change("visits/part0.parquet", |t| t.last("PNR", &integers([1, 2, 3])));
        w.change("visits/part1.parquet", |t| t.last("DATO", &dates(["2009-12-31", "9999-12-31"])));
    }),
];

#[test]
fn a_cohort_that_can_not_be_compared_is_a_status_and_the_build_goes_on() {
    let odd = ODD.iter().map(|(name, make)| {
        let world = World::small();
        make(&world);
        let summary = world.said(&built(&world));
        let fits: Vec<AuditFitRow> = parquet::read(&world.path("output/audit/r/fits.parquet")).unwrap();
        let reading: Vec<ReadingRow> = parquet::read(&world.path("output/audit/r/reading.parquet")).unwrap();
        let mut said: String =
            summary.lines().filter(|line| line.contains(" / ")).map(|line| format!("{line}\n")).collect();
        for status in Status::ALL {
            let of_status: Vec<&AuditFitRow> = fits.iter().filter(|fit| fit.status == *status).collect();
            if let Some(first) = of_status.first() {
                let reason = first.reason.as_deref().unwrap_or("with figures");
                said += &format!("{} {status}: {reason}\n", of_status.len());
            }
        }
        for row in reading.iter().filter(|row| row.count > 0) {
            said += &format!("{}: {} {}\n", row.register, row.count, row.name);
        }
        ((*name).to_owned(), said)
    });
    expected("statuses", &odd.collect::<Vec<_>>());
}

/// In a mount of its own, which ends with the shell; where that is not allowed, there is nothing to see here.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_leaves_nothing() {
    let world = World::small();
    std::fs::create_dir_all(world.path("output")).unwrap();
    let script =
        "mount -t tmpfs -o size=16k none \"$1\" || exit 99; shift; \"$@\"; code=$?; ls -A \"$OUTPUT\"; exit $code";
    let output = world.path("output");
    let mut shell = Command::new("unshare");
    shell.args(["--mount", "sh", "-c", script, "sh", output.to_str().unwrap(), env!("CARGO_BIN_EXE_som")]);
    let Ok(full) = shell.args(world.arguments()).env("OUTPUT", &output).output() else { return };
    if !String::from_utf8_lossy(&full.stderr).contains("cannot be written") && full.status.code() != Some(15) {
        println!("skipped: no mounts here");
        return;
    }
    let said = world.said(&full.stderr);
    assert_eq!(full.status.code(), Some(15), "{said}");
    assert!(said.contains("No space left on device") && said.contains("has room"), "{said}");
    assert_eq!(world.said(&full.stdout), "", "what is left");
}
