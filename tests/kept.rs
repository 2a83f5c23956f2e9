//! Work that builds keep for each other: whatever is found, read anew or mended, a release has the bytes of a build that
//! keeps nothing.

use std::path::PathBuf;

use arrow::array::AsArray;
use arrow::datatypes::Float64Type;

use crate::tools::{files, som};
use crate::world::{World, numbers};

/// Builds a release and returns what was said.
fn build(world: &World, release: &str, more: &[&str]) -> String {
    let mut arguments = world.arguments();
    release.clone_into(arguments.last_mut().unwrap());
    arguments.extend(more.iter().map(|word| (*word).to_owned()));
    let output = som(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    let said = world.said(&output.stderr);
    assert!(output.status.success(), "{said}");
    said
}

/// What a build would have to read: for, register, state and why.
fn plan(world: &World) -> Vec<String> {
    let path = |name: &str| world.path(name).display().to_string();
    let [pipelines, extracts, output] = ["pipelines", "extracts", "output"].map(path);
    let words = ["plan", "--pipelines", &pipelines, "--extracts", &extracts, "--output", &output, "--format", "csv"];
    let output = som(&words);
    assert!(output.status.success(), "{}", world.said(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().skip(1).map(str::to_owned).collect()
}

/// What a plan says is not kept.
fn again(world: &World) -> Vec<String> {
    plan(world).into_iter().filter(|line| !line.ends_with(",kept,")).collect()
}

/// A release and its audit, by file.
fn release(world: &World, name: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let (tables, audit) = (files(&world.path("output").join(name)), files(&world.path("output/audit").join(name)));
    tables.into_iter().chain(audit).collect()
}

/// That a build that finds what is kept makes the bytes of one that keeps nothing; both under one name.
#[track_caller]
fn same_as_cold(world: &World) -> String {
    let said = build(world, "warm", &[]);
    let warm = release(world, "warm");
    for folder in ["output/warm", "output/audit/warm"] {
        std::fs::remove_dir_all(world.path(folder)).unwrap();
    }
    build(world, "warm", &["--no-cache"]);
    assert!(warm == release(world, "warm"), "other bytes");
    for folder in ["output/warm", "output/audit/warm"] {
        std::fs::remove_dir_all(world.path(folder)).unwrap();
    }
    said
}

fn entries(world: &World) -> Vec<PathBuf> {
    let all = std::fs::read_dir(world.path("output/.cache")).unwrap().map(|entry| entry.unwrap().path());
    all.filter(|path| path.extension().is_some_and(|end| end == "kept")).collect()
}

#[test]
fn what_changed_is_read_again_and_nothing_else() {
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
fn words_that_change_nothing_leave_everything_kept() {
    let world = World::small();
    build(&world, "r", &[]);
    world.define("registers/visits.toml", "id =", "# a remark\n\nid =");
    world.define("variables/all.toml", "[[variable]]", "# another\n[[variable]]");
    assert_eq!(again(&world), [""; 0]);
}

#[test]
fn a_build_that_was_stopped_goes_on_where_it_was() {
    let world = World::small();
    world.bytes("income2013.parquet", |bytes| bytes.truncate(40));
    let stopped = world.build();
    assert_eq!(stopped.status.code(), Some(11));
    world.put("income2013.parquet", world.table("income2012.parquet"));
    let missing = again(&world);
    assert!(missing.iter().all(|line| line.starts_with("consequences,")), "{missing:?}");
    same_as_cold(&world);
}

#[test]
fn a_damaged_entry_is_noticed_and_made_anew() {
    let world = World::small();
    build(&world, "r", &[]);
    let damaged: Vec<PathBuf> =
        entries(&world).into_iter().filter(|path| !path.to_str().unwrap().contains("release-")).collect();
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

#[test]
fn a_release_of_the_same_inputs_says_that_nothing_is_to_do() {
    let world = World::small();
    build(&world, "r", &[]);
    let said = |world: &World| {
        let output = world.build();
        assert_eq!(output.status.code(), Some(16));
        world.said(&output.stderr)
    };
    let same = said(&world);
    assert!(
        same.contains("hint: there is nothing to do: the same extracts, definitions and program made it"),
        "{same}"
    );
    world.change("deaths.parquet", |table| table.take(1..5));
    assert!(!said(&world).contains("nothing to do"), "{}", said(&world));
}
