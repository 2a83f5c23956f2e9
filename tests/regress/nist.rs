//! NIST's certified linear regressions. The last parameter of each is taken as success.

use std::collections::BTreeMap;

use linfa::Dataset;
use linfa::traits::Fit;
use som::words::{Covariance, Status};
use som::{FittedSuccess, LinfaError, SuccessRegression};

use crate::tools::project;

/// Estimates and errors, relative to the certified ones.
const TOLERANCE: f64 = 1e-9;

fn read(name: &str) -> Vec<Vec<f64>> {
    let mut reader = csv::Reader::from_path(project().join("fixtures/nist").join(name)).unwrap();
    reader.records().map(|row| row.unwrap().iter().map(|cell| cell.parse().unwrap()).collect()).collect()
}

/// Success first: the last regressor; powers of x for a polynomial.
fn dataset<const K: usize>(name: &str, powers: bool) -> (Vec<[f64; K]>, Vec<[f64; 1]>) {
    let rows = read(&format!("{name}.csv"));
    let y = rows.iter().map(|row| [row[0]]).collect();
    let x = rows.iter().map(|row| {
        let mut all: Vec<f64> =
            if powers { (1..=K as i32).map(|p| row[1].powi(p)).collect() } else { row[1..].to_vec() };
        all.rotate_right(1);
        all.try_into().unwrap()
    });
    (x.collect(), y)
}

fn fit<const K: usize>(name: &str, powers: bool, covariance: Covariance) -> Result<FittedSuccess, LinfaError> {
    let (x, y) = dataset::<K>(name, powers);
    let intercept = !name.starts_with("NoInt");
    let data = Dataset::<f64, f64>::new(x.into(), y.into()).into_single_target();
    SuccessRegression::new().covariance(covariance).with_intercept(intercept).fit(&data)
}

fn certified(name: &str) -> BTreeMap<String, String> {
    let mut reader = csv::Reader::from_path(project().join("fixtures/nist/certified.csv")).unwrap();
    reader
        .deserialize()
        .map(Result::unwrap)
        .filter(|row: &BTreeMap<String, String>| row["dataset"] == name)
        .last()
        .unwrap()
}

fn check<const K: usize>(name: &str, powers: bool) {
    let wanted = certified(name);
    let number = |column: &str| wanted[column].parse::<f64>().unwrap();
    for (covariance, column) in
        [(Covariance::Iid, "exact_se_iid"), (Covariance::Hc1, "exact_se_hc1"), (Covariance::Hc3, "exact_se_hc3")]
    {
        let found = fit::<K>(name, powers, covariance).unwrap();
        let apart =
            |found: f64, wanted: f64| if wanted == 0.0 { found.abs() } else { ((found - wanted) / wanted).abs() };
        let differences =
            (apart(found.coefficient, number("exact_estimate")), apart(found.standard_error, number(column)));
        println!("{name} {covariance}: {differences:?}");
        assert!(differences.0 < TOLERANCE && differences.1 < TOLERANCE, "{name} {covariance}: {found:?} {wanted:?}");
    }
}

#[test]
fn certified_values() {
    check::<1>("Norris", true);
    check::<2>("Pontius", true);
    check::<1>("NoInt1", true);
    check::<1>("NoInt2", true);
    check::<6>("Longley", false);
    for name in ["Wampler1", "Wampler2", "Wampler3", "Wampler4", "Wampler5"] {
        check::<5>(name, true);
    }
}

#[test]
fn a_polynomial_of_the_tenth_degree_is_refused() {
    // Its powers lose eight digits to each other: seven right ones are not nine.
    assert!(matches!(
        fit::<10>("Filip", true, Covariance::Iid),
        Err(LinfaError::NoFigures { status: Status::RankDeficient, .. })
    ));
}
