//! An attacker who compares everything published of releases that differ in one thing: how many persons use what few use.
//!
//! A published byte that differs between no user and one user would disclose that user.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::*;
use crate::world::{Table, dates, integers};

/// The small country with a register of something that no one uses after 2010, but for these persons in 2012: year 1.
fn with_users(success: &[i64], others: &[i64], change: &dyn Fn(&World)) -> World {
    let world = publishing();
    let visits = std::fs::read_to_string(world.path("pipelines/registers/visits.toml")).unwrap();
    let (head, _) = visits.split_once("[columns]").unwrap();
    let head = head.replace("\"visits\"", "\"rare\"").replace("visits/*.parquet", "rare.parquet");
    world.text("pipelines/registers/rare.toml", &head.replace("deliveries = \"parts\"\n", ""));
    world.text(
        "pipelines/variables/rare.toml",
        "[[variable]]\nid = \"rare\"\nresolution = 1\nfrom = [{ register = \"rare\", value = \"COUNT(*)\" }]\n",
    );
    let all = std::fs::read_to_string(world.path("pipelines/consequences/all.toml")).unwrap();
    let visits = all.split("\n\n").next().unwrap();
    world.text("pipelines/consequences/rare.toml", &visits.replace("\"visits\"", "\"rare\""));
    change(&world);
    let before = (0..40).map(|i| (1000 + i, "2010-03-01"));
    let users = success.iter().chain(others).map(|i| (1000 + i, "2012-06-01"));
    let rows: Vec<(i64, &str)> = before.chain(users).collect();
    let rare = vec![("PNR", integers(rows.iter().map(|row| row.0))), ("DATO", dates(rows.iter().map(|row| row.1)))];
    world.put("rare.parquet", Table::of(rare));
    world
}

/// Persons of each cohort who live through 2012: of three, the first succeeds.
const SUCCESS: [i64; 5] = [0, 3, 6, 9, 12];
const OTHERS: [i64; 12] = [1, 2, 4, 5, 8, 10, 11, 13, 14, 16, 17, 19];

/// Everything that leaves, by file. Manifests without what says that a file of extracts is another: its salted hash, and the hash
/// of the manifest itself.
fn published(world: &World) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all: BTreeMap<PathBuf, Vec<u8>> = files(&world.path("output/r")).into_iter().collect();
    for name in ["manifest.json", "transfer/manifest.txt"] {
        let mut manifest: serde_json::Value = serde_json::from_slice(&all[&PathBuf::from(name)]).unwrap();
        let extracts = manifest["extracts"].as_array_mut().unwrap();
        extracts.iter_mut().for_each(|extract| extract["blake3"].take().is_string().then_some(()).unwrap());
        all.insert(name.into(), manifest.to_string().into_bytes());
    }
    all.remove(&PathBuf::from("manifest.blake3")).unwrap();
    let companion = world.path("output/companion/r");
    if companion.exists() {
        all.extend(files(&companion).into_iter().map(|(name, bytes)| (PathBuf::from("companion").join(name), bytes)));
        // It names its release by the hash of that manifest.
        let name = PathBuf::from("companion/companion.json");
        let mut manifest: serde_json::Value = serde_json::from_slice(&all[&name]).unwrap();
        assert!(manifest["release_manifest_blake3"].take().is_string());
        all.insert(name, manifest.to_string().into_bytes());
        all.remove(&PathBuf::from("companion/manifest.blake3")).unwrap();
    }
    all
}

/// How many decisions the output checker's page counts on regressions, and how many rows it says that they have.
fn decisions_on_fits(checker: &str) -> [u64; 2] {
    let number = |line: &str| -> u64 {
        line.split("<td class=\"n\">").nth(1).unwrap().split('<').next().unwrap().parse().unwrap()
    };
    let of_fits = |text: &str| -> Vec<u64> {
        text.split("<tr>").filter(|line| line.starts_with("<td>fits</td>")).map(number).collect()
    };
    let (rows, rest) = checker.split_once("<h2>Decisions</h2>").unwrap();
    let (decisions, _) = rest.split_once("</table>").unwrap();
    [of_fits(decisions).iter().sum(), of_fits(rows)[0]]
}

/// Releases with no users and with one to four of a cohort are the same bytes: tables, texts, workbook, page of the output checker
/// and manifests, with the companion and without, and whatever minimum the definitions ask for.
#[test]
fn no_published_byte_distinguishes_no_user_from_few() {
    let group = "target_groups/adults/sheltered.toml";
    let minimum =
        |world: &World| world.define(group, "covariance = \"HC3\"", "covariance = \"HC3\"\nminimum = { users = 0 }");
    let companion = |world: &World| world.text("pipelines/disclosure.toml", "companion = true\n");
    type Change<'a> = &'a dyn Fn(&World);
    let variants: [(&str, Change<'_>); 3] =
        [("the defaults", &|_| {}), ("no minimum of users", &minimum), ("a companion", &companion)];
    let few: &[[usize; 2]] = &[[0, 0], [1, 0], [0, 1], [4, 0], [4, 4]];
    let one_cohort: &[[usize; 2]] = &[[0, 12], [1, 12], [4, 12]];
    for (name, change) in variants {
        for (alike, status, reason) in
            [(few, Status::FewUsers, None), (one_cohort, Status::HeldBack, Some(Rule::Users))]
        {
            let mut first = None;
            for [success, others] in alike {
                let world = with_users(&SUCCESS[..*success], &OTHERS[..*others], change);
                let (code, said) = build(&world, "r");
                assert_eq!(code, 0, "{name}: {said}");
                let out = out(&world, "r");
                let exact =
                    out.audit.iter().find(|fit| (&*fit.consequence, fit.follow_up_year) == ("rare", 1)).unwrap();
                let users = [exact.persons_using_success, exact.persons_using_non_success];
                assert_eq!(users, [*success as i64, *others as i64], "{name}");
                let row = out.fits.iter().find(|fit| (&*fit.consequence, fit.follow_up_year) == ("rare", 1)).unwrap();
                assert_eq!((row.status, row.reason, row.significant), (status, reason, false), "{name}: {users:?}");
                let found = published(&world);
                let checker = String::from_utf8(found[&PathBuf::from("transfer/checker.html")].clone()).unwrap();
                let [decisions, rows] = decisions_on_fits(&checker);
                assert_eq!(decisions, rows, "{name}: as many decisions as rows");
                let first = first.get_or_insert_with(|| found.clone());
                assert!(first.keys().eq(found.keys()), "{name}");
                for (file, bytes) in &found {
                    assert!(
                        first[file] == *bytes,
                        "{name}: {} tells {users:?} users from {:?}",
                        file.display(),
                        alike[0]
                    );
                }
            }
        }
    }
    // The comparison finds what is there to be found.
    let (four, five) = (with_users(&SUCCESS[..4], &OTHERS[..4], &|_| {}), with_users(&SUCCESS, &OTHERS[..5], &|_| {}));
    assert_eq!([&four, &five].map(|world| build(world, "r").0), [0, 0]);
    assert_ne!(published(&four), published(&five));
}
