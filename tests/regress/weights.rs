//! Weights: figures computed by hand, and invalid weights.

use som::regress::WeightKind;
use som::words::{Covariance, Status};

use super::rows::{Row, difference, regress};
use crate::tools::som;

/// Four rows without adjusters: the coefficient is a difference of weighted means.
fn four(weights: [f64; 4]) -> Vec<Row> {
    let row =
        |success, weight, y| Row { year: 1, success, sex: Some("K"), age: 30.0, cluster: 0, weight, y: vec![Some(y)] };
    vec![
        row(false, weights[0], 1.0),
        row(false, weights[1], 4.0),
        row(true, weights[2], 10.0),
        row(true, weights[3], 20.0),
    ]
}

#[test]
fn sampling_weights_do_not_count_persons() {
    for scale in [1.0, 1e-3, 1e6] {
        let rows = four([1.0, 2.0, 1.0, 4.0].map(|w| w * scale));
        let weigh = |mut request: som::regress::Request| {
            request.weights = Some(("weight".to_owned(), WeightKind::Sampling));
            request
        };
        // Weighted means 3 and 18; residuals −2, 1, −8, 2; Σwe² = 4 + 2 + 64 + 16 = 86 over two degrees of freedom, times
        // 1/3 + 1/5; scores (we/Σw)²: (4 + 4)/9 + (64 + 64)/25.
        for (covariance, variance) in [
            (Covariance::Iid, 43.0 * (1.0 / 3.0 + 1.0 / 5.0)),
            (Covariance::Hc0, 8.0 / 9.0 + 128.0 / 25.0),
            (Covariance::Hc1, 2.0 * (8.0 / 9.0 + 128.0 / 25.0)),
            // h = w/Σw of the cohort: 1/3, 2/3, 1/5, 4/5.
            (Covariance::Hc2, (4.0 * 1.5 + 4.0 * 3.0) / 9.0 + (64.0 * 1.25 + 64.0 * 5.0) / 25.0),
            (Covariance::Hc3, (4.0 * 2.25 + 4.0 * 9.0) / 9.0 + (64.0 * 1.5625 + 64.0 * 25.0) / 25.0),
        ] {
            let found = &regress(&rows, weigh, covariance)[0];
            assert_eq!((found.status, found.n, found.df), (Status::Estimated, 4, Some(2)));
            assert!(difference(found.coef, Some(15.0), 0.0) < 1e-14, "{found:?}");
            assert!(difference(found.se, Some(f64::sqrt(variance)), 0.0) < 1e-14, "{covariance}: {found:?}");
        }
    }
}

#[test]
fn frequency_weights_count_persons() {
    let found = &regress(
        &four([1.0, 2.0, 1.0, 4.0]),
        |mut request| {
            request.weights = Some(("weight".to_owned(), WeightKind::Frequency));
            request
        },
        Covariance::Iid,
    )[0];
    assert_eq!((found.n, found.n_success, found.df), (8, 5, Some(6)));
    assert!(difference(found.se, Some((86.0f64 / 6.0 * (1.0 / 3.0 + 1.0 / 5.0)).sqrt()), 0.0) < 1e-14, "{found:?}");
}

#[test]
fn a_row_of_weight_zero_is_ignored() {
    let mut rows = four([1.0, 2.0, 1.0, 4.0]);
    rows.push(Row { weight: 0.0, y: vec![Some(1e6)], ..rows[0].clone() });
    for kind in [WeightKind::Frequency, WeightKind::Sampling] {
        let weigh = |mut request: som::regress::Request| {
            request.weights = Some(("weight".to_owned(), kind));
            request
        };
        let (with, without) = (regress(&rows, weigh, Covariance::Hc3), regress(&rows[..4], weigh, Covariance::Hc3));
        assert_eq!(with, without);
    }
}

#[test]
fn weights_without_a_kind_are_sampling_weights() {
    let data = "fixtures/nlswork/nlswork.parquet";
    let words =
        ["regress", data, "--outcomes", "ln_wage", "--success", "success", "--by", "year", "--weights", "hours"];
    let unsaid = som(&words);
    let said = som(&[&words[..], &["--weight-kind", "sampling"]].concat());
    assert_eq!(unsaid.stdout, said.stdout);
    let note = "note: weights are taken as sampling weights; say --weight-kind to choose\n";
    assert!(String::from_utf8(unsaid.stderr).unwrap().starts_with(note));
}
