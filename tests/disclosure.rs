//! What leaves the secure room: nothing of a person, nothing too small, nothing that a difference gives back.

use std::path::Path;

use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use som::knowledge::parquet as tables;
use som::tables::audit::{AuditFitRow, DisclosureRow};
use som::tables::published::{CohortRow, EstimateRow, FitRow};
use som::words::{Decision, Rule, Status};

use crate::tools::{files, som};
use crate::world::{World, integers, numbers};

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

/// Whatever a file says, unpacked.
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
    for (name, mut table) in world.tables() {
        table.map("PNR", |keys| {
            let keys = arrow::array::cast::AsArray::as_primitive::<arrow::datatypes::Int64Type>(keys.as_ref()).clone();
            integers(keys.values().iter().map(|key| KEY + key * 1_000_003))
        });
        if name == "income2013.parquet" {
            let rows = arrow::array::Array::len(&table.get("PNR"));
            table.set(
                "INDKOMST",
                numbers((0..rows).map(|i| if i == 17 { 9_183_746.25 } else { (100 * i) as f64 + 0.25 })),
            );
        }
        world.put(&name, table);
    }
    world
}

#[test]
fn no_person_is_in_any_byte_that_is_published_said_or_logged() {
    let world = marked();
    let built = world.build();
    assert!(built.status.success(), "{}", world.said(&built.stderr));
    let secrets: Vec<String> = (0..240)
        .map(|i| (KEY + (1000 + i) * 1_000_003).to_string())
        .chain([AMOUNT.to_owned(), "9183746".to_owned()])
        .collect();
    let mut said = vec![("messages".to_owned(), world.said(&built.stdout) + &world.said(&built.stderr))];
    let release = world.path("output/r");
    for (name, _) in files(&release) {
        said.push((name.display().to_string(), said_by(&release.join(&name))));
    }
    assert!(said.iter().any(|(name, _)| name == "transfer/release.xlsx"));
    // What can go wrong must not give them away either.
    world.change("stays.parquet", |t| t.null("PNR", &[3]));
    std::fs::remove_dir_all(&release).unwrap();
    said.push(("a fault".to_owned(), world.said(&world.build().stderr)));
    for (place, text) in &said {
        let found = secrets.iter().find(|secret| text.contains(secret.as_str()));
        assert!(found.is_none(), "{place} holds {}", found.unwrap());
    }
    // The audit is where such things may be: the search finds what is there to be found.
    let audit = said_by(&world.path("extracts/income2013.parquet"));
    assert!(audit.contains(AMOUNT) && audit.contains(&secrets[0]));
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
        assert!((row.estimate - estimate).abs() <= error / 100.0 && (row.standard_error / error - 1.0).abs() <= 0.005);
        assert!(row.n_success.is_none_or(|n| (n - exact.n_success).abs() <= 2));
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
        // Nobody knows the first two persons of the register any more.
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
    let mut arguments = world.arguments();
    "e".clone_into(arguments.last_mut().unwrap());
    arguments.extend(["--earlier".to_owned(), world.path("output/c").display().to_string()]);
    let output = som(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(output.status.success(), "{}", world.said(&output.stderr));
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
    assert_eq!(read.status.code(), Some(12), "nobody takes a companion for a release");
}
