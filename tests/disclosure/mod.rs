//! What leaves the secure room: nothing of a person, no small cell, and no difference that discloses one.

mod attacks;
mod interventions;
mod manifests;
mod users;

use std::path::Path;

use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use som::knowledge::parquet as tables;
use som::tables::audit::{AuditFitRow, DisclosureRow};
use som::tables::published::{CohortRow, EstimateRow, FitRow};
use som::words::{Decision, Rule, Status};

use crate::tools::{files, som};
use crate::world::{World, numbers};

/// Keys that no row, count or amount has by itself.
const KEY: i64 = 7_391_846_205;
const AMOUNT: &str = "9183746.25";

/// A table's cells as text, however they are packed in the file.
fn cells(path: &Path) -> String {
    let file = std::fs::File::open(path).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
    let mut text = String::new();
    for batch in reader {
        let batch = batch.unwrap();
        for column in batch.columns() {
            for row in 0..batch.num_rows() {
                text += &arrow::util::display::array_value_to_string(column, row).unwrap();
                text.push('\n');
            }
        }
    }
    text
}

/// The content of any file, unpacked.
fn said_by(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap();
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    match path.extension().and_then(std::ffi::OsStr::to_str) {
        Some("parquet") => text += &cells(path),
        Some("xlsx") => {
            let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).unwrap();
            for (_, range) in calamine::Reader::worksheets(&mut book) {
                for row in range.rows() {
                    text += &row.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
                    text.push('\n');
                }
            }
        }
        _ => {}
    }
    text
}

/// Persons with rare keys, and one amount that is like no other, in every register.
fn marked() -> World {
    let world = publishing();
    mark(&world);
    world
}

/// Gives the persons of a world rare keys, and one of them an amount that is like no other.
pub fn mark(world: &World) {
    for (name, mut table) in world.tables() {
        if table.0.iter().any(|(column, _)| column == "PNR") {
            table.map("PNR", |keys| {
                let keys = arrow::compute::cast(keys, &arrow::datatypes::DataType::Int64).unwrap();
                let keys = arrow::array::AsArray::as_primitive::<arrow::datatypes::Int64Type>(&keys).clone();
                std::sync::Arc::new(
                    keys.iter().map(|key| key.map(|key| KEY + key * STEP)).collect::<arrow::array::Int64Array>(),
                )
            });
        }
        if name == "income2013.parquet" {
            let rows = arrow::array::Array::len(&table.get("PNR"));
            table.set(
                "INDKOMST",
                numbers((0..rows).map(|i| if i == 17 { 9_183_746.25 } else { (100 * i) as f64 + 0.25 })),
            );
        }
        world.put(&name, table);
    }
}

/// Keys lie this far apart.
const STEP: i64 = 1_000_003;

/// Everything about marked persons, as text.
pub fn secrets() -> Vec<String> {
    let keys = (0..240).map(|i| (KEY + (1000 + i) * STEP).to_string());
    keys.chain([AMOUNT.to_owned(), "9183746".to_owned(), "9.183.746".to_owned(), "9,183,746".to_owned()]).collect()
}

/// The first secret that a text holds.
fn held<'a>(secrets: &'a [String], text: &str) -> Option<&'a String> {
    secrets.iter().find(|secret| text.contains(secret.as_str()))
}

/// Whether bytes hold a key or the amount as a machine writes numbers, as statistics of Parquet files do.
fn holds_binary(bytes: &[u8]) -> bool {
    let keys = (0..240).map(|i| KEY + (1000 + i) * STEP);
    let wanted: std::collections::HashSet<[u8; 8]> =
        keys.map(i64::to_le_bytes).chain([9_183_746.25_f64.to_le_bytes(), 918_374_625_i64.to_le_bytes()]).collect();
    bytes.windows(8).any(|window| wanted.contains(window))
}

/// Every command that speaks of a release, and everything that lies in one.
#[test]
fn no_person_is_in_any_byte_that_is_published_said_or_logged() {
    let world = marked();
    let built = world.build();
    assert!(built.status.success(), "{}", world.said(&built.stderr));
    let secrets = secrets();
    let mut said = vec![("messages".to_owned(), world.said(&built.stdout) + &world.said(&built.stderr))];
    let release = world.path("output/r");
    for (name, bytes) in files(&release) {
        assert!(!holds_binary(&bytes), "{} holds a key or the amount as bytes", name.display());
        said.push((name.display().to_string(), said_by(&release.join(&name))));
    }
    assert!(said.iter().any(|(name, _)| name == "transfer/release.xlsx"));
    // The audit stays in the room, and names no person either.
    let audit = world.path("output/audit/r");
    for (name, bytes) in files(&audit) {
        assert!(!holds_keys(&bytes), "{} holds a key as bytes", name.display());
        // Its `fits` have the largest amounts, which releases are compared with each other by.
        let amount = if name == Path::new("fits.parquet") { AMOUNT } else { "\0" };
        said.push((format!("audit/{}", name.display()), said_by(&audit.join(&name)).replace(amount, "")));
    }
    assert!(said.iter().any(|(name, _)| name == "audit/report.html"));
    let (path, pipelines) = (release.display().to_string(), world.path("pipelines").display().to_string());
    let id = "sheltered/all/left/income/2";
    for arguments in [
        &["verify", &path][..],
        &["diff", &path, &path, "--format", "html"],
        &["diff", &path, &path, "--format", "json"],
        &["trace", id, "--database", &path, "--pipelines", &pipelines],
        &["trace", id, "--database", &path, "--format", "json"],
        &["trace", "sheltered/all/left/income/7", "--database", &path],
    ] {
        let output = som(arguments);
        said.push((arguments.join(" "), world.said(&output.stdout) + &world.said(&output.stderr)));
    }
    for kind in ["csv", "xlsx", "sqlite", "frictionless"] {
        let to = world.path(&format!("exported.{kind}"));
        assert!(som(&["export", &path, "--as", kind, "--to", to.to_str().unwrap()]).status.success());
        if to.is_dir() {
            said.extend(files(&to).into_iter().map(|(name, _)| (name.display().to_string(), said_by(&to.join(&name)))));
        } else {
            assert!(!holds_binary(&std::fs::read(&to).unwrap()), "{kind} holds a key or the amount as bytes");
            said.push((kind.to_owned(), said_by(&to)));
        }
    }
    for (place, text) in &said {
        assert!(held(&secrets, text).is_none(), "{place} holds {}", held(&secrets, text).unwrap());
    }
    // The search finds what is there to be found.
    let extract = world.path("extracts/income2013.parquet");
    assert!(holds_binary(&std::fs::read(world.path("extracts/stays.parquet")).unwrap()));
    let extract = said_by(&extract);
    assert!(extract.contains(AMOUNT) && extract.contains(&secrets[0]));
}

fn holds_keys(bytes: &[u8]) -> bool {
    let wanted: std::collections::HashSet<[u8; 8]> =
        (0..240).map(|i| (KEY + (1000 + i) * STEP).to_le_bytes()).collect();
    bytes.windows(8).any(|window| wanted.contains(window))
}

/// Messages about faulty extracts name no person.
#[test]
fn no_person_is_in_what_is_said_of_a_fault() {
    let secrets = secrets();
    for (name, spoil) in crate::bad_extracts::faults() {
        let world = World::small();
        mark(&world);
        spoil(&world);
        let build = world.build();
        let [pipelines, extracts] = ["pipelines", "extracts"].map(|name| world.path(name).display().to_string());
        let check = som(&["check", "--pipelines", &pipelines, "--extracts", &extracts]);
        for output in [build, check] {
            let said = world.said(&output.stdout) + &world.said(&output.stderr);
            assert!(held(&secrets, &said).is_none(), "{name}: {said}");
        }
    }
}

/// The small country, with a level at which it has something to publish.
fn publishing() -> World {
    let world = World::small();
    world.define("release.toml", "price_year = 2014", "price_year = 2014\nsignificance = 0.9");
    world
}

struct Out {
    cohorts: Vec<CohortRow>,
    estimates: Vec<EstimateRow>,
    fits: Vec<FitRow>,
    audit: Vec<AuditFitRow>,
    decisions: Vec<DisclosureRow>,
}

fn out(world: &World, release: &str) -> Out {
    let table = |name: &str| world.path(&format!("output/{release}/tables/{name}.parquet"));
    let audit = |name: &str| world.path(&format!("output/audit/{release}/{name}.parquet"));
    Out {
        cohorts: tables::read(&table("cohorts")).unwrap(),
        estimates: tables::read(&table("estimates")).unwrap(),
        fits: tables::read(&table("fits")).unwrap(),
        audit: tables::read(&audit("fits")).unwrap(),
        decisions: tables::read(&audit("disclosure")).unwrap(),
    }
}

fn build(world: &World, release: &str) -> (i32, String) {
    let mut arguments = world.arguments();
    release.clone_into(arguments.last_mut().unwrap());
    let output = som(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    (output.status.code().unwrap(), world.said(&output.stderr))
}

#[test]
fn counts_are_rounded_and_figures_follow_from_what_is_published() {
    let world = publishing();
    assert_eq!(build(&world, "r").0, 0);
    let out = out(&world, "r");
    assert!(!out.estimates.is_empty() && out.cohorts.iter().any(|row| row.persons.is_some()));
    assert!(out.cohorts.iter().filter_map(|row| row.persons).all(|persons| persons >= 5 && persons % 5 == 0));
    for row in &out.estimates {
        assert_eq!(row.t, row.estimate / row.standard_error);
        assert_eq!(row.df % 5.0, 0.0);
        let exact = out.audit.iter().find(|fit| {
            (&fit.consequence, fit.follow_up_year, &*fit.specification)
                == (&row.consequence, row.follow_up_year, "published")
        });
        let exact = exact.unwrap();
        let (estimate, error) = (exact.estimate.unwrap(), exact.standard_error.unwrap());
        // Noise is bounded: √6 times 3 times what one person moves the estimate, and √6 times 5 for a count.
        let [n, m] = [exact.persons_success, exact.persons_non_success].map(|persons| persons as f64);
        let largest =
            exact.largest_success.map_or(0.0, |kr| kr / n).max(exact.largest_non_success.map_or(0.0, |kr| kr / m));
        let spread = 3.0 * (error / (1.0 / n + 1.0 / m).sqrt() / n.min(m)).max(largest / 30.0);
        assert!((row.estimate - estimate).abs() <= 6f64.sqrt() * spread + error / 500.0, "{row:?}");
        assert!((row.standard_error / error.hypot(spread) - 1.0).abs() <= 0.25, "{row:?}");
        assert!(row.n_success.is_none_or(|n| (n - exact.n_success).abs() <= 15));
        assert_eq!(row.n_success.is_none(), row.reason.is_some());
        // No whole total is the only one that the published mean and count allow.
        if let (Some(mean), Some(_)) = (row.mean_non_success, row.n_non_success) {
            let total = exact.mean_non_success.unwrap() * exact.n_non_success as f64;
            assert!(mean * exact.n_non_success as f64 != total, "{} gives its total back", row.consequence);
        }
    }
}

#[test]
fn few_users_and_dominant_amounts_are_held_back_with_a_reason() {
    let world = publishing();
    // Two of those who left have a visit after all, and one income is larger than all others together.
    world.define(
        "target_groups/adults/sheltered.toml",
        "covariance = \"HC3\"",
        "covariance = \"HC3\"\nminimum = { users = 0 }",
    );
    world.define("variables/all.toml", "code BETWEEN 130 AND 139", "code = 130 AND week = 6");
    world.change("income2012.parquet", |t| t.last("INDKOMST", &numbers([900_000_000.0])));
    assert_eq!(build(&world, "r").0, 0);
    let out = out(&world, "r");
    let held = |consequence: &str| -> Vec<&FitRow> {
        out.fits.iter().filter(|f| f.consequence == consequence && f.status == Status::HeldBack).collect()
    };
    assert!(held("income").iter().any(|fit| fit.reason == Some(Rule::Dominance)), "{:?}", out.fits);
    for fit in out.fits.iter().filter(|fit| fit.status == Status::HeldBack) {
        assert!(fit.reason.is_some() && !fit.significant);
        let exact =
            out.audit.iter().find(|a| a.consequence == fit.consequence && a.follow_up_year == fit.follow_up_year);
        assert_eq!(exact.unwrap().status, Status::Estimated, "the audit has its figures");
        let key = format!("sheltered / all / left / {} / {}", fit.consequence, fit.follow_up_year);
        let decision = out.decisions.iter().find(|row| row.key == key && row.part == "figures").unwrap();
        assert_eq!((decision.decision, decision.rule), (Decision::HeldBack, fit.reason));
    }
}

#[test]
fn a_subgroup_that_leaves_too_few_beside_it_shows_no_counts() {
    let world = publishing();
    let subgroup = "\n[[subgroup]]\nid = \"most\"\nlabel = { da = \"De fleste\", en = \"Most\" }\nages = { first = 28, last = 64 }\n\n[[estimation]]";
    world.define("target_groups/adults/sheltered.toml", "\n[[estimation]]", subgroup);
    assert_eq!(build(&world, "r").0, 0);
    let all = |out: &Out, subgroup: &str| -> Vec<Option<i64>> {
        out.cohorts.iter().filter(|row| row.subgroup == subgroup).map(|row| row.persons).collect()
    };
    let out_r = out(&world, "r");
    let exact: Vec<(String, i64)> = attrition(&world, "r");
    let of = |subgroup: &str, arm: &str| exact.iter().find(|(key, _)| key == &format!("{subgroup} {arm}")).unwrap().1;
    // Ages differ by the year of birth, of which the small country has 23: one less is about ten persons.
    for (arm, at) in [("non_success", 0), ("success", 1)] {
        let beyond = of("all", arm) - of("most", arm);
        let held = all(&out_r, "most")[at].is_none();
        assert_eq!(held, (1..5).contains(&beyond), "{arm}: {beyond} beyond the subgroup, held back: {held}");
    }
    assert!(all(&out_r, "all").iter().all(Option::is_some));
}

/// Ages at t = 0 in the small country: the years of birth are 23.
const AGES: std::ops::RangeInclusive<i32> = 29..=51;

/// Bands of age that overlap, in one target group, and a second target group of some of the same persons: an attacker adds and
/// subtracts published counts in every way with up to three cohorts of a group, and with two of both groups.
#[test]
fn no_difference_of_published_cohorts_is_a_small_cell() {
    let world = publishing();
    let bands =
        [("under_40", 18, 39), ("under_41", 18, 40), ("over_34", 35, 64), ("over_39", 40, 64), ("middle", 34, 45)];
    let subgroups: String = bands
        .iter()
        .map(|(id, first, last)| {
            format!(
                "[[subgroup]]\nid = \"{id}\"\nlabel = {{ da = \"{id}\", en = \"{id}\" }}\nages = {{ first = {first}, last = {last} }}\n\n"
            )
        })
        .collect();
    let group = "target_groups/adults/sheltered.toml";
    let whole = std::fs::read_to_string(world.path("pipelines").join(group)).unwrap();
    world.define(group, "[[estimation]]", &format!("{subgroups}[[estimation]]"));
    let older = whole.replace("\"sheltered\"", "\"older\"").replace("ages = { first = 18,", "ages = { first = 30,");
    // No person enters later than in the other group.
    let older = older.replace("last = 2012", "last = 2011");
    world.text("pipelines/target_groups/adults/older.toml", &older);
    let (code, said) = build(&world, "r");
    assert_eq!(code, 0, "{said}");
    let out = out(&world, "r");
    let rows: Vec<som::tables::audit::AttritionRow> =
        tables::read(&world.path("output/audit/r/attrition.parquet")).unwrap();
    let exact = |group: &str, subgroup: &str, arm: &str| {
        let is = |r: &&som::tables::audit::AttritionRow| {
            (&*r.target_group, &*r.subgroup, &*r.name) == (group, subgroup, arm) && r.success_measure.is_some()
        };
        rows.iter().find(is).unwrap().persons
    };
    let ages = |group: &str, subgroup: &str| -> Vec<bool> {
        let band = bands.iter().find(|(id, ..)| *id == subgroup).map_or((18, 64), |(_, first, last)| (*first, *last));
        let first = if group == "older" { 30 } else { band.0 };
        AGES.map(|age| first <= age && age <= band.1).collect()
    };
    for arm in ["success", "non_success"] {
        let published: Vec<(&str, Vec<bool>, i64)> = out
            .cohorts
            .iter()
            .filter(|row| row.arm.word() == arm && row.persons.is_some())
            .map(|row| {
                let (group, subgroup) = (row.target_group.as_str(), row.subgroup.as_str());
                (group, ages(group, subgroup), exact(group, subgroup, arm))
            })
            .collect();
        assert!(published.len() >= 3, "{arm}: something must leave");
        // Every way to take, take off or leave out each of them.
        for code in 0..3usize.pow(published.len() as u32) {
            let times: Vec<i64> =
                (0..published.len()).map(|at| (code / 3usize.pow(at as u32) % 3) as i64 - 1).collect();
            let taken: Vec<usize> = (0..times.len()).filter(|at| times[*at] != 0).collect();
            let groups: std::collections::HashSet<&str> = taken.iter().map(|at| published[*at].0).collect();
            if taken.len() > if groups.len() > 1 { 2 } else { 3 } {
                continue;
            }
            let of_age = |age: usize| taken.iter().map(|at| times[*at] * i64::from(published[*at].1[age])).sum::<i64>();
            if (0..AGES.count()).all(|age| [0, 1].contains(&of_age(age))) {
                let count: i64 = taken.iter().map(|at| times[*at] * published[*at].2).sum();
                assert!(!(1..5).contains(&count), "{arm}: {count} persons by {taken:?}");
            }
        }
    }
    let rules: Vec<Rule> =
        out.decisions.iter().filter(|row| row.table == "cohorts").filter_map(|row| row.rule).collect();
    assert!(rules.contains(&Rule::Subgroups) && rules.contains(&Rule::TargetGroups), "{rules:?}");
}

/// Statuses that reveal a count are in the audit only.
#[test]
fn statuses_that_reveal_a_count_are_in_the_audit_only() {
    let group = "target_groups/adults/sheltered.toml";
    type Case = (&'static str, fn(&World), Status, &'static [(Status, bool)]);
    let cases: &[Case] = &[
        (
            "no users",
            |w| w.define("variables/all.toml", "code BETWEEN 130 AND 139", "code = 130 AND week = 6"),
            Status::NoUsers,
            &[(Status::FewUsers, false)],
        ),
        (
            "success is sex",
            |w| w.define("target_groups/adults/sheltered.toml", "after = 0", "sex = 'man'"),
            Status::RankDeficient,
            &[(Status::HeldBack, true)],
        ),
        (
            "all succeed",
            |w| w.define("target_groups/adults/sheltered.toml", "after = 0", "after >= 0"),
            Status::EmptyCohort,
            &[(Status::BelowMinN, false)],
        ),
    ];
    for (name, make, exact, published) in cases {
        let world = publishing();
        make(&world);
        let (code, said) = build(&world, "r");
        assert_eq!(code, 0, "{name}: {said}");
        let out = out(&world, "r");
        let key = |t: &str, c: &str, k: i32| (t.to_owned(), c.to_owned(), k);
        let audited: Vec<_> = out
            .audit
            .iter()
            .filter(|fit| fit.specification == "published" && fit.status == *exact)
            .map(|fit| key(&fit.target_group, &fit.consequence, fit.follow_up_year))
            .collect();
        assert!(!audited.is_empty(), "{name}: {group}");
        for fit in out.fits.iter().filter(|f| audited.contains(&key(&f.target_group, &f.consequence, f.follow_up_year)))
        {
            assert!(published.contains(&(fit.status, fit.reason.is_some())) && !fit.significant, "{name}: {fit:?}");
        }
        let decided = out.decisions.iter().filter(|row| row.part == "status");
        assert!(decided.count() >= audited.len(), "{name}");
        let checker = std::fs::read_to_string(world.path("output/r/transfer/checker.html")).unwrap();
        let list = checker.split("Held back, and for review").nth(1).unwrap();
        let (_, consequence, year) = &audited[0];
        // A line is a row without its year, then the years of it.
        let listed = list.split("<tr>").filter(|line| line.contains(&format!(" / {consequence}</td>")));
        let years = listed.filter_map(|line| line.split("<td>").nth(3)?.strip_suffix("</td>"));
        let listed = years.flat_map(|years| years.split(' ')).any(|listed| listed == year.to_string());
        // The page lists what `fits` shows as held back, and no status that was replaced.
        let held = published.contains(&(Status::HeldBack, true));
        assert!(listed == held && !checker.contains(exact.word()), "{name}: {list}");
        assert!(som(&["verify", world.path("output/r").to_str().unwrap()]).status.success(), "{name}");
    }
}

/// Of two releases with the same persons, one amount is another: what the kroner are more is one person's.
#[test]
fn an_amount_that_came_between_two_releases_holds_counts_back() {
    let world = publishing();
    // Without noise, so that the rule alone decides.
    world.text("pipelines/disclosure.toml", "count_noise = 0.0\nestimate_noise = 0.0\n");
    assert_eq!(build(&world, "a").0, 0);
    world.change("income2012.parquet", |t| {
        t.map("INDKOMST", |amounts| {
            let amounts =
                arrow::array::AsArray::as_primitive::<arrow::datatypes::Float64Type>(amounts.as_ref()).clone();
            numbers(amounts.values().iter().enumerate().map(|(at, kr)| if at == 100 { kr + 60_000.0 } else { *kr }))
        });
    });
    assert_eq!(build(&world, "b").0, 0);
    let (first, second) = (out(&world, "a"), out(&world, "b"));
    let income =
        |out: &Out| out.estimates.iter().find(|row| (&*row.consequence, row.follow_up_year) == ("income", 1)).cloned();
    let (before, after) = (income(&first).unwrap(), income(&second).unwrap());
    assert!(before.n_success.is_some(), "{before:?}");
    assert_eq!((after.n_success, after.mean_non_success, after.reason), (None, None, Some(Rule::Releases)));
    let key = "sheltered / all / left / income / 1";
    let of = |part: &str| second.decisions.iter().find(|row| row.key == key && row.part == part).unwrap();
    assert_eq!((of("figures").decision, of("counts").decision), (Decision::Review, Decision::HeldBack));
    assert_eq!(of("counts").reason.as_deref(), Some("few have most of what is more or less than in release a"));
}

/// Without the audit of the earlier release, or with that of another in its place, the number of persons that changed figures differ by
/// is unknown, so their counts are held back.
#[test]
fn an_earlier_release_whose_audit_is_not_here_shows_no_counts_of_what_changed() {
    let world = publishing();
    // Without noise, so that the rule alone decides.
    world.text("pipelines/disclosure.toml", "count_noise = 0.0\nestimate_noise = 0.0\n");
    for release in ["a", "other"] {
        assert_eq!(build(&world, release).0, 0);
    }
    world.change("income2012.parquet", |t| t.map("INDKOMST", |_| numbers((0..240).map(|at| f64::from(at) * 100.0))));
    let audit = |release: &str| world.path(&format!("output/audit/{release}"));
    std::fs::remove_dir_all(audit("a")).unwrap();
    std::fs::rename(audit("other"), audit("a")).unwrap();
    std::fs::remove_dir_all(world.path("output/other")).unwrap();
    // The two releases have other names in their manifests, so the audit is not that of `a`.
    assert_eq!(build(&world, "b").0, 0);
    let (before, after) = (out(&world, "a"), out(&world, "b"));
    let mut changed = 0;
    for row in &after.estimates {
        let key = |row: &EstimateRow| (row.consequence.clone(), row.subgroup.clone(), row.follow_up_year);
        let Some(earlier) = before.estimates.iter().find(|earlier| key(earlier) == key(row)) else { continue };
        let same = (row.estimate, row.standard_error) == (earlier.estimate, earlier.standard_error);
        assert_eq!(same, row.reason != Some(Rule::Releases), "{row:?}");
        if !same {
            changed += 1;
            assert_eq!(
                (row.n_success, row.robustness, row.robustness_to_insignificance),
                (None, None, None),
                "{row:?}"
            );
            assert_eq!(row.df % 5.0, 0.0);
        }
    }
    assert!(changed > 0);
}

fn attrition(world: &World, release: &str) -> Vec<(String, i64)> {
    let rows: Vec<som::tables::audit::AttritionRow> =
        tables::read(&world.path(&format!("output/audit/{release}/attrition.parquet"))).unwrap();
    rows.into_iter().map(|row| (format!("{} {}", row.subgroup, row.name), row.persons)).collect()
}

/// A release after another one with two persons fewer shows no counts, whichever of both comes first by name.
#[test]
fn an_earlier_release_that_differs_by_two_persons_holds_counts_back() {
    let world = publishing();
    assert_eq!(build(&world, "a").0, 0);
    let first = out(&world, "a");
    assert_eq!(build(&world, "b").0, 0);
    assert_eq!(out(&world, "b").cohorts, first.cohorts, "the same extracts give the same release");
    let shown = |out: &Out| out.cohorts.iter().filter(|row| row.persons.is_some()).count();
    assert_eq!(shown(&first), 2);
    let stays = |t: &mut crate::world::Table| {
        let rows = arrow::array::Array::len(&t.get("PNR")) as u32;
        // Two persons have no stays any more.
        let keys = arrow::array::cast::AsArray::as_primitive::<arrow::datatypes::Int64Type>(&*t.get("PNR")).clone();
        t.take((0..rows).filter(|row| keys.value(*row as usize) > 1002));
    };
    world.change("stays.parquet", stays);
    assert_eq!(build(&world, "c").0, 0);
    let third = out(&world, "c");
    let rules: Vec<_> = third.decisions.iter().filter_map(|row| row.rule).collect();
    assert!(shown(&third) < 2 && rules.contains(&Rule::Releases), "{:?}", third.cohorts);
    let counts = |out: &Out| out.estimates.iter().filter(|row| row.n_success.is_some()).count();
    assert!(counts(&third) < counts(&first));
    assert!(third.decisions.iter().any(|row| row.decision == Decision::Review), "the checker is asked to look");
    // By name, and stopped by a policy that wants a look first.
    world.text("pipelines/disclosure.toml", "stop_for_review = true\n");
    let (code, said) = build(&world, "d");
    assert_eq!(code, 14, "{said}");
    assert!(said.starts_with("error: disclosure control: ") && said.contains("\nhint: look at what changed"), "{said}");
    assert!(!world.path("output/d").exists());
    // Persons are compared with every release of the room, whichever is named.
    let mut arguments = world.arguments();
    "e".clone_into(arguments.last_mut().unwrap());
    arguments.extend(["--earlier".to_owned(), world.path("output/c").display().to_string()]);
    let output = som(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(output.status.code(), Some(14), "{}", world.said(&output.stderr));
    // The same persons are published as often as wanted.
    world.text("pipelines/disclosure.toml", "");
    assert_eq!(build(&world, "f").0, 0);
    assert_eq!(out(&world, "f").cohorts, third.cohorts);
}

#[test]
fn the_policy_is_checked_and_can_be_off() {
    let world = publishing();
    world.text("pipelines/disclosure.toml", "minimum_persons = 2\nlargest_share = 1.5\ndigit = 3\n");
    let (code, said) = build(&world, "r");
    assert_eq!(code, 10);
    for wanted in ["`minimum_persons` must be at least 3", "`largest_share` is a share", "unknown key `digit`"] {
        assert!(said.contains(wanted), "{wanted} is not in\n{said}");
    }
    world.text("pipelines/disclosure.toml", "control = false\ncompanion = true\n");
    assert_eq!(build(&world, "r").0, 0);
    let exact = attrition(&world, "r");
    let success = exact.iter().find(|(name, _)| name == "all success").unwrap().1;
    assert!(out(&world, "r").cohorts.iter().any(|row| row.persons == Some(success)));
    let checker = std::fs::read_to_string(world.path("output/r/transfer/checker.html")).unwrap();
    assert!(checker.contains("Disclosure control was off"));
    let companion: Vec<som::tables::companion::CoefficientRow> =
        tables::read(&world.path("output/companion/r/tables/coefficients.parquet")).unwrap();
    let estimated = out(&world, "r").fits.iter().filter(|fit| fit.status == Status::Estimated).count();
    assert_eq!(companion.len(), estimated);
    let read = som(&["verify", world.path("output/companion/r").to_str().unwrap()]);
    assert_eq!(read.status.code(), Some(12), "a companion is not a release");
}
