//! Two real data sets against reference results from exact arithmetic: every outcome, year, form of age and covariance,
//! one of them a panel with repeated persons.

use std::collections::BTreeMap;

use som::words::Covariance;

use crate::tools::{fine, project};

/// Coefficients, errors and t: relative.
const TOLERANCE: f64 = 1e-9;
/// p-values: relative, down to 1e-300.
const TOLERANCE_P: f64 = 1e-8;

type Table = Vec<BTreeMap<String, String>>;

fn table(mut reader: csv::Reader<impl std::io::Read>) -> Table {
    reader.deserialize().map(Result::unwrap).collect()
}

fn close(found: &str, wanted: &str, tolerance: f64, what: &str) -> f64 {
    let (found, wanted): (f64, f64) = (found.parse().unwrap(), wanted.parse().unwrap());
    let difference = if found == wanted { 0.0 } else { ((found - wanted) / wanted).abs() };
    assert!(difference <= tolerance, "{what}: {found} for {wanted}, relative difference {difference:e}");
    difference
}

fn every_figure(data: &str, reference: &str, outcomes: &str) -> usize {
    let wanted = table(csv::Reader::from_path(project().join(reference)).unwrap());
    let (mut compared, mut worst, mut worst_p) = (0, 0.0f64, 0.0f64);
    for (form, spec) in [("linear", "linear"), ("quadratic", "quadratic"), ("categorical", "dummies")] {
        for covariance in Covariance::OF_REGRESSIONS {
            let age = format!("age:{form}");
            let mut words = vec!["regress", data, "--outcomes", outcomes, "--success", "success", "--by", "year"];
            words.extend(["--adjust", "sex", "--age", &age, "--covariance", covariance.word(), "--format", "csv"]);
            if *covariance == Covariance::Cr1 {
                words.extend(["--cluster", "person_id"]);
            }
            let found = table(csv::Reader::from_reader(fine(&words).as_bytes()));
            let wanted: Vec<_> = wanted.iter().filter(|row| row["age_spec"] == spec).collect();
            for row in &wanted {
                let fit =
                    found.iter().find(|fit| fit["outcome"] == row["outcome"] && fit["by"] == row["year"]).unwrap();
                let what = format!("{} {} {form} {covariance}", row["outcome"], row["year"]);
                let clustered = *covariance == Covariance::Cr1;
                assert_eq!(fit["status"], "estimated", "{what}");
                assert_eq!(
                    (&fit["n"], &fit["n_success"], &fit["k"]),
                    (&row["n"], &row["n_success"], &row["rank"]),
                    "{what}"
                );
                let df = if clustered {
                    assert_eq!(fit["clusters"], row["n_clusters"], "{what}");
                    (row["n_clusters"].parse::<u64>().unwrap() - 1).to_string()
                } else {
                    row["df_resid"].clone()
                };
                assert_eq!(fit["df"], df, "{what}");
                let name = covariance.word().to_lowercase();
                for (column, reference) in
                    [("coef", "coef".to_owned()), ("se", format!("se_{name}")), ("t", format!("t_{name}"))]
                {
                    worst = worst.max(close(&fit[column], &row[&reference], TOLERANCE, &format!("{what} {column}")));
                }
                worst_p = worst_p.max(close(&fit["p"], &row[&format!("p_{name}")], TOLERANCE_P, &format!("{what} p")));
                compared += 1;
            }
        }
    }
    println!("{data}: {compared} regressions agree: worst relative difference {worst:e}, of p {worst_p:e}");
    compared
}

#[test]
fn a_panel_with_repeated_persons() {
    let compared = every_figure(
        "fixtures/nlswork/nlswork.parquet",
        "fixtures/nlswork/nlswork_reference.csv",
        "ln_wage,hours,wks_work",
    );
    assert_eq!(compared, 12 * 3 * 6, "12 outcomes and years, 3 forms of age, 6 covariances");
}

#[test]
fn smokers_who_quit() {
    let outcomes = table(csv::Reader::from_path(project().join("fixtures/nhefs/nhefs_reference.csv")).unwrap());
    let mut names: Vec<&str> = outcomes.iter().map(|row| row["outcome"].as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let compared = every_figure("fixtures/nhefs/extracts", "fixtures/nhefs/nhefs_reference.csv", &names.join(","));
    assert_eq!(compared, outcomes.len() * 6);
}
