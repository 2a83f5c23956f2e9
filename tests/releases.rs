//! Releases: complete or absent, immutable, reproducible to the byte, and distinguishable from damaged ones.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use som::knowledge::parquet;
use som::tables::audit::{AuditFitRow, ReadingRow};
use som::words::{Language, Status};

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

/// A command's exit code and standard error.
fn said(world: &World, arguments: &[&str]) -> String {
    let output = som(arguments);
    format!("exit {}\n{}", output.status.code().unwrap(), world.said(&output.stderr))
}

fn verify(world: &World) -> String {
    said(world, &["verify", world.path("output/r").to_str().unwrap()])
}

#[test]
fn bytes_do_not_depend_on_threads_or_folder() {
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
    world.change("deaths.parquet", |table| table.take(1..5));
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

/// Locks and staging folders.
fn hidden(world: &World) -> Vec<std::path::PathBuf> {
    let is_hidden = |name: &std::path::PathBuf| name.to_str().unwrap().starts_with('.');
    world.left().into_iter().filter(is_hidden).collect()
}

#[test]
fn the_second_of_two_concurrent_builds_is_refused() {
    let world = World::small();
    // A build holds the lock from before reading until its release is published.
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
        // A finished build receives no signal.
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
            // Before the handler is installed, the signal terminates the process.
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
fn a_changed_release_fails_verification() {
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
        // Every table gives the same message.
        let name = name.to_str().unwrap();
        let table = match name {
            "transfer/manifest.txt" => name,
            _ if name.starts_with("tables/") => "tables/TABLE.parquet",
            _ if name.starts_with("transfer/") => "transfer/FILE",
            _ => name,
        };
        for (what, said) in [("a flipped bit in", flipped), ("without", missing)] {
            let case = (format!("{what} {table}"), said.replace(name, table));
            if !found.contains(&case) {
                found.push(case);
            }
        }
    }
    for unlisted in ["tables/notes.txt", "persons.parquet", "transfer/x"] {
        world.text(&format!("output/r/{unlisted}"), "");
        found.push((format!("with {unlisted}"), verify(&world)));
        std::fs::remove_file(world.path("output/r").join(unlisted)).unwrap();
    }
    let of = |name: &str| said(&world, &["verify", world.path(name).to_str().unwrap()]);
    found.push(("no release".to_owned(), of("output/s")));
    found.push(("a file".to_owned(), of("output/r/manifest.json")));
    found.push(("the audit".to_owned(), of("output/audit/r")));
    assert!(blessing() || found.iter().all(|(name, said)| said.starts_with("exit 12") || name == "untouched"));
    expected("verify", &found);
}

/// A degenerate cohort and the status of its regressions.
type Odd = (&'static str, fn(&World));

const ODD: &[Odd] = &[
    ("all persons are alike", |w| {
        w.define("target_groups/adults/sheltered.toml", "nights > 0", "nights > 100000");
    }),
    ("all succeed", |w| w.define("target_groups/adults/sheltered.toml", "after = 0", "after >= 0")),
    ("none succeeds", |w| w.define("target_groups/adults/sheltered.toml", "after = 0", "after < 0")),
    ("success is undetermined", |w| {
        w.define("target_groups/adults/sheltered.toml", "after = 0", "CASE WHEN after = 0 THEN NULL ELSE NULL END = 1");
    }),
    ("success is sex", |w| w.define("target_groups/adults/sheltered.toml", "after = 0", "sex = 'man'")),
    ("a constant outcome", |w| w.define("variables/all.toml", "reason LIKE 'A%' OR reason LIKE 'B%'", "reason = 'C'")),
    ("few users", |w| w.define("variables/all.toml", "code BETWEEN 130 AND 139", "code = 130 AND week = 6")),
    ("few persons", |w| w.define("target_groups/adults/sheltered.toml", "after = 0", "after = 0 AND age > 48")),
    ("stays that end before they begin, dropped", |w| {
        w.define("registers/stays.toml", "\"refuse\"", "\"drop_and_count\"");
        w.change("stays.parquet", |t| t.last("UD", &dates(["1999-01-01", "1999-01-02"])));
    }),
    ("persons not in the population", |w| {
        w.change("visits/part0.parquet", |t| t.last("PNR", &integers([1, 2, 3])));
        w.change("visits/part1.parquet", |t| t.last("DATO", &dates(["2009-12-31", "9999-12-31"])));
    }),
];

/// Without rows every value would be zero, which looks like a result.
#[test]
fn an_event_register_without_rows_is_refused() {
    let world = World::small();
    for part in ["visits/part0.parquet", "visits/part1.parquet"] {
        world.change(part, |t| t.take([]));
    }
    let output = world.build();
    assert_eq!(output.status.code(), Some(11));
    let said = world.said(&output.stderr);
    let message = "error: register `visits`: has no rows, and covers 2010, 2011, 2012, 2013, 2014\n";
    assert!(said.contains(message), "{said}");
    assert!(world.left().is_empty());
}

#[test]
fn a_degenerate_cohort_is_a_status_and_the_build_succeeds() {
    let odd = ODD.iter().map(|(name, make)| {
        let world = World::small();
        make(&world);
        let summary = world.said(&built(&world));
        let fits: Vec<AuditFitRow> = parquet::read(&world.path("output/audit/r/fits.parquet")).unwrap();
        let reading: Vec<ReadingRow> = parquet::read(&world.path("output/audit/r/reading.parquet")).unwrap();
        let mut said = String::new();
        for line in summary.lines() {
            // A sentence that breaks within a condition continues on the next line.
            if !said.matches('`').count().is_multiple_of(2) {
                said = format!("{} {}\n", said.trim_end(), line.trim());
            } else if line.contains(" / ") && !line.starts_with(' ') {
                said += &format!("{line}\n");
            }
        }
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

/// Fills a small disk at successive moments of a build, in a private mount. Earlier releases are unchanged and nothing else
/// remains. Reported as skipped where mounts are not permitted.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_earlier_releases_unchanged() {
    let world = World::small();
    let mut arguments = world.arguments();
    "before".clone_into(arguments.last_mut().unwrap());
    arguments.push("--no-cache".to_owned());
    assert!(som(&arguments.iter().map(String::as_str).collect::<Vec<_>>()).status.success());
    let before = world.path("before");
    std::fs::rename(world.path("output"), &before).unwrap();
    std::fs::create_dir_all(world.path("output")).unwrap();
    let script = "mount -t tmpfs -o size=\"$SIZE\"k none \"$OUTPUT\" || exit 99; cp -a \"$BEFORE\"/. \"$OUTPUT\"; \"$@\"; code=$?; \
                  diff -r \"$BEFORE\" \"$OUTPUT\" && echo untouched; exit $code";
    // Whole pages of 4 KB, and one for each folder.
    let pages: u64 = files(&before).iter().map(|(_, bytes)| (bytes.len() as u64).div_ceil(4096)).sum();
    let mut full = 0;
    for room in [8, 40, 80, 120, 160, 200, 240, 280] {
        let mut shell = Command::new("unshare");
        shell.args(["--mount", "sh", "-c", script, "sh", env!("CARGO_BIN_EXE_som")]).args(world.arguments());
        shell.env("OUTPUT", world.path("output")).env("BEFORE", &before).env("SIZE", (pages * 4 + room).to_string());
        let built = shell.output();
        let Some(built) = built.ok().filter(|built| !world.said(&built.stderr).contains("unshare failed")) else {
            return crate::readers::skipped("no mounts here (unshare): no disk was filled");
        };
        let said = world.said(&built.stderr);
        if built.status.code() == Some(99) {
            return crate::readers::skipped("no mounts here: no disk was filled");
        }
        if built.status.code() == Some(0) {
            continue;
        }
        full += 1;
        assert_eq!(built.status.code(), Some(15), "{room} KB: {said}");
        assert!(said.contains("No space left on device") && said.contains("has room"), "{room} KB: {said}");
        assert_eq!(world.said(&built.stdout), "untouched\n", "{room} KB: what is left");
    }
    assert!(full >= 3, "{full} disks were full");
}

/// A reproducible generator of integers.
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

/// Every tried change of one byte is detected: at least 2,000, over every file.
#[test]
fn any_changed_byte_is_detected() {
    let world = World::small();
    built(&world);
    let release = world.path("output/r");
    assert!(som::knowledge::verify(&release).is_ok());
    let whole = files(&release);
    let each = 2_000_usize.div_ceil(whole.len()) + 1;
    let mut state = 20_261_122;
    let mut tried = 0;
    for (name, bytes) in &whole {
        let path = release.join(name);
        let mut places: Vec<usize> = (0..each).map(|_| next(&mut state) % bytes.len()).collect();
        places.extend([0, bytes.len() - 1]);
        for place in places {
            let mut flipped = bytes.clone();
            flipped[place] ^= 1 << (next(&mut state) % 8);
            std::fs::write(&path, flipped).unwrap();
            assert!(
                som::knowledge::verify(&release).is_err(),
                "byte {place} of {} flipped and not found",
                name.display()
            );
            tried += 1;
        }
        std::fs::write(&path, bytes).unwrap();
    }
    assert!(tried >= 2_000, "{tried}");
    assert!(som::knowledge::verify(&release).is_ok());
}

#[cfg(unix)]
#[test]
fn hidden_files_empty_folders_and_links_are_unlisted_files() {
    let world = World::small();
    built(&world);
    let release = world.path("output/r");
    let holds = || som::knowledge::verify(&release).is_ok();
    for folder in ["empty", ".hidden", "tables/empty", "transfer/empty"] {
        std::fs::create_dir(release.join(folder)).unwrap();
        assert!(!holds(), "{folder}");
        std::fs::remove_dir(release.join(folder)).unwrap();
    }
    for file in [".hidden", "tables/.estimates.parquet.swp", "transfer/.x"] {
        std::fs::write(release.join(file), "").unwrap();
        assert!(!holds(), "{file}");
        std::fs::remove_file(release.join(file)).unwrap();
    }
    // A link to identical bytes is not a file of the release.
    let (table, elsewhere) = (release.join("tables/fits.parquet"), world.path("elsewhere.parquet"));
    std::fs::rename(&table, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &table).unwrap();
    assert!(!holds(), "a link in the place of a table");
    std::fs::remove_file(&table).unwrap();
    std::fs::rename(&elsewhere, &table).unwrap();
    let (tables, elsewhere) = (release.join("tables"), world.path("elsewhere"));
    std::fs::rename(&tables, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &tables).unwrap();
    assert!(!holds(), "a link in the place of the tables");
    std::fs::remove_file(&tables).unwrap();
    std::fs::rename(&elsewhere, &tables).unwrap();
    // The transfer folder is complete or absent.
    std::fs::remove_file(release.join("transfer/README.txt")).unwrap();
    assert!(!holds(), "a part of the transfer folder");
    std::fs::remove_dir_all(release.join("transfer")).unwrap();
    assert!(holds());
}

/// Kills builds of release `r` at moments spread over a build's time. After each, release `before` is unchanged, `r` is
/// complete or absent, and the next build succeeds.
#[cfg(unix)]
fn killed(kills: u32) {
    let world = World::small();
    let mut arguments = world.arguments();
    "before".clone_into(arguments.last_mut().unwrap());
    let output = som(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(output.status.success(), "{}", world.said(&output.stderr));
    let before = files(&world.path("output/before"));
    let started = std::time::Instant::now();
    built(&world);
    let long = started.elapsed();
    let r = files(&world.path("output/r"));
    let (mut state, mut stopped, mut half) = (7, 0, 0);
    while stopped < kills {
        let _ = std::fs::remove_dir_all(world.path("output/r"));
        world.unregister("r");
        let mut build = start(&world);
        // Files are written and renamed in the last tenth, so half of the kills fall there.
        let share = next(&mut state) % 1_000;
        let share = if share.is_multiple_of(2) { share } else { 900 + share / 10 };
        std::thread::sleep(long.mul_f64(share as f64 / 1_000.0));
        build.kill().unwrap();
        let status = build.wait().unwrap();
        stopped += u32::from(status.code().is_none());
        assert!(files(&world.path("output/before")) == before, "what was there is touched");
        if world.path("output/r").exists() {
            assert!(files(&world.path("output/r")) == r, "half a release appeared");
        } else if hidden(&world).iter().any(|path| path.components().count() > 1) {
            half += 1;
        }
        if stopped % 5 == 0 {
            let _ = std::fs::remove_dir_all(world.path("output/r"));
            world.unregister("r");
            built(&world);
            assert!(files(&world.path("output/r")) == r, "the next build is another");
            assert!(hidden(&world).is_empty(), "{:?}", hidden(&world));
        }
    }
    println!("{stopped} builds killed, {half} of them with files half written");
}

#[cfg(unix)]
#[test]
fn after_a_killed_build_earlier_releases_are_unchanged_and_the_next_build_succeeds() {
    killed(20);
}

/// `cargo test --release --test main killed -- --ignored --nocapture`
#[cfg(unix)]
#[test]
#[ignore = "takes a minute or two"]
fn two_hundred_builds_killed() {
    killed(200);
}

/// A build killed between the two renames leaves an audit without its release.
#[test]
fn an_audit_without_a_release_is_replaced() {
    let world = World::small();
    built(&world);
    std::fs::remove_dir_all(world.path("output/r")).unwrap();
    world.text("output/audit/r/fits.parquet", "of another build");
    built(&world);
    assert_eq!(verify(&world).lines().next(), Some("exit 0"));
    let fits: Vec<AuditFitRow> = parquet::read(&world.path("output/audit/r/fits.parquet")).unwrap();
    assert!(!fits.is_empty());
}

/// A limit on file sizes stops the build as a full disk does, without a private mount.
#[cfg(target_os = "linux")]
#[test]
fn a_file_size_limit_leaves_no_partial_release() {
    let world = World::small();
    std::fs::create_dir_all(world.path("output")).unwrap();
    for blocks in ["1", "4", "8"] {
        let mut shell = Command::new("sh");
        shell.args(["-c", "trap '' XFSZ; ulimit -f \"$1\"; shift; exec \"$@\"", "sh", blocks]);
        let stopped = shell.arg(env!("CARGO_BIN_EXE_som")).args(world.arguments()).output().unwrap();
        let said = world.said(&stopped.stderr);
        assert_eq!(stopped.status.code(), Some(15), "{blocks} blocks: {said}");
        assert!(said.contains("File too large") && said.contains("cannot be written"), "{blocks} blocks: {said}");
        assert!(world.left().is_empty(), "{:?}", world.left());
    }
    built(&world);
}

/// Releases of schema versions 1 to 6 are read, verified, compared and imported. Tables that they lack are empty. A release of
/// a later version is refused with a hint.
#[test]
fn an_older_schema_is_read_and_a_newer_one_refused() {
    let old = "fixtures/releases/schema-1";
    let said = crate::tools::fine(&["verify", old]);
    assert!(said.starts_with("schema-1: 13 tables, 21 regressions, 5 significant estimates"), "{said}");
    let said = crate::tools::fine(&["diff", old, old]);
    assert!(said.contains("21 regressions are unchanged"), "{said}");
    let before = "fixtures/releases/schema-2";
    let said = crate::tools::fine(&["verify", before]);
    assert!(said.starts_with("schema-2: 13 tables, 8 regressions, 0 significant estimates"), "{said}");
    let said = som(&["calculate", "--experiences", "--database", before, "--format", "json"]);
    assert_eq!(String::from_utf8_lossy(&said.stdout), "[]\n");
    assert_eq!(String::from_utf8_lossy(&said.stderr), "release schema-2 has no experiences\n");
    let said = crate::tools::fine(&["verify", "fixtures/releases/schema-3"]);
    assert!(said.starts_with("schema-3: 14 tables, 21 regressions, 5 significant estimates"), "{said}");
    let said = crate::tools::fine(&["verify", "fixtures/releases/schema-4"]);
    assert!(said.starts_with("schema-4: 14 tables, 21 regressions, 4 significant estimates"), "{said}");
    let read = som::knowledge::read(&crate::tools::project().join("fixtures/releases/schema-4")).unwrap();
    assert_eq!((read.effects[0].effect.as_str(), read.effects[0].standard_error), ("study", None));
    let said = crate::tools::fine(&["verify", "fixtures/releases/schema-5"]);
    assert!(said.starts_with("schema-5: 14 tables, 20 regressions, 7 significant estimates"), "{said}");
    let said = som(&["profile", "cash_benefit_18_29", "--database", "fixtures/releases/schema-5", "--format", "json"]);
    assert_eq!(String::from_utf8_lossy(&said.stdout), "[]\n");
    // A release of version 6 has one break a consequence, without what changed.
    let said = crate::tools::fine(&["verify", "fixtures/releases/schema-6"]);
    assert!(said.starts_with("schema-6: 18 tables, 20 regressions, 19 significant estimates"), "{said}");
    let estimate = "cash_benefit_18_29/all/left_cash_benefit/shelter_nights/1";
    let said = crate::tools::fine(&["trace", estimate, "--database", "fixtures/releases/schema-6"]);
    assert!(said.contains("share of person-years from each break: 31 %\n"), "{said}");
    let read = som::knowledge::read(&crate::tools::project().join("fixtures/releases/schema-6")).unwrap();
    let nights = read.consequences.iter().find(|row| row.consequence == "shelter_nights").unwrap();
    assert_eq!((nights.break_year, nights.breaks(), nights.note()), (Some(2014), None, None));
    assert_eq!(som::show::remarks::of_consequence(nights, Language::Da), ["Databrud fra 2014."]);
    let outside = tempfile::tempdir().unwrap();
    let to = outside.path().to_str().unwrap();
    for release in ["schema-2", "schema-3", "schema-4", "schema-5", "schema-6"] {
        crate::tools::fine(&["import", &format!("fixtures/releases/{release}/transfer"), "--output", to]);
        let tables = |folder: &std::path::Path| files(&folder.join(release).join("tables"));
        assert_eq!(tables(outside.path()), tables(&crate::tools::project().join("fixtures/releases")));
    }
    let world = World::small();
    built(&world);
    let path = world.path("output/r/manifest.json");
    let text = std::fs::read_to_string(&path).unwrap();
    for (version, hint) in [(0, "build the release again"), (99, "or a later one")] {
        let other = text.replace("\"schema_version\": 7", &format!("\"schema_version\": {version}"));
        assert_ne!(other, text);
        std::fs::write(&path, &other).unwrap();
        std::fs::write(
            world.path("output/r/manifest.blake3"),
            format!("{}\n", blake3::hash(other.as_bytes()).to_hex()),
        )
        .unwrap();
        let said = verify(&world);
        assert!(
            said.starts_with("exit 12")
                && said.contains(&format!("schema version {version}; this program reads 1 to 7")),
            "{said}"
        );
        assert!(said.contains(hint), "{said}");
    }
}

/// The same persons in two rooms have two noises: the build that makes a room says so, and the comparison names the room and no
/// extract.
#[test]
fn a_new_room_is_noted_and_explains_differences() {
    let world = World::small();
    built(&world);
    let build = |output: &str, room: &str, release: &str| {
        let mut arguments = world.arguments();
        let places = [("--output", world.path(output)), ("--room", world.path(room)), ("--release", release.into())];
        for (name, value) in places {
            let at = arguments.iter().position(|word| word == name).unwrap() + 1;
            arguments[at] = value.display().to_string();
        }
        let output = som(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        (world.said(&output.stderr), world.said(&output.stdout))
    };
    let note = "note: a new room (secret) was made at DIR/other_room: builds of the same persons must name the same room with --room or \
                SOM_ROOM, as their releases have other noise than those of another room, and the mean of the two has less noise\n";
    let (said, shown) = build("other", "other_room", "r");
    assert!(said.contains(note), "{said}");
    assert!(shown.contains("release: DIR/other/r\n  compared with 0 earlier releases\n"), "{shown}");
    let (said, shown) = build("other", "other_room", "s");
    assert!(!said.contains("a new room"), "{said}");
    assert!(shown.contains("release: DIR/other/s\n  compared with 1 earlier release\n"), "{shown}");
    let path = |name: &str| world.path(name).display().to_string();
    let diff = |language| crate::tools::fine(&["diff", &path("output/r"), &path("other/r"), "--language", language]);
    let (english, danish) = (diff("en"), diff("da"));
    assert!(english.contains("room (noise)   another room: the same figures have other noise"), "{english}");
    assert!(danish.contains("room (noise)   et andet rum: de samme tal har anden støj"), "{danish}");
    assert!(!english.contains("extract/") && !danish.contains("extract/"), "{english}{danish}");
    // With another content, an extract is a cause again, and its rows are in the language of the screen.
    world.change("visits/part1.parquet", |t| t.take(0..40));
    build("third", "other_room", "t");
    let third = |language| crate::tools::fine(&["diff", &path("output/r"), &path("third/t"), "--language", language]);
    let english = third("en");
    assert!(english.contains("rows: 1800 → 940; visits/part1.parquet: 900 rows → 40 rows"), "{english}");
    let danish = third("da");
    assert!(danish.contains("rækker: 1800 → 940; visits/part1.parquet: 900 rækker → 40 rækker"), "{danish}");
    std::fs::remove_dir_all(world.path("third/audit/t")).unwrap();
    let danish = third("da");
    assert!(danish.contains("kan ikke sammenlignes, da versionerne er fra forskellige rum"), "{danish}");
}
