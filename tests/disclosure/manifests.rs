//! What the manifests that leave show: no rows, the room, the releases compared; and q-values of published statuses alone.

use super::*;

fn manifest(world: &World, release: &str) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(world.path(release).join("transfer/manifest.txt")).unwrap()).unwrap()
}

/// What leaves beside the tables: no rows, no hash that a guess can be tested with, and the names of what was compared.
#[test]
fn manifests_leave_without_rows_and_name_the_releases_compared() {
    let world = publishing();
    for release in ["a", "b"] {
        assert_eq!(build(&world, release).0, 0);
    }
    let (first, second) = (manifest(&world, "output/a"), manifest(&world, "output/b"));
    assert_eq!(first["extracts"], second["extracts"], "the same content has the same salted hash");
    let exact: serde_json::Value =
        serde_json::from_slice(&std::fs::read(world.path("output/audit/b/extracts.json")).unwrap()).unwrap();
    for (salted, exact) in second["extracts"].as_array().unwrap().iter().zip(exact.as_array().unwrap()) {
        let file = world.path("extracts").join(salted["name"].as_str().unwrap());
        let hash = blake3::hash(&std::fs::read(file).unwrap()).to_hex().to_string();
        assert!(salted.get("rows").is_none() && salted["blake3"] != hash.as_str());
        assert!(exact["rows"].is_u64() && exact["blake3"] == hash.as_str());
    }
    let names = |manifest: &serde_json::Value| -> Vec<String> {
        let compared = manifest["compared"].as_array().unwrap().iter();
        compared.map(|row| format!("{} {}", row["release"].as_str().unwrap(), row["exact"])).collect()
    };
    assert_eq!((names(&first), names(&second)), (Vec::new(), vec!["a true".to_owned()]));
    let checker = std::fs::read_to_string(world.path("output/b/transfer/checker.html")).unwrap();
    assert!(checker.contains(first["room"].as_str().unwrap()) && checker.contains("Releases compared"));
    // Another folder of releases, and the same room.
    let mut arguments = world.arguments();
    let output = arguments.iter().position(|word| word == "--output").unwrap() + 1;
    arguments[output] = world.path("elsewhere").display().to_string();
    let run = |arguments: &[String]| som(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(run(&arguments).status.success());
    let third = manifest(&world, "elsewhere/r");
    assert_eq!((names(&third), &third["room"]), (vec!["a true".to_owned(), "b true".to_owned()], &first["room"]));
    assert_eq!(out(&world, "a").cohorts, tables::read(&world.path("elsewhere/r/tables/cohorts.parquet")).unwrap());
    // Named, only those that are named; the others are listed as not compared.
    arguments[output + 4] = "s".to_owned();
    arguments.extend(["--earlier".to_owned(), world.path("output/a").display().to_string()]);
    assert!(run(&arguments).status.success());
    assert_eq!(manifest(&world, "elsewhere/s")["not_compared"], serde_json::json!(["b", "r"]));
    // While another build publishes from the room, none begins.
    let room = som::knowledge::Room::open(&world.path("room")).unwrap();
    let (code, said) = build(&world, "c");
    assert!(code == 16 && said.contains("another build is publishing from this room"), "{code} {said}");
    drop(room);
    // Without their sketches, persons of earlier releases can't be compared.
    std::fs::remove_dir_all(world.path("room/groups")).unwrap();
    let (code, said) = build(&world, "c");
    assert_eq!(code, 0, "{said}");
    assert_eq!(manifest(&world, "output/c")["not_compared"], serde_json::json!(["a", "b", "r", "s"]));
    std::fs::write(world.path("room/secret"), "5e\n").unwrap();
    assert!(build(&world, "d").1.contains("is not 64 hexadecimal digits"));
}

/// The q-values of a release follow from its p-values and statuses: no regression that is hidden counts.
#[test]
fn q_values_count_published_statuses_alone() {
    let world = publishing();
    world.define("variables/all.toml", "code BETWEEN 130 AND 139", "code = 130 AND week = 6");
    assert_eq!(build(&world, "r").0, 0);
    let out = out(&world, "r");
    assert!(out.audit.iter().any(|fit| fit.status == Status::NoUsers), "some have no users");
    let family = out.fits.iter().filter(|fit| fit.status == Status::Estimated);
    let defines = |fit: &&FitRow| {
        out.estimates.iter().any(|row| {
            row.defines_success && (&row.consequence, row.follow_up_year) == (&fit.consequence, fit.follow_up_year)
        })
    };
    let size = family.filter(|fit| !defines(fit)).count() as f64;
    let mut published: Vec<(f64, f64)> = out.estimates.iter().filter_map(|row| Some((row.p, row.q?))).collect();
    published.sort_by(|a, b| a.0.total_cmp(&b.0));
    let implied = published.iter().enumerate().map(|(at, (p, q))| q * (at + 1) as f64 / p);
    let largest = implied.fold(0.0, f64::max);
    assert!(!published.is_empty() && largest <= size + 1e-6, "{largest} of {size}: {published:?}");
}

/// A consequence that counts the same use as the success measure is marked in the years that the measure reads, and is no discovery.
#[test]
fn a_success_measure_names_the_consequences_that_it_is_made_of() {
    let world = publishing();
    let all = r#"made_of = ["visits", "visit_kr", "benefit_weeks", "income"]"#;
    world.define("target_groups/adults/sheltered.toml", "[[success]]", &format!("[[success]]\n{all}"));
    assert_eq!(build(&world, "r").0, 0);
    let estimates = out(&world, "r").estimates;
    let of_year = |year: i32| estimates.iter().filter(move |row| row.follow_up_year == year);
    assert!(of_year(1).count() > 0 && of_year(2).count() > 0);
    assert!(of_year(1).all(|row| row.defines_success && row.q.is_none()));
    assert!(of_year(2).all(|row| !row.defines_success && row.q.is_some()));
}
