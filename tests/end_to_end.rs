//! From synthetic extracts to a calculated case: the same bytes with any threads and folder, cohorts as planted, intervals
//! that cover the truth, and a release that verifies.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use som::knowledge::parquet;
use som::tables::audit::AuditFitRow;
use som::tables::published::EstimateRow;
use som::tables::truth::TruthRow;
use som::words::Status;

use crate::tools::{fails, files, fine, modelled, project};

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn extracts_to_a_release_to_a_case() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("first"), folder.path().join("second/elsewhere"));
    let pipelines = modelled(folder.path(), &str::to_owned);
    let of = ["--pipelines", text(&pipelines)];
    for (threads, place) in [("1", &first), ("2", &second)] {
        let (extracts, output) = (place.join("extracts"), place.join("output"));
        std::fs::create_dir_all(place).unwrap();
        let drawn = ["synth", "--threads", threads, "--persons", "20000", "--seed", "7", "--out", text(&extracts)];
        fine(&[&drawn[..], &of[..]].concat());
        let to = ["--extracts", text(&extracts), "--output", text(&output), "--release", "2026.1"];
        fine(&[&["build", "--threads", threads], &to[..], &of[..]].concat());
    }
    for part in ["extracts", "output/2026.1", "output/audit/2026.1"] {
        let (one, two) = (files(&first.join(part)), files(&second.join(part)));
        assert!(!one.is_empty());
        for ((path, bytes), (path_of_two, bytes_of_two)) in one.iter().zip(&two) {
            assert_eq!(path, path_of_two);
            assert!(bytes == bytes_of_two, "{part}/{} differs between 1 and 2 threads", path.display());
        }
        assert_eq!(one.len(), two.len());
    }
    let release = first.join("output/2026.1");
    let said = fine(&["verify", text(&release)]);
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("hashes, schema, references and figures are consistent; made from synthetic extracts"),
        "{said}"
    );
    covers_the_truth(&first);
    only_significant(&release);
    let case =
        fine(&["calculate", "fixtures/cases/homelessness.toml", "--database", text(&release), "--format", "json"]);
    assert!(serde_json::from_str::<serde_json::Value>(&case).unwrap().is_object());
}

/// Cohorts have the planted size, and about 95 % of intervals cover the planted truth.
fn covers_the_truth(place: &Path) {
    let fits: Vec<AuditFitRow> = parquet::read(&place.join("output/audit/2026.1/fits.parquet")).unwrap();
    let truths: Vec<TruthRow> = parquet::read(&place.join("extracts/truth.parquet")).unwrap();
    let key = |g: &str, s: &str, m: &str, c: &str, k: i32, e: &str| format!("{g}/{s}/{m}/{c}/{k}/{e}");
    let truths: HashMap<String, TruthRow> = truths
        .into_iter()
        .map(|t| {
            let of = key(
                &t.target_group,
                &t.subgroup,
                &t.success_measure,
                &t.consequence,
                t.follow_up_year,
                &t.specification,
            );
            (of, t)
        })
        .collect();
    let (mut hits, mut all) = (0.0, 0.0);
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for f in &fits {
        let of =
            key(&f.target_group, &f.subgroup, &f.success_measure, &f.consequence, f.follow_up_year, &f.specification);
        // Further consequences have rows without a model.
        let Some(truth) = truths.get(&of) else { continue };
        known.insert(&f.consequence);
        assert_eq!((f.n_success, f.n_non_success), (truth.n_success, truth.n_non_success), "{of}");
        if f.status == Status::Estimated {
            all += 1.0;
            hits += f64::from(u8::from(f.lower.unwrap() <= truth.truth && truth.truth <= f.upper.unwrap()));
        }
    }
    assert!(all > 500.0, "{all} estimated");
    assert!(known.len() >= 19, "{known:?}");
    // Fits share persons, so the share of one seed varies more than with independent intervals.
    assert!((0.92..=0.98).contains(&(hits / all)), "{hits} of {all} intervals hold the truth");
}

/// The truth with persons dropped after exit, and of subgroups by SQL over sex, age and year.
#[test]
fn the_truth_of_residents_and_of_subgroups_by_sql() {
    let folder = tempfile::tempdir().unwrap();
    let (extracts, output) = (folder.path().join("extracts"), folder.path().join("output"));
    let pipelines = modelled(folder.path(), &|text| {
        let population = text.replace("[population]", "[population]\nafter_exit = \"drop\"");
        population
            .replace("[[success]]", "[[subgroup]]\nid = \"some\"\nwhere = \"sex = 'man' OR year > 2012\"\n[[success]]")
    });
    let of = ["--pipelines", text(&pipelines), "--threads", "2"];
    fine(&[&["synth", "--persons", "20000", "--seed", "11", "--out", text(&extracts)], &of[..]].concat());
    let to = ["build", "--extracts", text(&extracts), "--output", text(&output), "--release", "2026.1"];
    fine(&[&to[..], &of[..]].concat());
    let truths: Vec<TruthRow> = parquet::read(&extracts.join("truth.parquet")).unwrap();
    let of_year = |subgroup: &str, year: i32| -> i64 {
        let rows = truths
            .iter()
            .filter(|t| t.subgroup == subgroup && t.follow_up_year == year && t.target_group == "homelessness");
        rows.filter(|t| t.specification == "published").map(|t| t.n_success + t.n_non_success).max().unwrap()
    };
    assert!(of_year("some", 1) < of_year("all", 1) && of_year("all", 4) < of_year("all", 1), "all are there");
    covers_the_truth(folder.path());
}

/// Outcomes as differences from the year before t = 0, of persons resident then, in one price level.
#[test]
fn the_truth_of_differences_from_the_year_before() {
    let folder = tempfile::tempdir().unwrap();
    let (extracts, output) = (folder.path().join("extracts"), folder.path().join("output"));
    let pipelines = modelled(folder.path(), &|text| {
        text.replace("covariance = \"HC3\"", "covariance = \"HC3\"\nbaseline = \"difference\"")
    });
    let of = ["--pipelines", text(&pipelines), "--threads", "2"];
    fine(&[&["synth", "--persons", "20000", "--seed", "13", "--out", text(&extracts)], &of[..]].concat());
    let to = ["build", "--extracts", text(&extracts), "--output", text(&output), "--release", "2026.1"];
    fine(&[&to[..], &of[..]].concat());
    covers_the_truth(folder.path());
}

/// A changed copy of the project's definitions.
fn changed(folder: &Path, change: &dyn Fn(&str) -> String) -> std::path::PathBuf {
    let pipelines = folder.join("pipelines");
    for (path, bytes) in files(&project().join("pipelines")) {
        let to = pipelines.join(&path);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::write(to, change(&String::from_utf8(bytes).unwrap())).unwrap();
    }
    pipelines
}

fn only_significant(release: &Path) {
    let estimates: Vec<EstimateRow> = parquet::read(&release.join("tables/estimates.parquet")).unwrap();
    assert!(!estimates.is_empty());
    assert!(estimates.iter().all(|e| e.p < 0.05 && e.lower <= e.estimate && e.estimate <= e.upper));
}

#[test]
fn the_projects_definitions_are_valid_and_their_test_persons_pass() {
    let said = fine(&["check"]);
    assert!(said.contains("no mistakes") && said.contains("test persons come out as expected"), "{said}");
}

/// A failing test person stops the check, and stops the build before it reads extracts.
#[test]
fn a_failing_test_person_stops_the_build() {
    let folder = tempfile::tempdir().unwrap();
    let pipelines = changed(folder.path(), &|text| {
        text.replacen("expect = { t0 = 2010, success = { left_shelter = true }", "expect = { t0 = 2011", 1)
    });
    let said = fails(13, &["check", "--pipelines", text(&pipelines)]);
    assert!(said.starts_with("error: 1 expectation(s) of test persons do not hold\n"), "{said}");
    assert!(said.contains("test person \"leaves the shelter\": expected t = 0 in 2011, found t = 0 in 2010"), "{said}");
    let output = folder.path().join("output");
    let asked = ["--pipelines", text(&pipelines), "--extracts", "nowhere", "--output", text(&output), "--release", "r"];
    assert_eq!(fails(13, &[&["build"], &asked[..]].concat()), said);
    assert!(!output.exists());
}

/// A fault in the rows of a test person is no fault of the user's extracts, of which there are none here.
#[test]
fn a_fault_in_the_rows_of_a_test_person_names_them() {
    let folder = tempfile::tempdir().unwrap();
    let pipelines = changed(folder.path(), &|text| {
        text.replacen("start = 2010-03-01, end = 2010-03-09", "start = 2010-03-09, end = 2010-03-01", 1)
    });
    let said = fails(13, &["check", "--pipelines", text(&pipelines)]);
    assert_eq!(
        said,
        "error: the rows of the test persons: register `herb_forsorg_mv_f`, herb_forsorg_mv_f/herb_forsorg_mv_f2023.parquet, row group 0, column \
         `UDFLYT`: 1 spell(s) end before they begin\n\
         hint: correct the `rows` of the test persons, or the definition; the hint for extracts is: correct the extract, or set `bad_rows = { drop \
         = true }`\n"
    );
}

/// The rows of a demo are synthetic, so the user can't deliver others: the hint is to draw more persons.
#[test]
fn a_demo_of_too_few_persons_asks_for_more() {
    let folder = tempfile::tempdir().unwrap();
    let said = fails(11, &["demo", "--persons", "10", "--output", text(folder.path())]);
    let lines: Vec<&str> = said.lines().collect();
    let [.., error, hint] = lines[..] else { panic!("{said}") };
    assert!(error.starts_with("error: register `herb_forsorg_mv_f`: has no rows, and covers 2006, 2007,"), "{said}");
    let expected = "hint: 10 synthetic persons may be too few for these definitions: give more with --persons, or leave it out for 50,000";
    assert_eq!(hint, expected);
}
